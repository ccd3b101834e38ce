"""How exact a cut is: which pictures it holds, when, and how far the sound is off.

Knows nothing of the code under test. Needs clips from `clips.make_clip`.
"""

import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from numpy.typing import NDArray

from tests.services.video.smart_cut.clips import NUMBER_BITS, STRIP_HEIGHT

Times = Sequence[tuple[float, float]]

SEARCH_SECONDS = 0.15
WINDOW_SECONDS = 0.4


@dataclass(frozen=True)
class Picture:
    """One decoded frame."""

    number: int
    seconds: float
    checksum: int
    thumbnail: NDArray[np.int16]


@dataclass(frozen=True)
class Exactness:
    """What is wrong with a cut; all zero (and `identical` high) is perfect."""

    missing: tuple[int, ...]
    extra: tuple[int, ...]
    doubled: tuple[int, ...]
    out_of_order: int
    decoder_errors: int
    worst_time_error_seconds: float
    worst_distance: float
    """Mean luma difference, 0 to 255, of the worst picture from its original."""
    identical: int
    """How many pictures equal their original to the bit."""
    audio_offsets_seconds: tuple[float, ...]
    """One per audio track and segment; positive: sound is late."""


def compare(source: Path, output: Path, segments: Times) -> Exactness:
    """Hold a cut against its source."""
    originals, _ = pictures(source)
    found, errors = pictures(output)
    expected = [p for start, end in segments for p in originals if _within(p, start, end)]
    wanted, got = Counter(p.number for p in expected), Counter(p.number for p in found)
    pairs = list(zip(found, expected, strict=False))
    same = [(f, e) for f, e in pairs if f.number == e.number]
    return Exactness(
        missing=tuple(sorted(wanted.keys() - got.keys())),
        extra=tuple(sorted(got.keys() - wanted.keys())),
        doubled=tuple(sorted(n for n in wanted if got[n] > wanted[n])),
        out_of_order=len(pairs) - len(same) + abs(len(found) - len(expected)),
        decoder_errors=errors,
        worst_time_error_seconds=_worst_time_error(originals, found, segments),
        worst_distance=max(
            (float(np.abs(f.thumbnail - e.thumbnail).mean()) for f, e in same), default=0.0
        ),
        identical=sum(f.checksum == e.checksum for f, e in same),
        audio_offsets_seconds=tuple(_audio_offsets(source, output, originals, segments)),
    )


def _within(picture: Picture, start: float, end: float) -> bool:
    return start - 1e-3 <= picture.seconds < end - 1e-3


def _kept(originals: Sequence[Picture], start: float, end: float) -> tuple[float, float]:
    """Where a segment really starts and ends: at the pictures nearest by."""
    first = min((p.seconds for p in originals if _within(p, start, end)), default=start)
    snap = max(0.1, float(np.median(np.diff([p.seconds for p in originals]))) + 1e-6)
    following = min((p.seconds for p in originals if p.seconds >= end - 1e-3), default=None)
    if following is None:
        end = min(end, originals[-1].seconds + 1 / 30)
    elif following - end <= snap:
        end = following
    return (first if first - start <= snap else start), end


def _worst_time_error(
    originals: Sequence[Picture], found: Sequence[Picture], segments: Times
) -> float:
    position, expected = 0.0, []
    for start, end in segments:
        begins, ends = _kept(originals, start, end)
        expected += [position + p.seconds - begins for p in originals if _within(p, start, end)]
        position += ends - begins
    errors = [f.seconds - e for f, e in zip(found, expected, strict=False)]
    return max(map(abs, errors), default=0.0)


def pictures(path: Path) -> tuple[tuple[Picture, ...], int]:
    """All frames of a file as shown, and how many packets failed to decode."""
    return _pictures(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _pictures(path: Path, _changed_at: int) -> tuple[tuple[Picture, ...], int]:
    found, errors = [], 0
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        origin = _origin(container)
        stream.thread_type = "AUTO"
        for packet in container.demux(stream):
            try:
                frames = packet.decode()
            except av.error.FFmpegError:
                errors += 1
                continue
            for frame in frames:
                luma = frame.to_ndarray(format="gray")
                strip = luma[-STRIP_HEIGHT // 2 - 2 : -STRIP_HEIGHT // 2 + 2]
                fields = strip[:, : strip.shape[1] // NUMBER_BITS * NUMBER_BITS]
                bits = fields.reshape(len(fields), NUMBER_BITS, -1)[:, :, 2:-2].mean(axis=(0, 2))
                found.append(
                    Picture(
                        number=sum(1 << bit for bit, value in enumerate(bits) if value > 127),
                        seconds=float((frame.pts or 0) * (stream.time_base or 0) - origin),
                        checksum=zlib.crc32(frame.to_ndarray().tobytes()),
                        thumbnail=luma[::4, ::4].astype(np.int16),
                    )
                )
    return tuple(found), errors


def _origin(container: InputContainer) -> Fraction:
    """Where time 0 is; of a single frame, FFmpeg sometimes takes it to be its middle."""
    start = max(Fraction(container.start_time or 0, av.time_base), Fraction(0))
    return Fraction(0) if start < Fraction(1, 25) else start


def _audio_offsets(
    source: Path, output: Path, originals: Sequence[Picture], segments: Times
) -> list[float]:
    with av.open(str(source)) as container:
        tracks = len(container.streams.audio)
    offsets = []
    for track in range(tracks):
        original, result = sound(source, track), sound(output, track)
        position = 0.0
        for start, end in segments:
            begins, ends = _kept(originals, start, end)
            length = min(WINDOW_SECONDS, ends - begins - 0.1)
            if length > 0.1:
                middle = (ends - begins - length) / 2
                window = _cut(result, position + middle, length)
                offsets.append(_lag(original, window, begins + middle))
            position += ends - begins
    return offsets


def sound(path: Path, track: int) -> NDArray[np.float32]:
    """An audio track from time 0 on, each sample where its timestamp puts it."""
    return _sound(path, track, path.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _sound(path: Path, track: int, _changed_at: int) -> NDArray[np.float32]:
    with av.open(str(path)) as container:
        origin = float(_origin(container))
        stream = container.streams.audio[track]
        resampler = av.AudioResampler("flt", "mono", stream.rate)
        pieces = []
        for frame in container.decode(stream):
            for piece in resampler.resample(frame):
                at = (piece.pts or 0) * float(piece.time_base or 0) - origin
                pieces.append((round(at * stream.rate), piece.to_ndarray()[0]))
    if not pieces:
        return np.zeros(0, dtype=np.float32)
    line = np.zeros(max(at + len(p) for at, p in pieces), dtype=np.float32)
    for at, piece in pieces:
        line[max(at, 0) : max(at, 0) + len(piece[max(-at, 0) :])] = piece[max(-at, 0) :]
    return line


def _cut(line: NDArray[np.float32], start: float, length: float) -> NDArray[np.float32]:
    rate = 48_000
    return line[round(start * rate) : round((start + length) * rate)]


def _lag(original: NDArray[np.float32], window: NDArray[np.float32], expected: float) -> float:
    """By how much `window` stands later than where it is in `original`, by correlation."""
    rate = 48_000
    begin = round((expected - SEARCH_SECONDS) * rate)
    around = original[max(begin, 0) : round((expected + SEARCH_SECONDS) * rate) + len(window)]
    size = 1 << (len(around) + len(window)).bit_length()
    spectrum = np.fft.rfft(around, size) * np.conj(np.fft.rfft(window, size))
    match = np.fft.irfft(spectrum, size)[: len(around) - len(window) + 1]
    peak = float(match.max() / (np.linalg.norm(window) ** 2 + 1e-9))
    assert peak > 0.3, f"the sound at {expected:.2f} s is not that of the source ({peak:.2f})"
    return (round(expected * rate) - max(begin, 0) - int(match.argmax())) / rate
