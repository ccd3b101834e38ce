"""Clips whose every frame says which one it is.

The bottom strip of each picture shows its number in binary: 16 fields, black or white, so
the number survives any encoder. The sound is noise, which is like itself at one place only.
"""

import subprocess
from collections.abc import Sequence
from pathlib import Path

import imageio_ffmpeg

WIDTH, HEIGHT, STRIP_HEIGHT = 320, 180, 16
NUMBER_BITS = 16
FPS = 30

H264 = ("-c:v", "libx264", "-preset", "veryfast", "-g", "30", "-sc_threshold", "0")
AAC = ("-c:a", "aac", "-b:a", "96k")


def ffmpeg(*arguments: str | Path) -> None:
    """Run ffmpeg; an error fails the test with what it said."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-y", "-v", "error"]
    finished = subprocess.run(
        [*command, *map(str, arguments)], capture_output=True, text=True, timeout=120, check=False
    )
    assert finished.returncode == 0, finished.stderr


def make_clip(
    path: Path,
    *,
    seconds: float = 4,
    fps: int = FPS,
    size: tuple[int, int] = (WIDTH, HEIGHT),
    video: Sequence[str] = H264,
    audio: Sequence[str] = AAC,
    audio_tracks: int = 1,
    after_input: Sequence[str | Path] = (),
    pixel_format: str = "yuv420p",
) -> Path:
    """Write a numbered clip; `audio_tracks` of noise, each another one."""
    width, height = size
    picture = f"testsrc2=s={width}x{height - STRIP_HEIGHT}:r={fps}:d={seconds},format=yuv420p"
    field = width // NUMBER_BITS
    strip = (
        f"color=black:s={width}x{STRIP_HEIGHT}:r={fps}:d={seconds},format=yuv420p,"
        f"geq=lum='16+219*mod(floor(N/pow(2,floor(X/{field}))),2)':cb=128:cr=128"
    )
    noises = [
        part
        for track in range(audio_tracks)
        for part in ("-f", "lavfi", "-i", f"anoisesrc=d={seconds}:a=0.3:r=48000:seed={track + 1}")
    ]
    ffmpeg(
        *noises,
        *("-filter_complex", f"{picture}[p];{strip}[s];[p][s]vstack,format={pixel_format}[v]"),
        *("-map", "[v]"),
        *(part for track in range(audio_tracks) for part in ("-map", f"{track}:a")),
        *video,
        *(audio if audio_tracks else ()),
        *after_input,
        path,
    )
    return path
