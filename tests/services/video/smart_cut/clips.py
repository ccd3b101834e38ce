"""Clips whose every frame says which one it is.

The bottom strip of each picture shows its number in binary: 16 fields, black or white, so
the number survives any encoder. The sound is noise, which is like itself at one place only.
"""

import subprocess
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg

STRIP_HEIGHT = 16
NUMBER_BITS = 16

H264 = ("-c:v", "libx264", "-preset", "veryfast", "-g", "30", "-sc_threshold", "0")
AAC = ("-c:a", "aac", "-b:a", "96k")


def ffmpeg(*arguments: str | Path) -> None:
    """Run ffmpeg; an error fails the test with what it said."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-y", "-v", "error"]
    finished = subprocess.run(
        [*command, *map(str, arguments)], capture_output=True, text=True, timeout=120, check=False
    )
    assert finished.returncode == 0, finished.stderr


@dataclass(frozen=True)
class Recipe:
    """What a clip is made of."""

    seconds: float = 4
    fps: str = "30"
    size: tuple[int, int] = (320, 180)
    pixel_format: str = "yuv420p"
    video: tuple[str, ...] = H264
    audio: tuple[str, ...] = AAC
    audio_tracks: int = 1
    container: tuple[str, ...] = ()


def make_clip(path: Path, recipe: Recipe) -> Path:
    """Write a numbered clip; each audio track is another noise."""
    width, height = recipe.size
    timing = f"r={recipe.fps}:d={recipe.seconds}"
    field = width // NUMBER_BITS
    picture = f"testsrc2=s={width}x{height - STRIP_HEIGHT}:{timing},format={recipe.pixel_format}"
    strip = (
        f"color=black:s={width}x{STRIP_HEIGHT}:{timing},format=yuv444p,"
        f"geq=lum='16+219*mod(floor(N/pow(2,floor(X/{field}))),2)':cb=128:cr=128,"
        f"format={recipe.pixel_format}"
    )
    tracks = range(recipe.audio_tracks)
    noises = [f"anoisesrc=d={recipe.seconds}:a=0.3:r=48000:seed={track + 1}" for track in tracks]
    ffmpeg(
        *(part for noise in noises for part in ("-f", "lavfi", "-i", noise)),
        *("-filter_complex", f"{picture}[p];{strip}[s];[p][s]vstack[v]", "-map", "[v]"),
        *(part for track in tracks for part in ("-map", f"{track}:a")),
        *recipe.video,
        *(recipe.audio if tracks else ()),
        *recipe.container,
        path,
    )
    return path
