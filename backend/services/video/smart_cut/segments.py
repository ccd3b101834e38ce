"""What to keep, and what came of it.

Times are fractions, not floats: frame times such as 1001/30000 s have no finite
binary form, and a rounding error of a nanosecond decides whether a frame belongs.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

# A frame belongs to a segment if it is shown no earlier than this before its start.
# People and forms speak in milliseconds, and Matroska stores them: frame 2 of a
# 30 fps file is at 66.67 ms, is called 67, and is stored as 66 or 67. One millisecond
# joins the three; a quarter of a frame bounds it for very fast files.
TOLERANCE = Fraction(1, 1000)
TOLERANCE_IN_FRAMES = Fraction(1, 4)


@dataclass(frozen=True)
class Segment:
    """A half-open span of the source to keep.

    Seconds on the file's own timeline, where 0 is its first picture or sound as
    players show it. The first frame kept is the first with t >= start, the last is
    the last with t < end; both compare with a tolerance of one millisecond.
    """

    start_seconds: Fraction
    end_seconds: Fraction


@dataclass(frozen=True)
class CutReport:
    """What a cut did. `frames_copied + frames_encoded` is all video frames written."""

    frames_copied: int
    frames_encoded: int
    duration_seconds: float
    audio_tracks: int
    warnings: tuple[str, ...] = ()


def check(segments: Sequence[Segment]) -> None:
    """Refuse what no file can answer.

    Raises:
        ValueError: no segment, a negative start, or an end that is not after its start.
    """
    if not segments:
        raise ValueError("At least one segment is needed.")
    for segment in segments:
        if segment.start_seconds < 0:
            raise ValueError("A segment cannot start before the file does.")
        if segment.end_seconds <= segment.start_seconds:
            raise ValueError("A segment must end after it starts.")


def parse(text: str) -> tuple[Segment, ...]:
    """Segments from JSON: `[[1.5, 4.0], ["10/3", 5]]`, pairs of seconds.

    Numbers are read by their decimal digits, so 0.1 is one tenth; strings may also
    hold exact fractions.

    Raises:
        ValueError: not such a list, or not numbers.
    """
    try:
        pairs = json.loads(text, parse_float=Fraction, parse_constant=_refuse_constant)
        segments = tuple(Segment(Fraction(start), Fraction(end)) for start, end in pairs)
    except (TypeError, ZeroDivisionError) as error:
        raise ValueError(f"Segments must be pairs of seconds: {error}") from error
    check(segments)
    return segments


def _refuse_constant(name: str) -> Fraction:
    raise ValueError(f"{name} is not a time.")


def first_tick_at(seconds: Fraction, time_base: Fraction, frame_seconds: Fraction) -> int:
    """The first tick of `time_base` that counts as being at or after `seconds`."""
    tolerance = min(TOLERANCE, frame_seconds * TOLERANCE_IN_FRAMES)
    return math.ceil((seconds - tolerance) / time_base)
