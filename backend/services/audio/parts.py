"""Which parts of a sound are kept, from what was typed; times in seconds."""

from typing import TypeAlias

from backend.services.audio.planning import whole_seconds
from backend.services.failures import Violation, wrong_parameters
from backend.services.parameter_lists import Segment
from backend.services.parameters import Parameters
from backend.services.streams.probed import Probed

Span: TypeAlias = tuple[float, float]

# What people read off a player may be a hair behind the end.
TOLERANCE_SECONDS = 0.05
SHORTEST_SECONDS = 0.01


def wanted(probed: Probed, checked: Parameters) -> tuple[Span, ...]:
    """Return what to keep, in the order in which it shall be heard. Raises `MediaFailure`."""
    segments = checked.segments("segments")
    duration = whole_seconds(probed)
    _check(segments, duration)
    if checked.text("keep") == "these":
        return tuple(
            (each.start_seconds, min(each.end_seconds, duration or each.end_seconds))
            for each in segments
        )
    return _without(segments, duration)


def _check(segments: tuple[Segment, ...], duration: float) -> None:
    for number, each in enumerate(segments, 1):
        if duration and each.end_seconds > duration + TOLERANCE_SECONDS:
            message = f"Part {number} ends after the sound, which is {duration:.3f} seconds long."
            raise wrong_parameters([Violation("segments", "BEYOND_DURATION", message)])
        if each.seconds < SHORTEST_SECONDS:
            message = f"Part {number} is shorter than {SHORTEST_SECONDS:g} seconds."
            raise wrong_parameters([Violation("segments", "TOO_SHORT", message)])


def _without(segments: tuple[Segment, ...], duration: float) -> tuple[Span, ...]:
    """Return what is left of a sound when `segments`, in any order, are taken out."""
    if not duration:
        message = "The file does not tell how long it plays, so nothing can be removed from it."
        raise wrong_parameters([Violation("keep", "UNKNOWN_DURATION", message)])
    left, place = [], 0.0
    for each in sorted(segments, key=lambda segment: segment.start_seconds):
        if each.start_seconds - place >= SHORTEST_SECONDS:
            left.append((place, each.start_seconds))
        place = max(place, each.end_seconds)
    if duration - place >= SHORTEST_SECONDS:
        left.append((place, duration))
    if not left:
        message = "Nothing would be left of the sound."
        raise wrong_parameters([Violation("segments", "NOTHING_LEFT", message)])
    return tuple(left)
