"""How much faster an exact cut is than encoding the range again, and whether it is exact.

`make bench` runs it with the others, `python -m benchmarks.cut` alone. Each command is timed
as a user meets it: a process of its own, from start to exit, its checks included.
"""

import json
import multiprocessing
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg
import psutil

from benchmarks.report import Figure, machine
from tests.services.video.smart_cut.clips import Recipe, make_clip
from tests.services.video.smart_cut.exactness import Exactness, compare

FFMPEG = (imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-y", "-v", "error")
SMART_CUT = (sys.executable, "-m", "backend.services.video.smart_cut")
REENCODE = (
    *("-c:v", "libx264", "-preset", "veryfast", "-crf", "21", "-pix_fmt", "yuv420p"),
    *("-c:a", "aac", "-b:a", "160k", "-movflags", "+faststart"),
)
START, END = 7.3, 52.3
LONG_MINUTES = 30
ROUNDS = 2
MEGABYTE = 1e6


@dataclass(frozen=True)
class Run:
    """A finished command: the best time of its rounds, and the most memory it took."""

    seconds: float
    peak_bytes: int
    said: str


def run(command: Sequence[str | Path], rounds: int = ROUNDS) -> Run:
    seconds, peak, said = float("inf"), 0, ""
    for _ in range(rounds):
        with tempfile.TemporaryFile("w+") as out:
            begin = time.perf_counter()
            child = subprocess.Popen([str(part) for part in command], stdout=out)
            peak = max(peak, _watch(child))
            seconds = min(seconds, time.perf_counter() - begin)
            out.seek(0)
            said = out.read()
            assert child.returncode == 0, said
    return Run(seconds, peak, said)


def _watch(child: subprocess.Popen[bytes]) -> int:
    """Wait for a child; its peak memory, sampled (rusage would count what forked it)."""
    peak = 0
    process = psutil.Process(child.pid)
    while child.poll() is None:
        try:
            peak = max(peak, process.memory_info().rss)
        except psutil.NoSuchProcess:
            break
        time.sleep(0.005)
    child.wait()
    return peak


def film(folder: Path, gop: int) -> Path:
    """A minute of 1080p30 H.264 with B-frames and AAC, its frames numbered."""
    recipe = Recipe(
        seconds=60,
        size=(1920, 1080),
        video=(
            *("-c:v", "libx264", "-preset", "veryfast", "-crf", "21", "-g", str(gop)),
            *("-keyint_min", str(gop), "-sc_threshold", "0"),
        ),
        audio=("-c:a", "aac", "-b:a", "160k"),
    )
    return make_clip(folder / f"gop{gop}.mp4", recipe)


def exact_cut(source: Path, output: Path, start: float, end: float) -> Run:
    return run((*SMART_CUT, source, output, "--segments", json.dumps([[start, end]])))


def of_range(source: Path, *arguments: str | Path) -> tuple[str | Path, ...]:
    length = str(END - START)
    return (*FFMPEG, "-ss", str(START), "-i", source, "-t", length, *arguments)


def exactness(source: Path, output: Path) -> Exactness:
    # In a process of its own: all frames of a minute are held there.
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(compare, (source, output, [(START, END)]))


def figures_of_exactness(name: str, found: Exactness, copied: int) -> Iterator[Figure]:
    wrong = len(found.missing) + len(found.extra) + len(found.doubled) + found.out_of_order
    offset = max(map(abs, found.audio_offsets_seconds)) * 1000
    yield Figure(f"{name}: missing, extra and doubled frames", wrong, "", at_most=0)
    yield Figure(f"{name}: copied frames, identical", found.identical / copied, "x", at_least=1)
    yield Figure(f"{name}: worst edge, mean luma", found.worst_distance, "of 255", at_most=2)
    yield Figure(f"{name}: sound off by", offset, "ms", at_most=20)


def cuts(folder: Path, gop: int, goal: float) -> Iterator[Figure]:
    source, output = film(folder, gop), folder / f"exact{gop}.mp4"
    name = f"exact cut, 45 of 60 s, GOP {gop}"
    full = run(of_range(source, *REENCODE, folder / "full.mp4")).seconds
    exact = exact_cut(source, output, START, END)
    yield Figure(f"{name}: faster than encoding", full / exact.seconds, "x", at_least=goal)
    yield Figure(f"{name}: peak memory", exact.peak_bytes / MEGABYTE, "MB", at_most=300)
    copied = json.loads(exact.said.splitlines()[-1])["report"]["frames_copied"]
    yield from figures_of_exactness(name, exactness(source, output), copied)
    instant = run(of_range(source, "-c", "copy", folder / "instant.mp4")).seconds
    yield Figure("instant cut: faster than encoding", full / instant, "x", at_least=100)
    remux = run((*FFMPEG, "-i", source, "-map", "0", "-c", "copy", folder / "remux.mkv")).seconds
    yield Figure("remux: faster than encoding", full / remux, "x", at_least=100)


def long_cut(folder: Path, minute: Path) -> Iterator[Figure]:
    source, output = folder / "long.mp4", folder / "long-exact.mp4"
    loops = ("-stream_loop", str(LONG_MINUTES - 1))
    run((*FFMPEG, *loops, "-i", minute, "-c", "copy", source), rounds=1)
    exact = exact_cut(source, output, 61.3, 61.3 + 28 * 60)
    sample = run((*FFMPEG, "-i", minute, *REENCODE, folder / "full.mp4")).seconds
    name = "exact cut, 28 of 30 min"
    ratio = sample * 28 / exact.seconds
    yield Figure(f"{name}: faster than encoding (28 x one minute)", ratio, "x", at_least=120)
    yield Figure(f"{name}: peak memory", exact.peak_bytes / MEGABYTE, "MB", at_most=300)


def main() -> Iterator[Figure]:
    """Measure; the goals are those that a page can promise on."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        yield from cuts(folder, gop=60, goal=17)
        yield from cuts(folder, gop=250, goal=5.5)
        yield from long_cut(folder, folder / "gop60.mp4")


if __name__ == "__main__":
    print(f"Machine: {machine()}\n")
    for figure in main():
        print(figure, flush=True)
