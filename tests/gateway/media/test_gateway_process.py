"""Uploads over real connections to a real gateway: lost, doubled, and killed ones."""

import http.client
import json
import signal
import socket
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from config import GatewayConfig
from tests.gateway.media.conftest import encoded
from tests.gateway.media.processes import Process, places_of, wait_until

CONTENT = b"TOY " + bytes(range(256)) * 8192  # two MiB
HALF = len(CONTENT) // 2


@dataclass
class Gateway:
    """The gateway as it is started in earnest, and somebody who talks to it."""

    process: Process
    port: int
    token: str = ""

    def start(self) -> None:
        self.process.start()
        wait_until(self._answers, seconds=30)

    def _answers(self) -> bool:
        try:
            return self.ask("GET", "/healthz")[0] == 200
        except OSError:
            return False

    def ask(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request(method, path, body=body, headers=self.headers(**headers))
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, content

    def headers(self, **more: str) -> dict[str, str]:
        return {
            "Authorization": f"Bearer {self.token}",
            "Tus-Resumable": "1.0.0",
            **{name.replace("_", "-"): value for name, value in more.items()},
        }

    def begin(self) -> str:
        metadata = f"filename {encoded('clip.toy')},service {encoded('toy')}"
        _, headers, _ = self.ask(
            "POST", "/v1/uploads", Upload_Length=str(len(CONTENT)), Upload_Metadata=metadata
        )
        return headers["location"]

    def hanging(self, location: str, offset: int, content: bytes) -> socket.socket:
        """Send a part of what is promised, and leave the connection open."""
        wire = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        headers = self.headers(
            Host="gateway",
            Content_Type="application/offset+octet-stream",
            Content_Length=str(len(CONTENT) - offset),
            Upload_Offset=str(offset),
        )
        lines = [f"PATCH {location} HTTP/1.1", *(f"{k}: {v}" for k, v in headers.items())]
        wire.sendall("\r\n".join([*lines, "", ""]).encode() + content)
        return wire

    def finish(self, location: str, offset: int) -> str:
        status, headers, content = self.ask(
            "PATCH",
            location,
            CONTENT[offset:],
            Content_Type="application/offset+octet-stream",
            Upload_Offset=str(offset),
        )
        assert status == 204, content
        return headers["upload-file"]

    def offset(self, location: str) -> int:
        return int(self.ask("HEAD", location)[1]["upload-offset"])

    def arrived(self, location: str) -> int:
        upload: dict[str, int] = json.loads(self.ask("GET", location)[2])
        return upload["offset_bytes"]

    def content_of(self, file_id: str) -> bytes:
        return self.ask("GET", f"/v1/files/{file_id}/content")[2]


@pytest.fixture
def real_gateway(config: GatewayConfig) -> Iterator[Gateway]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = Process(
        ["backend.gateway"],
        config.data_dir / "gateway.log",
        {**places_of(config), "GATEWAY_PORT": str(port)},
    )
    gateway = Gateway(process, port)
    gateway.start()
    registration = {"username": "ada", "email": "ada@example.org", "password": "a long password"}
    _, _, answer = gateway.ask(
        "POST",
        "/v1/accounts",
        json.dumps(registration).encode(),
        Content_Type="application/json",
    )
    gateway.token = json.loads(answer)["token"]
    yield gateway
    process.end()


def test_what_arrived_of_a_lost_connection_is_kept(real_gateway: Gateway) -> None:
    location = real_gateway.begin()
    real_gateway.hanging(location, 0, CONTENT[:HALF]).close()
    # Looked at without HEAD, which would end a connection that still brings something.
    wait_until(lambda: real_gateway.arrived(location) == HALF)
    file_id = real_gateway.finish(location, HALF)
    assert real_gateway.content_of(file_id) == CONTENT


def test_a_connection_that_hangs_does_not_block_its_own_resumption(
    real_gateway: Gateway,
) -> None:
    location = real_gateway.begin()
    hanging = real_gateway.hanging(location, 0, CONTENT[:HALF])
    wait_until(lambda: real_gateway.arrived(location) >= HALF // 2)
    # Nobody says goodbye to the hanging one: the next request wins by itself …
    offset = real_gateway.offset(location)
    file_id = real_gateway.finish(location, offset)
    assert offset <= HALF
    assert real_gateway.content_of(file_id) == CONTENT
    # … and what the hanging one still says is not heard any more.
    assert hanging.recv(100).startswith(b"HTTP/1.1 423")
    hanging.close()


def test_an_upload_goes_on_after_the_gateway_was_killed_in_its_middle(
    real_gateway: Gateway,
) -> None:
    location = real_gateway.begin()
    hanging = real_gateway.hanging(location, 0, CONTENT[: HALF + 1000])
    wait_until(lambda: real_gateway.arrived(location) >= HALF // 2)
    real_gateway.process.end(signal.SIGKILL)
    hanging.close()
    real_gateway.start()
    offset = real_gateway.offset(location)
    assert HALF // 2 <= offset <= HALF + 1000
    file_id = real_gateway.finish(location, offset)
    assert real_gateway.content_of(file_id) == CONTENT


def test_two_who_write_one_upload_at_once_do_not_mix(real_gateway: Gateway) -> None:
    location = real_gateway.begin()
    first = real_gateway.hanging(location, 0, CONTENT[:HALF])
    wait_until(lambda: real_gateway.arrived(location) >= HALF // 2)
    second = real_gateway.hanging(location, 0, CONTENT[:1000])
    # The second comes at an offset that is wrong by now, whatever the first had written.
    assert second.recv(100).startswith(b"HTTP/1.1 409")
    first.close()
    second.close()
    file_id = real_gateway.finish(location, real_gateway.offset(location))
    assert real_gateway.content_of(file_id) == CONTENT
