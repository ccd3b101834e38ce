"""`python -m backend.gateway` as a process of its own."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    """Return a port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def started(tmp_path: Path, port: int, **settings: str) -> Iterator[subprocess.Popen[str]]:
    """Start a gateway; kill it at the end if it still runs."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.endswith("_URL")},
        "DATA_DIR": str(tmp_path),
        "GATEWAY_PORT": str(port),
        **settings,
    }
    with subprocess.Popen(
        [sys.executable, "-m", "backend.gateway"],
        cwd=ROOT,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_until_healthy(process: subprocess.Popen[str], url: str) -> None:
    """Return once the gateway answers."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{url}/healthz", trust_env=False).text == "ok":
                return
    raise AssertionError(f"not healthy, exit code {process.poll()}")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_starts_on_an_empty_folder_and_stops_when_told(
    tmp_path: Path, number: signal.Signals
) -> None:
    port = free_port()
    with started(tmp_path / "new", port) as process:
        url = f"http://127.0.0.1:{port}"
        wait_until_healthy(process, url)
        wish = {"username": "alice", "email": "a@example.org", "password": "correct horse"}
        answer = httpx.post(f"{url}/v1/accounts", json=wish, trust_env=False)
        assert answer.status_code == 201
        begun = time.monotonic()
        process.send_signal(number)
        _, log = process.communicate(timeout=10)
        assert process.returncode == 0, log
        assert time.monotonic() - begun < 5
        assert "path=/v1/accounts status=201" in log
        assert "Traceback" not in log
    assert (tmp_path / "new" / "gateway.sqlite").exists()


def test_a_request_under_way_does_not_keep_it_from_stopping(tmp_path: Path) -> None:
    port = free_port()
    with started(tmp_path, port) as process:
        wait_until_healthy(process, f"http://127.0.0.1:{port}")
        with socket.create_connection(("127.0.0.1", port)) as hanging:
            head = "POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            hanging.sendall(f"{head}Content-Length: 1000\r\n\r\n{{".encode())
            begun = time.monotonic()
            process.terminate()
            process.wait(timeout=10)
            assert time.monotonic() - begun < 6


def test_a_taken_port_is_one_clear_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with started(tmp_path, port) as process:
            _, log = process.communicate(timeout=30)
    assert process.returncode == 1
    assert re.fullmatch(rf".*GATEWAY_PORT={port} .*Address already in use\n", log), log


def test_a_wrong_setting_is_one_clear_sentence(tmp_path: Path) -> None:
    for name, value in (("SMTP_URL", "nonsense"), ("QUOTA_BYTES", "many")):
        with started(tmp_path, free_port(), **{name: value}) as process:
            _, log = process.communicate(timeout=30)
        assert process.returncode == 1
        assert name in log
        assert "Traceback" not in log


def test_a_database_that_is_away_is_told_without_a_traceback(tmp_path: Path) -> None:
    url = "postgresql://nobody@127.0.0.1:1/nothing"
    with started(tmp_path, free_port(), DATABASE_URL=url) as process:
        _, log = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "Cannot migrate the database" in log
    assert "Traceback" not in log


def test_in_production_it_refuses_to_start_without_secrets(tmp_path: Path) -> None:
    with started(tmp_path, free_port(), APP_ENV="production", FRONTEND_KEY="") as process:
        _, log = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "FRONTEND_KEY" in log
