"""The people of the tests, each with an account, a session and an address of their own."""

from collections.abc import Mapping
from dataclasses import dataclass

import httpx
from starlette.testclient import TestClient

FRONTEND_KEY = "frontend-key-of-the-tests-" + "0" * 16


@dataclass
class Person:
    """Somebody who talks to the gateway through the frontend."""

    client: TestClient
    name: str
    address: str
    token: str = ""

    @property
    def email(self) -> str:
        """Where mails reach them."""
        return f"{self.name}@example.org"

    @property
    def password(self) -> str:
        """What they chose at registration."""
        return f"correct horse of {self.name}"

    def request(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
        body: object = None,
    ) -> httpx.Response:
        """Send a request as this person; `body` goes as JSON."""
        headers = {
            "X-Frontend-Key": FRONTEND_KEY,
            "X-Client-Address": self.address,
            "X-Client-Agent": f"{self.name}'s browser",
            **({"Authorization": f"Bearer {self.token}"} if self.token else {}),
            **(headers or {}),
        }
        answer: httpx.Response = self.client.request(
            method, path, headers=headers, content=content, json=body
        )
        return answer

    def get(self, path: str, **headers: str) -> httpx.Response:
        """GET a resource."""
        return self.request("GET", path, headers=headers)

    def post(self, path: str, **body: object) -> httpx.Response:
        """POST a JSON body."""
        return self.request("POST", path, body=body)

    def delete(self, path: str, **body: object) -> httpx.Response:
        """DELETE a resource."""
        return self.request("DELETE", path, body=body or None)

    def register(self) -> httpx.Response:
        """Make the account and begin its first session."""
        answer = self.post(
            "/v1/accounts", username=self.name, email=self.email, password=self.password
        )
        if answer.status_code == 201:
            self.token = answer.json()["token"]
        return answer

    def log_in(self, password: str = "", **more: object) -> httpx.Response:
        """Begin a session and go on with it; a failed attempt changes nothing."""
        answer = self.post(
            "/v1/sessions", login=self.name, password=password or self.password, **more
        )
        if answer.status_code == 201:
            self.token = answer.json()["token"]
        return answer

    def at(self, address: str) -> "Person":
        """Return the same person at another address, logged out."""
        return Person(self.client, self.name, address)
