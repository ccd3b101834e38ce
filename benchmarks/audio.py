"""What the audio service promises: measuring, levelling, trimming, tags, and its waveform."""

import re
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from backend.services.audio.formats import TARGETS
from benchmarks.report import Figure
from tests.media import FFMPEG, ffmpeg
from tests.services.audio.audio_process import AudioProcess
from tests.services.audio.sounds import (
    TAGS,
    cover_bytes,
    decoded,
    make_cover,
    make_sound,
    make_tagged,
    parts,
    span_of,
)
from tests.services.service_process import ServiceProcess

HOUR_SECONDS = 3600
MINUTES = 10
MIB = 1024 * 1024
MUSIC = "anoisesrc=c=pink:r=44100:a=0.4:d={seconds},aformat=channel_layouts=stereo"
METER = ("-map", "0:a", "-af", "ebur128=peak=true:framelog=quiet", "-f", "null", "-")


def loudness(service: ServiceProcess, folder: Path) -> Iterator[Figure]:
    """Yield how fast is measured, and how near the target and its peaks come."""
    path = folder / "music.mp3"
    ffmpeg("-f", "lavfi", "-i", MUSIC.format(seconds=60 * MINUTES), "-b:a", "160k", str(path))
    begun = time.perf_counter()
    meter(path)
    seconds = time.perf_counter() - begun
    yield Figure("measuring loudness, times realtime", 60 * MINUTES / seconds, "×", at_least=150)
    url = service.stored(path)
    for target, lufs in (("streaming", -14), ("podcast", -16), ("broadcast", -23)):
        for name in ("mp3", "opus", "flac"):
            output = f"{target}-{name}"
            service.convert(url, "loudness", output, target=target, format=name)
            reached, peak = meter(service.storage / output)
            yield Figure(f"{target} as {name}: off by", abs(reached - lufs), "LU", at_most=0.5)
            yield Figure(f"{target} as {name}: true peak", peak, "dBTP", at_most=-1)


def meter(path: Path) -> tuple[float, float]:
    """Return integrated loudness and true peak as ffmpeg measures them."""
    command = [FFMPEG, "-hide_banner", "-i", str(path), *METER]
    told = subprocess.run(command, capture_output=True, check=True, text=True).stderr
    (lufs,) = re.findall(r"I:\s+(\S+) LUFS", told)
    (peak,) = re.findall(r"Peak:\s+(\S+) dBFS", told)
    return float(lufs), float(peak)


def trimming(service: ServiceProcess, folder: Path) -> Iterator[Figure]:
    """Yield how far off a cut without loss is, in the unit that is promised."""
    start, end = 1.234, 2.765
    for suffix in ("wav", "flac", "m4a", "mp3", "ogg", "opus"):
        path = make_sound(folder / f"sweep.{suffix}")
        made = service.convert(
            service.stored(path), "trim", f"cut-{suffix}", segments=parts((start, end))
        )
        first, last = span_of(decoded(service.storage / f"cut-{suffix}"), decoded(path))
        off = 1000 * max(abs(first - start), abs(last - end))
        told = {fact.name: fact.value.string_value for fact in made.result.facts}["exactness"]
        sample = suffix in {"wav", "flac"}
        frame = 0.05 if sample else 1000 * made.fact("frame_seconds") + 2
        yield Figure(f"trim {suffix}, exact to {told}: off by", off, "ms", at_most=frame)


def tags(service: ServiceProcess, folder: Path) -> Iterator[Figure]:
    """Print which pair of formats keeps what, and yield how many lose anything."""
    cover = make_cover(folder / "cover.jpg")
    service.stored(make_tagged(folder / "tagged.flac", cover))
    names = [name for name, target in TARGETS.items() if target.covers != "none"]
    lost = 0
    print(
        "\nTags and cover from (rows) to (columns)\n" + " " * 8 + "".join(f"{n:>8}" for n in names)
    )
    for source in names:
        service.convert(service.url("tagged.flac"), "convert", f"t-{source}", format=source)
        line = f"{source:<8}"
        for target in names:
            output = f"t-{source}-{target}"
            made = service.convert(service.url(f"t-{source}"), "convert", output, format=target)
            told = dict(made.result.media.tags)
            kept = {name: told.get(name) for name in TAGS} == TAGS
            kept &= cover_bytes(service.storage / output) == cover.read_bytes()
            lost += not kept
            line += f"{'kept' if kept else 'LOST':>8}"
        print(line)
    yield Figure("pairs of formats that lose a tag or the cover", lost, "pairs", at_most=0)


def waveform(service: ServiceProcess, folder: Path) -> Iterator[Figure]:
    """Yield how long an hour takes to be seen, and what it costs the service."""
    path = folder / "hour.mp3"
    ffmpeg("-f", "lavfi", "-i", MUSIC.format(seconds=HOUR_SECONDS), "-b:a", "128k", str(path))
    url = service.stored(path)
    resident = psutil.Process(service.process.pid).memory_info().rss
    begun = time.perf_counter()
    service.preview(url, "peaks", "peaks")
    yield Figure("peaks of an hour", time.perf_counter() - begun, "s", at_most=5)
    begun = time.perf_counter()
    service.preview(url, "glance", "peaks", glance=True)
    yield Figure("peaks of an hour at a glance", time.perf_counter() - begun, "s", at_most=2)
    begun = time.perf_counter()
    service.preview(url, "meter", "loudness")
    speed = HOUR_SECONDS / (time.perf_counter() - begun)
    yield Figure("loudness from moment to moment, times realtime", speed, "×", at_least=150)
    begun = time.perf_counter()
    service.preview(url, "poster", "poster")
    yield Figure("poster of an hour", time.perf_counter() - begun, "s", at_most=2)
    grown = (psutil.Process(service.process.pid).memory_info().rss - resident) / MIB
    yield Figure("growth of the service itself", grown, "MiB", at_most=10)


def main() -> Iterator[Figure]:
    """Yield all figures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        service = AudioProcess(folder / "data").started()
        try:
            for part in (trimming, tags, loudness, waveform):
                yield from part(service, folder)
        finally:
            service.stop()


if __name__ == "__main__":
    for figure in main():
        print(figure, flush=True)
