"""Recipes for short sounds, and what is really in a file, decoded by ffmpeg itself."""

import subprocess
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tests.media import FFMPEG, ffmpeg

Samples = npt.NDArray[np.float32]

RATE = 48_000
SECONDS = 4.0
# Every moment of it sounds different, so that it can be told where a piece was cut.
SWEEP = f"aevalsrc='0.4*sin(2*PI*(200+150*t)*t)':s=44100:d={SECONDS}"
TAGS = {
    "title": "Süße Grüße – 歌",
    "artist": "Ada & the Engines",
    "album": "Notes",
    "date": "1843",
    "track": "3/9",
    "genre": "Jazz",
    "album_artist": "Various",
    "composer": "C. B.",
    "comment": "one; two = three",
}
# The suffix of a file, and how it is encoded.
ENCODERS: dict[str, tuple[str, ...]] = {
    "mp3": ("libmp3lame", "-q:a", "4"),
    "m4a": ("aac",),
    "aac": ("aac",),
    "ogg": ("libvorbis",),
    "opus": ("libopus",),
    "flac": ("flac",),
    "wav": ("pcm_s16le",),
    "aiff": ("pcm_s16be", "-write_id3v2", "1"),
    "wma": ("wmav2",),
    "amr": ("libopencore_amrnb", "-ar", "8000"),
    "ac3": ("ac3",),
    "caf": ("pcm_s24be",),
}


def make_sound(path: Path, *, source: str = SWEEP, options: tuple[str, ...] = ()) -> Path:
    """Write the sound `source` (a lavfi graph) as the suffix of `path` says."""
    encoder = ENCODERS[path.suffix[1:]]
    ffmpeg("-f", "lavfi", "-i", source, "-c:a", *encoder, *options, str(path))
    return path


def make_tagged(path: Path, cover: Path) -> Path:
    """Write a FLAC file with all `TAGS` and a cover."""
    ffmpeg(
        *("-f", "lavfi", "-i", SWEEP, "-i", str(cover), "-map", "0:a", "-map", "1:v"),
        *("-c:a", "flac", "-c:v", "copy", "-disposition:v", "attached_pic"),
        *(text for name, value in TAGS.items() for text in ("-metadata", f"{name}={value}")),
        str(path),
    )
    return path


def make_cover(path: Path) -> Path:
    """Write a small picture."""
    ffmpeg(
        "-f", "lavfi", "-i", "testsrc2=size=60x60:duration=1:rate=1", "-frames:v", "1", str(path)
    )
    return path


def decoded(path: Path, rate: int = RATE) -> Samples:
    """Return the sound as players play it, mixed into one channel."""
    command = [FFMPEG, "-v", "error", "-i", str(path), "-map", "0:a:0", "-ac", "1"]
    output = ["-ar", str(rate), "-f", "f32le", "-"]
    finished = subprocess.run([*command, *output], capture_output=True, check=True, timeout=60)
    return np.frombuffer(finished.stdout, dtype=np.float32)


def cover_bytes(path: Path) -> bytes:
    """Return the cover picture inside a file, as it is."""
    command = [FFMPEG, "-v", "error", "-i", str(path), "-map", "0:v:0", "-c", "copy"]
    finished = subprocess.run(
        [*command, "-f", "image2pipe", "-"], capture_output=True, check=True, timeout=60
    )
    return finished.stdout


def span_of(piece: Samples, whole: Samples) -> tuple[float, float]:
    """Return where in `whole` the sound `piece` begins and ends, in seconds."""
    margin, length = RATE // 5, RATE // 10
    first = _position(piece[margin : margin + length], whole) - margin
    end = len(piece) - margin - length
    last = _position(piece[end : end + length], whole) - end + len(piece)
    return first / RATE, last / RATE


def _position(part: Samples, whole: Samples) -> int:
    size = 1 << (len(whole) + len(part)).bit_length()
    spectrum = np.fft.rfft(whole, size) * np.conj(np.fft.rfft(part, size))
    alike = np.fft.irfft(spectrum, size)[: len(whole) - len(part)]
    return int(np.argmax(alike))


def pitch_hz(samples: Samples) -> float:
    """Return the strongest frequency."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum) * RATE / len(samples))


def level_db(samples: Samples) -> float:
    """Return the mean power, in decibels below full scale."""
    return float(10 * np.log10(np.mean(np.square(samples)) + 1e-12))


def parts(*spans: tuple[float, float]) -> list[dict[str, float]]:
    """Return parts as a request names them."""
    return [{"start": start, "end": end} for start, end in spans]
