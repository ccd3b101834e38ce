"""Recipes for small clips, made by the same ffmpeg that the product uses."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

import imageio_ffmpeg

FFMPEG = str(imageio_ffmpeg.get_ffmpeg_exe())

VIDEO_ENCODERS = {
    "h264": ("libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-bf", "2"),
    "hevc": ("libx265", "-preset", "ultrafast", "-x265-params", "log-level=none"),
    "vp9": ("libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8"),
    "av1": ("libsvtav1", "-preset", "12", "-svtav1-params", "lp=2"),
    "mpeg4": ("mpeg4",),
    "mpeg2": ("mpeg2video", "-bf", "2"),
}
AUDIO_ENCODERS = {
    "aac": ("aac",),
    "opus": ("libopus",),
    "mp3": ("libmp3lame",),
    "vorbis": ("libvorbis",),
    "flac": ("flac",),
    "ac3": ("ac3",),
}


def ffmpeg(*arguments: str) -> None:
    """Run ffmpeg and fail loudly; the last argument is the output, which is overwritten."""
    subprocess.run([FFMPEG, "-v", "error", "-nostdin", "-y", *arguments], check=True, timeout=120)


def make_clip(
    path: Path,
    *,
    seconds: float = 4,
    size: str = "320x180",
    fps: float = 30,
    video: str | None = "h264",
    audio: str | None = "aac",
    gop: int = 30,
    audio_tracks: int = 1,
    rotation: int = 0,
    options: Sequence[str] = (),
) -> Path:
    """Write a clip whose pictures all differ, with a tone; the suffix of `path` decides the
    container. `video` or `audio` None leaves that track out; `rotation` is in degrees
    clockwise, as a phone would store it; `options` go before the output.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    inputs: list[str] = []
    codecs: list[str] = []
    maps: list[str] = []
    if video:
        inputs += ["-f", "lavfi", "-i", f"testsrc2=size={size}:rate={fps}:duration={seconds}"]
        codecs += ["-c:v", *VIDEO_ENCODERS[video], "-g", str(gop)]
        maps += ["-map", "0:v"]
    for track in range(audio_tracks if audio else 0):
        tone = f"sine=frequency={440 * (track + 1)}:sample_rate=48000:duration={seconds}"
        maps += ["-map", f"{inputs.count('-i')}:a"]
        inputs += ["-f", "lavfi", "-i", tone]
    if audio:
        codecs += ["-c:a", *AUDIO_ENCODERS[audio]]
    if not rotation:
        ffmpeg(*inputs, *maps, *codecs, *options, str(path))
        return path
    upright = path.with_name(f"upright-{path.name}")
    ffmpeg(*inputs, *maps, *codecs, *options, str(upright))
    # ffmpeg counts counter-clockwise.
    turned = ("-display_rotation", str(-rotation), "-i", str(upright))
    ffmpeg(*turned, "-map", "0", "-c", "copy", str(path))
    upright.unlink()
    return path


def remuxed(source: Path, path: Path, *options: str) -> Path:
    """Write all tracks of `source` into another container, as they are."""
    ffmpeg("-i", str(source), "-map", "0", "-c", "copy", *options, str(path))
    return path


def padded(path: Path, size_bytes: int) -> Path:
    """Make an MP4 as large as asked by a box of unused space at its end (`free`)."""
    missing = size_bytes - path.stat().st_size
    block = bytes(range(256)) * 4096
    with path.open("ab") as file:
        file.write(missing.to_bytes(4, "big") + b"free")
        for start in range(8, missing, len(block)):
            file.write(block[: missing - start])
    return path
