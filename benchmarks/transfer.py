"""Uploads and downloads of 1 GiB through the frontend, by a real stack on loopback."""

import re
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import requests

from benchmarks.report import Figure
from tests.media import make_clip, padded
from tests.system.stack import Stack, running_stack
from tests.system.visitor import Visitor

MIB = 1024 * 1024
SIZE_BYTES = 1024 * MIB


def peak_mib(processes: list[psutil.Process]) -> float:
    """Return the largest resident size that one of the processes ever had, in MiB."""
    peaks = []
    for process in processes:
        status = Path(f"/proc/{process.pid}/status").read_text()
        found = re.search(r"VmHWM:\s+(\d+) kB", status)
        peaks.append(int(found[1]) / 1024 if found else 0.0)
    return max(peaks)


def disk_mib(folder: Path) -> float:
    """Return the space that a folder takes on disk, each file counted once, in MiB."""
    seen = {}
    for path in folder.rglob("*"):
        if path.is_file():
            status = path.stat()
            seen[status.st_ino] = status.st_blocks * 512
    return sum(seen.values()) / MIB


def measure(stack: Stack, folder: Path) -> Iterator[Figure]:
    """Yield the figures of one stack."""
    video = padded(make_clip(folder / "large.mp4"), SIZE_BYTES)
    visitor = Visitor(stack.url)
    visitor.register()
    before = disk_mib(stack.data_dir)
    begun = time.perf_counter()
    file_id = visitor.upload(video)
    seconds = time.perf_counter() - begun
    yield Figure("upload of 1 GiB through the frontend", 1024 / seconds, "MiB/s", at_least=200)
    copies = (disk_mib(stack.data_dir) - before) / 1024
    yield Figure("copies of it on disk", copies, "", at_most=1.02)
    for name, at_most in (("web", 120), ("gateway", 120)):
        yield Figure(
            f"peak memory of {name}", peak_mib(stack.processes(name)), "MiB", at_most=at_most
        )

    begun = time.perf_counter()
    received = _read(visitor.http, f"{stack.url}/files/{file_id}/download")
    seconds = time.perf_counter() - begun
    assert received == SIZE_BYTES
    yield Figure("download of 1 GiB through the frontend", 1024 / seconds, "MiB/s", at_least=400)
    with visitor.http.get(
        f"{stack.url}/files/{file_id}/download",
        headers={"Range": f"bytes={SIZE_BYTES - 1000}-"},
        timeout=30,
    ) as answer:
        assert answer.status_code == 206
        assert len(answer.content) == 1000
    yield Figure("peak memory of web after it", peak_mib(stack.processes("web")), "MiB")


def _read(http: requests.Session, url: str) -> int:
    buffer = bytearray(MIB)
    total = 0
    with http.get(url, stream=True, timeout=30) as answer:
        answer.raise_for_status()
        while count := answer.raw.readinto(buffer):
            total += count
    return total


def main() -> Iterator[Figure]:
    """Yield all figures."""
    with tempfile.TemporaryDirectory() as folder, running_stack(Path(folder) / "data") as stack:
        yield from measure(stack, Path(folder))


if __name__ == "__main__":
    for figure in main():
        print(figure, flush=True)
