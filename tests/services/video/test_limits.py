"""Cancelling, and the limits of time, output, memory, disk and jobs."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import grpc
import psutil
import pytest

from backend.protos.media.v1 import media_pb2
from tests.media import ffmpeg
from tests.services.conftest import MakeClip, StartService
from tests.services.service_process import RefusedError, ServiceProcess, errors_taken_apart


class Conversion(Protocol):
    """A call of Convert, as far as these tests use it."""

    def __iter__(self) -> Iterator[media_pb2.ConvertEvent]: ...
    def __next__(self) -> media_pb2.ConvertEvent: ...
    def cancel(self) -> None: ...


@pytest.fixture
def endless(clip: MakeClip) -> Path:
    """A video that takes long to encode and no time to make."""
    film = clip("film.mp4", seconds=6, gop=60)
    path = film.with_name("endless.mp4")
    if not path.exists():
        ffmpeg("-stream_loop", "200", "-i", str(film), "-c", "copy", str(path))
    return path


def _wait_until(condition: Callable[[], bool], seconds: float) -> float:
    """Return how long it took until `condition` held; fail after `seconds`."""
    started = time.monotonic()
    while not condition():
        assert time.monotonic() - started < seconds, "it did not happen in time"
        time.sleep(0.01)
    return time.monotonic() - started


def _children(service: ServiceProcess) -> list[psutil.Process]:
    return psutil.Process(service.process.pid).children(recursive=True)


def _running(service: ServiceProcess, source: Path, output: str) -> Conversion:
    """Begin a long conversion and return the call once it makes progress."""
    request = service.request(
        service.stored(source), "convert", output, format="webm", quality="high"
    )
    call: Conversion = service.stub.Convert(request, metadata=service.metadata)
    assert next(call).WhichOneof("event") == "progress"
    return call


def test_cancelling_ends_the_process_within_two_seconds_and_leaves_nothing(
    start_service: StartService, endless: Path
) -> None:
    service = start_service()
    call = _running(service, endless, "cancelled.webm")
    assert _children(service)
    call.cancel()
    assert _wait_until(lambda: not _children(service), 2.0) < 2.0
    assert service.wait_for("call")["code"] == "CANCELLED"
    assert not (service.storage / "cancelled.webm").exists()
    assert not list(service.scratch.glob("service-*/call-*"))


def test_a_caller_that_vanishes_cancels_its_work(
    start_service: StartService, endless: Path
) -> None:
    service = start_service()
    _running(service, endless, "orphan.webm")
    service.channel.close()
    _wait_until(lambda: not _children(service), 2.0)
    assert not (service.storage / "orphan.webm").exists()


def test_stopping_the_service_ends_its_work_and_asks_to_try_again(
    start_service: StartService, endless: Path
) -> None:
    service = start_service()
    call = _running(service, endless, "stopped.webm")
    children = _children(service)
    started = time.monotonic()
    service.process.send_signal(signal.SIGTERM)
    with pytest.raises(RefusedError) as refused, errors_taken_apart():
        for _ in call:
            pass
    assert refused.value.status == grpc.StatusCode.UNAVAILABLE
    assert refused.value.code == "STOPPING"
    assert service.process.wait(timeout=10) == 0
    assert time.monotonic() - started < 10
    assert not any(child.is_running() for child in children)
    assert not (service.storage / "stopped.webm").exists()
    assert not list(service.scratch.iterdir())


def test_killing_the_service_ends_its_work_and_the_next_one_sweeps_up(
    start_service: StartService, endless: Path
) -> None:
    service = start_service()
    call = _running(service, endless, "killed.webm")
    children = _children(service)
    os.kill(service.process.pid, signal.SIGKILL)
    with pytest.raises(grpc.RpcError):
        for _ in call:
            pass
    psutil.wait_procs(children, timeout=2)
    assert not any(child.is_running() for child in children)
    service.stop()
    assert list(service.scratch.glob("service-*/call-*"))

    environment = {"SCRATCH_DIR": str(service.scratch)}
    following = start_service(**environment)
    assert [folder.name for folder in service.scratch.iterdir()] == [
        folder.name
        for folder in service.scratch.glob("service-*")
        if (folder / "in-use.lock").exists()
    ]
    assert not list(service.scratch.glob("service-*/call-*"))
    assert following.process.poll() is None


def test_work_that_takes_too_long_is_ended(start_service: StartService, endless: Path) -> None:
    service = start_service()
    request = service.request(
        service.stored(endless), "convert", "slow.webm", format="webm", quality="high"
    )
    request.limits.CopyFrom(media_pb2.Limits(max_seconds=1.0))
    with pytest.raises(RefusedError) as refused:
        service.converted(request)
    assert refused.value.code == "TIME_LIMIT"
    assert refused.value.status == grpc.StatusCode.RESOURCE_EXHAUSTED
    assert not _children(service)
    assert not (service.storage / "slow.webm").exists()


@pytest.mark.parametrize("mode", ["exact", "instant", "reencode"])
def test_results_that_grow_too_large_are_ended(
    service: ServiceProcess, clip: MakeClip, mode: str
) -> None:
    url = service.stored(clip("large.mp4", seconds=4, size="640x360"))
    request = service.request(url, "cut", f"large-{mode}", start=0, end=4, mode=mode)
    request.limits.CopyFrom(media_pb2.Limits(max_output_bytes=50_000))
    with pytest.raises(RefusedError) as refused:
        service.converted(request)
    assert refused.value.code == "OUTPUT_LIMIT"
    assert refused.value.status == grpc.StatusCode.RESOURCE_EXHAUSTED
    assert not (service.storage / f"large-{mode}").exists()


def test_work_that_needs_too_much_memory_is_ended(
    start_service: StartService, clip: MakeClip
) -> None:
    service = start_service(MAX_MEMORY_BYTES=str(600 * 1024 * 1024))
    url = service.stored(clip("wide.mp4", seconds=1, size="1920x1080"))
    with pytest.raises(RefusedError) as refused:
        service.convert(url, "convert", "wide.webm", format="webm")
    assert refused.value.code == "MEMORY_LIMIT"


def test_a_full_disk_is_noticed_before_the_work(
    start_service: StartService, clip: MakeClip
) -> None:
    service = start_service(RESERVE_DISK_BYTES=str(1 << 60))
    url = service.stored(clip("short.mp4", seconds=2))
    with pytest.raises(RefusedError) as refused:
        service.convert(url, "convert", "nowhere.mkv", format="mkv")
    assert refused.value.code == "DISK_FULL"
    assert refused.value.status == grpc.StatusCode.RESOURCE_EXHAUSTED
    assert not (service.storage / "nowhere.mkv").exists()


def test_more_jobs_than_allowed_are_refused_while_others_run(
    start_service: StartService, endless: Path, clip: MakeClip
) -> None:
    service = start_service(CONCURRENT_JOBS="1")
    call = _running(service, endless, "first.webm")
    url = service.stored(clip("short.mp4", seconds=2))
    with pytest.raises(RefusedError) as refused:
        service.convert(url, "convert", "second.mkv", format="mkv")
    assert refused.value.code == "BUSY"
    assert service.probe(url).duration_seconds > 0
    call.cancel()
    _wait_until(lambda: not _children(service), 2.0)
    assert service.convert(url, "convert", "second.mkv", format="mkv").result.extension == "mkv"


def test_children_do_not_see_the_key_of_the_installation(
    start_service: StartService, endless: Path
) -> None:
    service = start_service()
    call = _running(service, endless, "secretive.webm")
    for child in _children(service):
        assert "SERVICE_KEY" not in child.environ()
        assert child.nice() > 0
    call.cancel()


def test_a_taken_port_is_a_clear_error(start_service: StartService, tmp_path: Path) -> None:
    service = start_service()
    port = service.address.rpartition(":")[2]
    second = subprocess.run(
        [sys.executable, "-m", "backend.services.video"],
        env={**os.environ, "DATA_DIR": str(tmp_path / "second"), "VIDEO_PORT": port},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert second.returncode == 75
    assert f"127.0.0.1:{port} is in use" in second.stderr
    assert "Traceback" not in second.stderr
