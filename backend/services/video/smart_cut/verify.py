"""Check a finished cut against what was asked, before anybody gets it.

Three questions, each answered from the two files and not by the code that cut:

1. Is every wanted picture there, once, at its time? Read from the packets of both files;
   nothing is decoded, so half an hour takes a second.
2. Do the joins decode? Around both ends of each segment pictures are decoded, by a
   decoder that stops at a fault instead of concealing it.
3. Do they show what the source shows? The first and last picture of each segment and the
   first after its encoded head are compared with the source's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from av.error import FFmpegError

from .errors import CutNotExactError, SmartCutUnsupportedError
from .gops import pts
from .pictures import decode, distance, thumbnail
from .reading import BEGINNING, gops_from
from .segments import CutReport, Segment
from .source import Source, open_source
from .splice import span_of

# Two containers may each round a time to a millisecond.
TIME_TOLERANCE_SECONDS = Fraction(21, 10000)

# The last packet of sound may reach beyond the last picture.
DURATION_TOLERANCE_SECONDS = Fraction(1, 4)

# Mean difference of luma (0 to 255) on a thumbnail. Encoded edges stay at about 1.
MAX_DISTANCE = 6.0

# How many pictures are decoded past the end of an encoded head and before the end of a
# segment: more than any decoder holds back to reorder (16).
BEYOND_JOIN_FRAMES = 8
BEFORE_END_FRAMES = 17


@dataclass(frozen=True)
class _Part:
    """A segment with the times of its pictures, in ticks of source and result."""

    segment: Segment
    wanted: list[int]
    found: list[int]


def verify(source: Path, output: Path, segments: Sequence[Segment], report: CutReport) -> None:
    """Compare a cut with its source.

    Raises:
        CutNotExactError: pictures are missing, doubled, late, broken or other ones.
    """
    try:
        with open_source(source) as original, open_source(output) as result:
            found, keyframes = _contents(result)
            parts = _match(original, segments, found)
            if len(found) != report.frames_copied + report.frames_encoded:
                raise CutNotExactError("The file does not hold what was written to it.")
            if len(result.audio) != report.audio_tracks:
                raise CutNotExactError("Audio tracks are missing.")
            too_long = (result.duration_seconds or 0) - Fraction(report.duration_seconds)
            if too_long > DURATION_TOLERANCE_SECONDS:
                raise CutNotExactError(f"The file is {float(too_long):.1f} s too long.")
            _check_times(original, result, parts)
            for part in parts:
                _check_pictures(original, result, part, keyframes)
    except (SmartCutUnsupportedError, FFmpegError) as error:
        raise CutNotExactError(f"The result could not be checked: {error}") from error


def _contents(result: Source) -> tuple[list[int], set[int]]:
    """The times of all pictures, in order, and those of the keyframes."""
    times: list[int] = []
    keyframes: set[int] = set()
    for gop in gops_from(result, BEGINNING):
        times.extend(map(pts, gop.packets))
        keyframes.add(gop.keyframe_pts)
    return sorted(times), keyframes


def _match(original: Source, segments: Sequence[Segment], found: list[int]) -> list[_Part]:
    parts = []
    position = 0
    for segment in segments:
        wanted = _wanted(original, segment)
        parts.append(_Part(segment, wanted, found[position : position + len(wanted)]))
        position += len(wanted)
    if len(set(found)) != len(found) or len(found) != position:
        raise CutNotExactError(f"{position} pictures were wanted, {len(found)} are there.")
    return parts


def _wanted(original: Source, segment: Segment) -> list[int]:
    span = span_of(original, segment)
    wanted: set[int] = set()
    for gop in gops_from(original, span.first):
        wanted |= span.wanted(gop.packets)
        if gop.keyframe_pts >= span.end:
            break
    if not wanted:
        raise CutNotExactError("A segment has no pictures.")
    return sorted(wanted)


def _check_times(original: Source, result: Source, parts: list[_Part]) -> None:
    source_base = original.video.time_base or Fraction(1)
    result_base = result.video.time_base or Fraction(1)
    end_before = Fraction(0)
    for part in parts:
        first_wanted, first_found = part.wanted[0], part.found[0]
        for wanted, found in zip(part.wanted, part.found, strict=True):
            off = (wanted - first_wanted) * source_base - (found - first_found) * result_base
            if abs(off) > TIME_TOLERANCE_SECONDS:
                raise CutNotExactError(f"A picture is {float(off):+.3f} s off.")
        asked = part.segment.start_seconds + original.origin_seconds
        gap = max(first_wanted * source_base - asked, Fraction(0))
        begins = first_found * result_base - end_before
        if not -original.snap_seconds <= begins <= gap + original.snap_seconds:
            raise CutNotExactError(f"A segment begins {float(begins):+.3f} s off.")
        left = part.segment.end_seconds + original.origin_seconds - part.wanted[-1] * source_base
        end_before = part.found[-1] * result_base + max(left, Fraction(0))


def _check_pictures(original: Source, result: Source, part: _Part, keyframes: set[int]) -> None:
    count = len(part.found)
    # Where the encoded head ends, if there is one: at the next keyframe.
    join = next((i for i, at in enumerate(part.found) if i and at in keyframes), 0)
    head = range(min(count, join + BEYOND_JOIN_FRAMES))
    _compare(original, result, part, head, (0, join))
    tail = range(max(head.stop, count - BEFORE_END_FRAMES), count)
    if tail:
        _compare(original, result, part, tail, (count - 1,))


def _compare(
    original: Source, result: Source, part: _Part, window: range, looked_at: tuple[int, ...]
) -> None:
    """Decode a window of the result whole, and look at some of its pictures closely."""
    missing = set(part.found[window.start : window.stop])
    thumbnails: dict[int, bytes] = {}
    for picture in decode(result, min(missing), max(missing), strict=True):
        at = pts(picture)
        if at not in missing or picture.is_corrupt:
            raise CutNotExactError("A join shows a picture that is broken or not wanted.")
        missing.discard(at)
        if at in {part.found[index] for index in looked_at}:
            thumbnails[at] = thumbnail(picture)
    if missing:
        raise CutNotExactError("A join does not decode to all of its pictures.")
    for index in looked_at:
        at = part.wanted[index]
        original_picture = next(decode(original, at, at, strict=False), None)
        if original_picture is None:
            raise CutNotExactError("The source does not decode there.")
        if distance(thumbnails[part.found[index]], thumbnail(original_picture)) > MAX_DISTANCE:
            raise CutNotExactError("A picture is not the one that was wanted.")
