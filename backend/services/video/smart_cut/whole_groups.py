"""Where a cut lands that is not to encode anything.

It begins with the last keyframe at or before the start at which copying may begin, and it
ends where a copied run may break off: behind the pictures that the last wanted one is
stored among, since those stand before it in the file and would leave gaps.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from .errors import SmartCutUnsupportedError
from .gops import Gop, pts
from .packets import VideoPacket
from .reading import gops_from
from .segments import Segment
from .source import Source, open_source
from .splice import span_of

# Where copying may begin at few keyframes only, this many before are looked at.
MAX_GROUPS_BACK = 30


def landed(source: Path, segments: Sequence[Segment]) -> tuple[Segment, ...]:
    """The segments, moved to where they can be copied whole; each holds what was asked for.

    Raises:
        SmartCutUnsupportedError: there is no such place, or the file cannot be read.
    """
    with open_source(source) as opened:
        opened.check()
        return tuple(_landed(opened, segment) for segment in segments)


def _landed(source: Source, segment: Segment) -> Segment:
    span = span_of(source, segment)
    base = source.video.time_base or Fraction(1)
    entry = _entry_before(source, span.first)
    start = entry.keyframe_pts * base - source.origin_seconds
    # What lies before the first picture of a film (sound alone) is kept as it was asked for.
    start = segment.start_seconds if entry.keyframe_pts >= span.first else start
    end = _end(source, span.first, span.end)
    return Segment(
        max(Fraction(0), start),
        segment.end_seconds if end is None else end * base - source.origin_seconds,
    )


def _entry_before(source: Source, first: int) -> Gop:
    """The group of pictures to begin with."""
    at = first
    for _ in range(MAX_GROUPS_BACK):
        gop = next(gops_from(source, at), None)
        if gop is None:
            break
        # The first group of a file comes for any time before it, too.
        if gop.is_entry and (gop.keyframe_pts <= at or at == first):
            return gop
        if gop.keyframe_pts > at:
            break
        at = gop.keyframe_pts - 1
    raise SmartCutUnsupportedError(
        "no_cut_point", "There are too few places in this file where a copy can start."
    )


def _end(source: Source, first: int, end: int) -> int | None:
    """The time of the first picture that is left out, None where all are kept or `end` is it."""
    for gop in gops_from(source, max(first, end - 1)):
        if gop.last_pts < end:
            continue
        return _breaking_off(gop.packets, end)
    return None


def _breaking_off(packets: list[VideoPacket], end: int) -> int | None:
    times = [pts(packet) for packet in packets]
    missing = sorted(at for at in times if at < end)
    if not missing:
        return None
    taken: set[int] = set()
    for at in times:
        taken.add(at)
        latest = max(taken)
        if latest >= missing[-1] and all(other in taken for other in times if other <= latest):
            return min((other for other in times if other > latest), default=None)
    return None
