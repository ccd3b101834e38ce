"""A gateway with a media service, and runners that can be killed."""

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from backend.gateway.context import Context
from backend.gateway.jobs import attempts
from config import GatewayConfig
from tests.gateway.media.processes import Runner, Toy, wait_until
from tests.gateway.media.results import RESULT, begun
from tests.gateway.personas import Person

TUS = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}
CLIP = b"TOY " + bytes(range(256)) * 40


@pytest.fixture(scope="session")
def session_toy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Toy]:
    toy = Toy(tmp_path_factory.mktemp("toy"))
    toy.start()
    yield toy
    toy.end()


@pytest.fixture
def toy(session_toy: Toy) -> Toy:
    """The toy service; a test that has killed it leaves it to the next to start it again."""
    if session_toy.running is None or session_toy.running.poll() is not None:
        session_toy.running = None
        session_toy.start()
    return session_toy


@pytest.fixture
def config(config: GatewayConfig, toy: Toy) -> GatewayConfig:
    return replace(config, media_services=(toy.address,))


@pytest.fixture
def runner(config: GatewayConfig, context: Context) -> Iterator[Runner]:
    """A running job runner of the gateway's."""
    runner = Runner(config)
    runner.start()
    yield runner
    runner.end()


@dataclass
class Uploader:
    """Somebody who uploads by tus."""

    person: Person

    def announce(
        self, size_bytes: int, filename: str = "clip.toy", service: str = "toy"
    ) -> httpx.Response:
        metadata = f"filename {encoded(filename)},service {encoded(service)}"
        headers = {**TUS, "Upload-Length": str(size_bytes), "Upload-Metadata": metadata}
        return self.person.request("POST", "/v1/uploads", headers=headers)

    def begin(self, size_bytes: int, filename: str = "clip.toy") -> str:
        """Announce an upload; return its address."""
        answer = self.announce(size_bytes, filename)
        assert answer.status_code == 201, answer.text
        return answer.headers["Location"]

    def send(self, location: str, offset: int, content: bytes, **more: str) -> httpx.Response:
        headers = {**TUS, "Upload-Offset": str(offset), **more}
        return self.person.request("PATCH", location, headers=headers, content=content)

    def upload(self, content: bytes = CLIP, filename: str = "clip.toy") -> str:
        """Upload a file in one go; return its id."""
        answer = self.send(self.begin(len(content), filename), 0, content)
        assert answer.status_code == 204, answer.text
        return answer.headers["Upload-File"]


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.fixture
def by_alice(alice: Person) -> Uploader:
    return Uploader(alice)


@pytest.fixture
def work(alice: Person) -> Callable[..., dict[str, Any]]:
    """Submits work on a file of Alice's and returns the job."""

    def submit(file_id: str, **parameters: object) -> dict[str, Any]:
        answer = alice.post("/v1/jobs", file_id=file_id, operation="work", parameters=parameters)
        assert answer.status_code == 201, answer.text
        job: dict[str, Any] = answer.json()
        return job

    return submit


@pytest.fixture
def made(context: Context, work: Callable[..., dict[str, Any]]) -> Callable[[str], str]:
    """Makes a result from a file, as the runner does; returns the result's id."""

    def make(file_id: str) -> str:
        job_id = work(file_id)["id"]
        result = attempts.finish(context, job_id, begun(context, job_id).number, RESULT)
        assert result is not None
        return result

    return make


@pytest.fixture
def job_in(alice: Person) -> Callable[..., dict[str, Any]]:
    """Waits until a job of Alice's is in one of the given states and returns it."""

    def wait(job_id: str, *states: str, seconds: float = 15.0) -> dict[str, Any]:
        def look() -> dict[str, Any] | None:
            job: dict[str, Any] = alice.get(f"/v1/jobs/{job_id}").json()
            return job if job["state"] in states else None

        return wait_until(look, seconds) or {}

    return wait


@pytest.fixture
def blobs(config: GatewayConfig) -> Callable[[], list[str]]:
    """Lists everything in the blob store."""
    root = Path(config.data_dir / "blobs")
    return lambda: sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())
