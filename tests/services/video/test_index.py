"""The index of an MP4 stands first, so that players can begin; how it comes there is our affair."""

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.protos.media.v1 import media_pb2
from backend.services.ffmpeg import Ffmpeg
from backend.services.process import ProcessLimits
from backend.services.servicer import Job
from backend.services.streams.index_room import index_room
from backend.services.video.execution import Execution
from backend.services.video.formats import FASTSTART, TARGETS
from backend.services.video.planning import Plan
from tests.media import padded
from tests.services.conftest import MakeClip
from tests.services.service_process import ServiceProcess
from tests.services.video.pictures import codecs

MIB = 1024 * 1024
LIMITS = ProcessLimits(seconds=60, memory_bytes=4096 * MIB, output_bytes=100 * MIB)


def boxes(path: Path) -> list[str]:
    """Return the names of the boxes of an MP4, in their order; empty ones are left out."""
    return [name for name, _ in _boxes(path) if name != "free"]


def _boxes(path: Path) -> Iterator[tuple[str, int]]:
    place, end = 0, path.stat().st_size
    with path.open("rb") as file:
        while place < end:
            file.seek(place)
            size, name = int.from_bytes(file.read(4), "big"), file.read(4).decode()
            size = int.from_bytes(file.read(8), "big") if size == 1 else size
            assert size >= 8
            yield name, size
            place += size


@pytest.mark.parametrize("room", [0, 64, MIB], ids=["moved", "too little", "enough"])
def test_the_index_stands_first_however_much_room_it_was_given(
    clip: MakeClip, tmp_path: Path, room: int
) -> None:
    source = clip("indexed.mp4")
    plan = Plan(
        target=TARGETS["mp4"],
        method="copy",
        expected_seconds=4.0,
        options=("-map", "0", "-c", "copy", *FASTSTART, "-f", "mp4"),
        index_room=room,
    )

    async def forget(_: media_pb2.ConvertEvent) -> None:
        pass

    job = Job(tmp_path, LIMITS, forget)
    made = asyncio.run(Execution(Ffmpeg(), source, job, LIMITS).run(plan))
    assert boxes(made.path) == ["ftyp", "moov", "mdat"]
    assert codecs(made.path) == ["h264", "aac"]
    left = sum(size for name, size in _boxes(made.path) if name == "free")
    assert (left > MIB / 2) == (room == MIB)


@pytest.mark.parametrize(
    ("operation", "wish"),
    [
        ("convert", {"format": "mov"}),
        ("cut", {"start": 0, "end": 3, "mode": "instant"}),
        ("cut", {"start": 0.5, "end": 3.5, "mode": "exact"}),
    ],
    ids=["remux", "instant", "exact"],
)
def test_of_a_large_file_all_is_written_once(
    service: ServiceProcess,
    clip: MakeClip,
    tmp_path: Path,
    operation: str,
    wish: dict[str, str | float],
) -> None:
    source = padded(Path(shutil.copy(clip("indexed.mp4", gop=15), tmp_path)), 160 * MIB)
    made = service.convert(service.stored(source), operation, "large-out", **wish)
    assert made.result.method in {"copy", "smart"}
    told = list(_boxes(service.storage / "large-out"))
    assert [name for name, _ in told if name not in {"free", "wide"}] == ["ftyp", "moov", "mdat"]
    # What was left for the index, and not needed.
    assert max(size for name, size in told if name == "free") > MIB / 2


def test_of_a_small_file_nothing_is_left_unused() -> None:
    assert index_room(samples=10_000, size_bytes=20e6) == 0
    room = index_room(samples=140_000, size_bytes=1.4e9)
    assert 5e6 < room < 0.01 * 1.4e9
