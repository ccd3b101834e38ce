"""Starting, stopping and starting again."""

import socket
import stat
import time
from pathlib import Path

import psutil
import pytest
import requests

from tests.system.stack import Stack, running_stack

STOP_LIMIT_SECONDS = 10


@pytest.mark.parametrize("setting", ["PORT", "GATEWAY_PORT", "VIDEO_PORT"])
def test_a_taken_port_is_a_clear_error(setting: str, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with (
            pytest.raises(AssertionError, match=f"Port {port} on 127.0.0.1 cannot be used"),
            running_stack(tmp_path, **{setting: str(port)}),
        ):
            pass


def test_a_second_copy_on_the_same_data_is_refused(stack: Stack) -> None:
    with (
        pytest.raises(AssertionError, match="Another copy is running on the data folder"),
        running_stack(stack.data_dir),
    ):
        pass


def test_two_copies_run_side_by_side_and_ctrl_c_loses_nothing(stack: Stack, tmp_path: Path) -> None:
    with running_stack(tmp_path) as other:
        assert stack.port != other.port
        assert requests.get(f"{stack.url}/healthz", timeout=60).ok
        account = {"username": "keeper", "email": "k@example.org", "password": "a long one 42"}
        made = requests.post(f"{other.gateway_url}/v1/accounts", json=account, timeout=60)
        assert made.status_code == 201
        assert other.process is not None
        everything = psutil.Process(other.process.pid).children(recursive=True)
        begun = time.monotonic()
        assert other.stop() == 0
        assert time.monotonic() - begun < STOP_LIMIT_SECONDS
        assert not [process for process in everything if process.is_running()]
        assert "Traceback" not in other.log(2000)

        other.start()
        login = {"login": "keeper", "password": "a long one 42"}
        again = requests.post(f"{other.gateway_url}/v1/sessions", json=login, timeout=60)
        assert again.status_code == 201
        assert requests.get(
            f"{other.gateway_url}/v1/account",
            headers={"Authorization": f"Bearer {made.json()['token']}"},
            timeout=60,
        ).ok


def test_the_data_folder_holds_a_private_key(stack: Stack) -> None:
    assert stat.S_IMODE((stack.data_dir / "secret_key").stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["web", "gateway", "video", "jobs"])
def test_what_dies_is_started_again(name: str, stack: Stack) -> None:
    before = stack.processes(name)[0]
    stack.kill(name)
    stack.wait_until_healthy()
    assert stack.processes(name)[0].pid != before.pid
