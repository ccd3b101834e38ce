"""Where an instant cut really lands."""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path

from .reading import read_from
from .source import open_source


def keyframe_times(
    source: Path, around_seconds: Fraction
) -> tuple[Fraction | None, Fraction | None]:
    """The keyframes around a time: the last at or before it, and the next after it.

    Seconds on the file's own timeline; None where there is no such keyframe. Reads one
    GOP, so it takes a few milliseconds however long the file is (files without an index,
    such as transport streams, are read from the beginning).

    Raises:
        SmartCutUnsupportedError: not a video that can be read.
    """
    with open_source(source) as opened:
        time_base = opened.video.time_base or Fraction(1)
        at = math.floor((around_seconds + opened.origin_seconds) / time_base)
        previous: Fraction | None = None
        for packet in read_from(opened, (opened.video,), at):
            if not packet.is_keyframe or packet.pts is None:
                continue
            seconds = packet.pts * time_base - opened.origin_seconds
            if packet.pts > at:
                return previous, seconds
            previous = seconds
        return previous, None
