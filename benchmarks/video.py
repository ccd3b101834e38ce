"""What the video service promises beside cutting: conversions, fitting, previews, two jobs at once.

Conversions are held against the bare command with the same arguments, in the same run.
"""

import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import requests

from benchmarks.cut import FFMPEG, film, run
from benchmarks.report import Figure
from tests.media import ffmpeg
from tests.services.service_process import ServiceProcess
from tests.system.api_user import ApiUser
from tests.system.stack import running_stack
from tests.system.visitor import Visitor

# As the service starts ffmpeg: two threads, nothing but warnings.
THREADS = ("-threads", "2")
SOUND = ("-c:a", "aac", "-b:a", "96000")
SMALL_MP4 = (
    *("-c:v", "libx264", "-preset", "veryfast", "-crf", "28", "-pix_fmt", "yuv420p"),
    *(*SOUND, "-movflags", "+faststart", "-f", "mp4"),
)
WEBM = (
    *("-c:v", "libsvtav1", "-preset", "10", "-crf", "32", "-fpsmax", "120", "-pix_fmt", "yuv420p"),
    *("-c:a", "libopus", "-b:a", "128000", "-f", "webm"),
)
MP3 = ("-vn", "-c:a", "libmp3lame", "-b:a", "192000", "-f", "mp3")
GIF_SMALL = ("-filter:v", "fps=12,scale=480:270:flags=lanczos", "-c:v", "ffv1", "-f", "matroska")
GIF_COLOURS = (
    "split[a][b];[a]palettegen=stats_mode=diff[p];"
    "[b][p]paletteuse=dither=bayer:bayer_scale=5:diff_mode=rectangle"
)
FIT_CASES = 20
ROUNDS = 3


def seconds_of(work: Callable[[], object]) -> float:
    """Return how long `work` takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def bare(source: Path, output: Path, *options: str) -> float:
    """Return how long the bare command takes."""
    return run((*FFMPEG, *THREADS, "-i", source, *options, output), rounds=1).seconds


def conversions(service: ServiceProcess, minute: Path, long: Path) -> Iterator[Figure]:
    """Yield how much longer the service takes than the bare command."""
    folder = minute.parent

    def gif() -> float:
        begun = bare(minute, folder / "small.mkv", *GIF_SMALL)
        colours = ("-filter:v", GIF_COLOURS, "-c:v", "gif", "-loop", "0", "-f", "gif")
        return begun + bare(folder / "small.mkv", folder / "bare.gif", *colours)

    works: tuple[tuple[str, Path, dict[str, Any], Callable[[], float]], ...] = (
        ("mp4", minute, {"quality": "small"}, lambda: bare(minute, folder / "b.mp4", *SMALL_MP4)),
        ("webm", minute, {}, lambda: bare(minute, folder / "b.webm", *WEBM)),
        ("gif", minute, {}, gif),
        ("mp3", long, {}, lambda: bare(long, folder / "b.mp3", *MP3)),
    )
    for target, source, asked, command in works:
        url = service.stored(source)

        def ours(url: str = url, target: str = target, asked: dict[str, Any] = asked) -> None:
            service.convert(url, "convert", f"o.{target}", format=target, **asked)

        # Alternately, so that both meet the same neighbours on the machine.
        rounds = [(command(), seconds_of(ours)) for _ in range(ROUNDS)]
        theirs, took = (min(each) for each in zip(*rounds, strict=True))
        yield Figure(f"conversion to {target}, of the bare command", took / theirs, "x",
                     at_most=1.05)  # fmt: skip


def fitting(service: ServiceProcess, folder: Path) -> Iterator[Figure]:
    """Yield how well so many megabytes are used."""
    used = []
    for case in range(FIT_CASES):
        path = folder / f"fit-{case}.mp4"
        noise = f"testsrc2=s=640x360:r=30:d={6 + case % 4},noise=alls={8 + 2 * case}:allf=t"
        ffmpeg(
            *("-f", "lavfi", "-i", noise, "-f", "lavfi", "-i", f"anoisesrc=d={6 + case % 4}:a=0.2"),
            *("-c:v", "libx264", "-preset", "ultrafast", "-crf", "18", "-c:a", "aac", str(path)),
        )
        megabytes = round(path.stat().st_size / 1e6 * (0.15 + 0.04 * case), 1)
        url = service.stored(path)
        service.convert(url, "convert", f"fitted-{case}", format="mp4", fit_mb=megabytes)
        made = service.storage / f"fitted-{case}"
        used.append(made.stat().st_size / (megabytes * 1e6))
    yield Figure(f"fit into N MB, {FIT_CASES} cases: largest part used", max(used) * 100, "%",
                 at_most=100)  # fmt: skip
    yield Figure("fit into N MB: mean used", statistics.mean(used) * 100, "%", at_least=95)
    yield Figure("fit into N MB: least used", min(used) * 100, "%", at_least=90)


def previews(service: ServiceProcess, minute: Path, long: Path) -> Iterator[Figure]:
    """Yield how long people wait until they see something."""
    folder = minute.parent
    hour = folder / "hour.mp4"
    ffmpeg(
        *("-f", "lavfi", "-i", "testsrc2=s=320x180:r=10:d=60"),
        *("-f", "lavfi", "-i", "anoisesrc=c=pink:r=48000:a=0.4:d=60"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", "-b:a", "128k"),
        str(folder / "one.mp4"),
    )
    ffmpeg("-stream_loop", "59", "-i", str(folder / "one.mp4"), "-c", "copy", str(hour))
    hevc = folder / "hevc.mkv"
    x265 = ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none")
    ffmpeg("-t", "20", "-i", str(minute), *x265, "-c:a", "copy", str(hevc))
    segments = [{"start": 5.3, "end": 21.7}, {"start": 40.1, "end": 55.2}]
    joint = {"operation": "cut", "parameters": {"segments": segments}, "join": 1}
    for name, path, kind, asked, most in (
        ("filmstrip of 100, 30 min of 1080p", long, "filmstrip", {"count": 100}, 2.5),
        ("keyframes of 30 min", long, "keyframes", {}, 2.5),
        ("peaks of an hour", hour, "peaks", {"count": 72_000}, 5),
        ("joint of two segments, 1080p", minute, "joint", joint, 3),
        ("first pictures of 1080p HEVC", hevc, "excerpt", {"seconds": 4}, 5),
    ):
        url = service.stored(path)
        waited = seconds_of(
            lambda u=url, k=kind, a=asked: service.preview(u, f"seen-{k}", k, **a)  # type: ignore[misc]
        )
        yield Figure(name, waited, "s", at_most=most)


def copies(service: ServiceProcess, long: Path) -> Iterator[Figure]:
    """Yield how fast is copied, against the bare command and `cp` on the same disk.

    `cp` moves bytes inside the kernel; ffmpeg reads packets and writes them one by one.
    """
    url, copied = service.stored(long), long.with_name("copied.mkv")
    works: dict[str, Callable[[], object]] = {
        "cp": lambda: subprocess.run(["cp", long, copied], check=True),
        "bare": lambda: bare(long, copied, "-map", "0", "-c", "copy"),
        "remux": lambda: service.convert(url, "convert", "copied", format="mkv"),
        "instant cut": lambda: service.convert(
            url, "cut", "copied", start=10, end=1790, mode="instant"
        ),
    }
    best = dict.fromkeys(works, float("inf"))
    for _ in range(ROUNDS):
        for name, work in works.items():
            # To write over a file costs more than to write a new one.
            for old in (copied, service.storage / "copied"):
                old.unlink(missing_ok=True)
            best[name] = min(best[name], seconds_of(work))
    yield Figure("remux by the bare command, of the speed of cp", best["cp"] / best["bare"], "x")
    for name in ("remux", "instant cut"):
        yield Figure(f"{name}, against the bare command", best[name] / best["bare"], "x")
        yield Figure(f"{name}, of the speed of cp", best["cp"] / best[name], "x", at_least=0.6)


def two_at_once(folder: Path, minute: Path) -> Iterator[Figure]:
    """Yield what two jobs gain from two cores, and what pages feel of it."""
    part = folder / "part.mp4"
    ffmpeg("-t", "15", "-i", str(minute), "-c", "copy", str(part))
    with running_stack(folder / "stack") as stack:
        user, visitor = ApiUser(stack.gateway_url), Visitor(stack.url)
        visitor.register()
        file_id = user.upload(part)

        def job() -> None:
            job_id = user.start_job(file_id, "convert", format="mp4", quality="small")
            # As often as the page of a job asks for it.
            done = user.wait_for(job_id, period=1.0)
            assert done["state"] == "done", done

        def both() -> list[threading.Thread]:
            threads = [threading.Thread(target=job) for _ in range(2)]
            for thread in threads:
                thread.start()
            return threads

        def both_ended() -> None:
            for thread in both():
                thread.join()

        after_each_other = seconds_of(job) + seconds_of(job)
        together = seconds_of(both_ended)
        waits = list(_page_waits(visitor.http, stack.url, both()))
    yield Figure("two jobs at once, of one after the other", after_each_other / together, "x",
                 at_least=1.0)  # fmt: skip
    yield Figure("pages meanwhile, median", statistics.median(waits) * 1000, "ms")
    slow = statistics.quantiles(waits, n=20)[-1] * 1000
    yield Figure("pages meanwhile, p95", slow, "ms", at_most=50)


def _page_waits(
    http: requests.Session, url: str, threads: list[threading.Thread]
) -> Iterator[float]:
    while any(thread.is_alive() for thread in threads):
        yield seconds_of(lambda: http.get(f"{url}/files/", timeout=10).raise_for_status())
        time.sleep(0.05)


def main() -> Iterator[Figure]:
    """Yield all figures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        minute, long = film(folder, gop=250), folder / "long.mp4"
        run((*FFMPEG, "-stream_loop", "29", "-i", minute, "-c", "copy", long), rounds=1)
        service = ServiceProcess(folder / "data").started()
        try:
            yield from previews(service, minute, long)
            yield from copies(service, long)
            yield from conversions(service, minute, long)
            yield from fitting(service, folder)
        finally:
            service.stop()
        yield from two_at_once(folder, minute)


if __name__ == "__main__":
    for figure in main():
        print(figure, flush=True)
