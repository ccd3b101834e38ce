"""What a job costs besides its work: from the button to the start, from the file to the result."""

import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import imageio_ffmpeg

from benchmarks.report import Figure
from tests.system.api_user import ApiUser
from tests.system.stack import running_stack

ROUNDS = 15


def clip(path: Path, seconds: int, size: str) -> None:
    """Write an H.264 and AAC clip."""
    subprocess.run(
        [
            imageio_ffmpeg.get_ffmpeg_exe(), "-y", "-v", "error",
            "-f", "lavfi", "-i", f"testsrc2=s={size}:d={seconds}:r=30",
            "-f", "lavfi", "-i", f"sine=d={seconds}",
            "-c:v", "libx264", "-preset", "veryfast", "-c:a", "aac", str(path),
        ],
        check=True,
    )  # fmt: skip


def bare_seconds(source: Path, target: Path) -> float:
    """Return how long ffmpeg itself takes with the service's own arguments."""
    begun = time.perf_counter()
    subprocess.run(
        [
            imageio_ffmpeg.get_ffmpeg_exe(), "-y", "-v", "error", "-threads", "2",
            "-i", str(source), "-vn", "-c:a", "libmp3lame", "-b:a", "192000", str(target),
        ],
        check=True,
    )  # fmt: skip
    return time.perf_counter() - begun


def main() -> Iterator[Figure]:
    """Yield all figures."""
    with tempfile.TemporaryDirectory() as name, running_stack(Path(name) / "data") as stack:
        folder = Path(name)
        user = ApiUser(stack.gateway_url)
        clip(folder / "short.mp4", 2, "320x180")
        short = user.upload(folder / "short.mp4")
        waits = []
        for _ in range(ROUNDS):
            job = user.wait_for(user.start_job(short, "convert", format="mp3"))
            assert job["state"] == "done", job
            created, started = map(datetime.fromisoformat, (job["created_at"], job["started_at"]))
            waits.append((started - created).total_seconds())
        median = statistics.median(waits)
        yield Figure("submit to start, median", median, "s", at_most=0.4)
        yield Figure("submit to start, longest of 15", max(waits), "s")

        clip(folder / "long.mp4", 600, "640x360")
        # Before the file is there: what is made to show it would take part of the machine.
        bare = bare_seconds(folder / "long.mp4", folder / "bare.mp3")
        long = user.upload(folder / "long.mp4")
        begun = time.perf_counter()
        job = user.wait_for(user.start_job(long, "convert", format="mp3"), period=0.2)
        seconds = time.perf_counter() - begun
        assert job["state"] == "done", job
        yield Figure("bare ffmpeg, sound of 10 minutes to mp3", bare, "s")
        allowed = 1.1 * bare + 0.8
        yield Figure(
            "upload done to result ready, of 1.1 × bare + 0.8 s", seconds / allowed, "×", at_most=1
        )


if __name__ == "__main__":
    for figure in main():
        print(figure, flush=True)
