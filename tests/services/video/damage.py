"""Files that were damaged on purpose, always the same ones: bits turned over, ends cut off."""

import os
import random
import resource
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from av.error import FFmpegError

from backend.services.streams.probing import UnreadableError, probe
from backend.services.video.landing import cut_facts
from backend.services.video.smart_cut import Segment, SmartCutError, smart_cut, verify
from tests.services.video.smart_cut.clips import Recipe, make_clip

MEMORY_BYTES = 3 * 1024**3
HANGS_AFTER_SECONDS = 30
# What a child of the service tells by how it ends.
VALID, REFUSED, UNEXPECTED = 0, 3, 4

X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-g", "8", "-bf", "2")
SMALL = Recipe(seconds=1.0, size=(96, 64), fps="24", video=X264)
REALTIME = ("-c:v", "libvpx-vp9", "-g", "8", "-cpu-used", "8", "-deadline", "realtime")
SOURCES = {
    "a.mp4": SMALL,
    "b.mkv": SMALL,
    "c.ts": SMALL,
    "d.webm": replace(SMALL, video=REALTIME, audio=("-c:a", "libopus")),
    "e.avi": replace(SMALL, video=("-c:v", "mpeg4", "-g", "8")),
}


@dataclass(frozen=True)
class Ending:
    """How work on one damaged file came to its end."""

    status: int  # of the process: an exit code, or minus a signal
    seconds: float


def sources(folder: Path) -> list[bytes]:
    """Return small files of several kinds, which are made in `folder`."""
    return [make_clip(folder / name, recipe).read_bytes() for name, recipe in SOURCES.items()]


def variant(whole: list[bytes], seed: int) -> bytes:
    """Return one of the files, damaged as `seed` says."""
    draw = random.Random(seed)  # the same damage every time is the point
    content = bytearray(whole[seed % len(whole)])
    if seed % 4 == 0:
        del content[draw.randrange(1, len(content)) :]
    # Headers and indexes are small, and hurt most.
    edge = min(len(content), 4096)
    for _ in range(draw.choice((1, 4, 16, 64, 256))):
        near = draw.random() < 0.5
        place = draw.randrange(edge) if near else draw.randrange(len(content))
        content[place if draw.random() < 0.8 else -1 - place % edge] ^= 1 << draw.randrange(8)
    return bytes(content)


def ending(work: Callable[[Path, Path], int], path: Path, output: Path) -> Ending:
    """Do `work` in a process of its own, under limits, and return how it ended."""
    begun = time.monotonic()
    child = os.fork()
    if child == 0:
        status = UNEXPECTED
        try:
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.alarm(HANGS_AFTER_SECONDS)
            status = work(path, output)
        finally:
            os._exit(status)
    _, told = os.waitpid(child, 0)
    output.unlink(missing_ok=True)
    return Ending(os.waitstatus_to_exitcode(told), time.monotonic() - begun)


def probe_and_cut(path: Path, output: Path) -> int:
    """Do what the children of the service do with a file that is to be cut."""
    spans = [(0.2, 0.5), (0.6, 0.9)]
    segments = [Segment(Fraction(str(start)), Fraction(str(end))) for start, end in spans]
    try:
        probe(path)
        cut_facts(path, spans, whole_groups=True)
        report = smart_cut(path, output, segments, lambda fraction: None)
        verify(path, output, segments, report)
    except (UnreadableError, SmartCutError, FFmpegError):
        return REFUSED
    return VALID
