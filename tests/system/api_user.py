"""A person who talks to the gateway itself, as a script or a bot would."""

import secrets
import time
from pathlib import Path
from typing import Any

import requests

from tests.system import tus


class ApiUser:
    """A fresh account on a gateway. Times in seconds."""

    def __init__(self, gateway_url: str) -> None:
        self.url = gateway_url
        self.http = requests.Session()
        self.http.trust_env = False
        self.name = f"user-{secrets.token_hex(4)}"
        self.password = secrets.token_urlsafe(12)
        session = self.post(
            "/v1/accounts",
            username=self.name,
            email=f"{self.name}@example.org",
            password=self.password,
        )
        self.http.headers["Authorization"] = f"Bearer {session['token']}"

    def get(self, path: str) -> Any:
        """GET a resource."""
        answer = self.http.get(self.url + path, timeout=60)
        answer.raise_for_status()
        return answer.json()

    def post(self, path: str, **body: object) -> Any:
        """POST a JSON body."""
        answer = self.http.post(self.url + path, json=body, timeout=60)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def upload(self, path: Path, service: str = "video") -> str:
        """Upload a file by tus in one piece and return its id."""
        return tus.upload(self.http, f"{self.url}/v1/uploads", path, service)

    def start_job(self, file_id: str, operation: str, **parameters: object) -> str:
        """Ask for work and return the job's id."""
        answer = self.http.post(
            f"{self.url}/v1/jobs",
            json={"file_id": file_id, "operation": operation, "parameters": parameters},
            headers={"Idempotency-Key": secrets.token_hex(8)},
            timeout=60,
        )
        answer.raise_for_status()
        return str(answer.json()["id"])

    def wait_for(
        self, job_id: str, *states: str, limit: float = 120.0, period: float = 0.05
    ) -> dict[str, Any]:
        """Return the job as soon as it is in one of the states (default: an ended one).

        It is asked for every `period` seconds.
        """
        wanted = states or ("done", "failed", "cancelled")
        deadline = time.monotonic() + limit
        job: dict[str, Any] = {}
        while time.monotonic() < deadline:
            try:
                job = self.get(f"/v1/jobs/{job_id}")
            except requests.RequestException:
                job = {}  # the gateway may be away for a moment: tests kill it
            if job.get("state") in wanted:
                return job
            time.sleep(period)
        raise AssertionError(f"The job is not {wanted} after {limit} s: {job}")
