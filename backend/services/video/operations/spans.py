"""Which spans of a video are wanted: segments or a start and an end, kept or left out.

Times are seconds on the file's own timeline. The first picture kept is the first at or
after a start, the last is the last before an end; both allow for a millisecond, since that
is what people read off a player.
"""

import dataclasses
import math
from collections.abc import Sequence
from dataclasses import dataclass

from backend.services.failures import Violation, wrong_parameters
from backend.services.parameter_lists import Segment
from backend.services.parameters import Parameters
from backend.services.streams.probed import Probed

TOLERANCE_SECONDS = 0.001
# An end that was left open.
ENDLESS_SECONDS = math.inf
# Of a file that does not tell how long it is.
LONGEST_SECONDS = 1e6


@dataclass(frozen=True)
class Asked:
    """What was asked for, before it is known whether the source has it."""

    segments: tuple[Segment, ...]  # none: all of the video
    removes: bool  # the segments are left out, the rest is kept
    field: str  # the parameter of the starts
    end_field: str

    @property
    def pairs(self) -> list[tuple[float, float]]:
        """Starts and ends in seconds."""
        return [(each.start_seconds, each.end_seconds) for each in self.segments]


def asked_spans(checked: Parameters, *, all_is_fine: bool = False) -> Asked:
    """Return the segments, or start and end where there are none.

    Raises `MediaFailure` where neither was given, unless `all_is_fine`.
    """
    removes = checked.text("keep") == "others"
    if "segments" in checked:
        return Asked(checked.segments("segments"), removes, "segments", "segments")
    start = checked.number("start") if "start" in checked else 0.0
    if "end" not in checked and not start:
        if all_is_fine:
            return Asked((), False, "segments", "segments")
        message = "Mark at least one segment."
        raise wrong_parameters([Violation("segments", "REQUIRED", message)])
    end = checked.number("end") if "end" in checked else ENDLESS_SECONDS
    return Asked((Segment(start, end),), removes, "start", "end")


def kept_spans(probed: Probed, asked: Asked) -> tuple[Segment, ...]:
    """Return the spans to keep, in their order, within the source; none: all of it.

    Raises `MediaFailure` for times that the source does not have.
    """
    duration = probed.duration_seconds
    spans = tuple(
        dataclasses.replace(each, end_seconds=duration or LONGEST_SECONDS)
        if each.end_seconds == ENDLESS_SECONDS
        else each
        for each in asked.segments
    )
    violations = [wrong for each in spans for wrong in _violations(probed, asked, each)]
    if violations:
        raise wrong_parameters(violations)
    if duration:
        spans = tuple(
            dataclasses.replace(each, end_seconds=min(each.end_seconds, duration)) for each in spans
        )
    return _others(probed, asked, spans) if asked.removes else spans


def _violations(probed: Probed, asked: Asked, span: Segment) -> list[Violation]:
    duration, frame = probed.duration_seconds, probed.frame_seconds
    start, end = span.start_seconds, span.end_seconds
    violations = []
    message = f"The video is only {duration:.3f} seconds long."
    if duration and start >= duration:
        violations.append(Violation(asked.field, "BEYOND_DURATION", message))
    if duration and end > duration + frame:
        violations.append(Violation(asked.end_field, "BEYOND_DURATION", message))
    if start >= end:
        message = "The end must lie after the start."
        violations.append(Violation(asked.end_field, "START_AFTER_END", message))
    elif end - start < frame - TOLERANCE_SECONDS:
        message = f"That is less than one picture ({frame:.3f} seconds)."
        violations.append(Violation(asked.end_field, "TOO_SHORT", message))
    return violations


def _others(probed: Probed, asked: Asked, spans: Sequence[Segment]) -> tuple[Segment, ...]:
    """Return what lies between the spans, from beginning to end."""
    whole = probed.duration_seconds or LONGEST_SECONDS
    left: list[Segment] = []
    position = 0.0
    for start, end in [*sorted((s.start_seconds, s.end_seconds) for s in spans), (whole, whole)]:
        if start - position >= probed.frame_seconds - TOLERANCE_SECONDS:
            left.append(Segment(position, start))
        position = max(position, end)
    if not left:
        message = "Nothing would be left of the video."
        raise wrong_parameters([Violation(asked.field, "NOTHING_LEFT", message)])
    return tuple(left)
