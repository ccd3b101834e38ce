"""Chapters move with what is kept of them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

import av

from .segments import Segment
from .source import Source

if TYPE_CHECKING:
    from av.container.core import Chapter

# In milliseconds: chapters are marks for people.
TIME_BASE = Fraction(1, 1000)


def kept_chapters(source: Source, segments: Sequence[Segment]) -> list[Chapter]:
    """The chapters of the result; one that is cut in two appears twice."""
    kept: list[Chapter] = []
    position = Fraction(0)
    for segment in segments:
        for chapter in source.container.chapters():
            time_base = chapter["time_base"] or Fraction(1, av.time_base)
            start = max(chapter["start"] * time_base - source.origin_seconds, segment.start_seconds)
            end = min(chapter["end"] * time_base - source.origin_seconds, segment.end_seconds)
            if end > start:
                moved = position - segment.start_seconds
                kept.append(
                    {
                        "id": len(kept) + 1,
                        "start": round((start + moved) / TIME_BASE),
                        "end": round((end + moved) / TIME_BASE),
                        "time_base": TIME_BASE,
                        "metadata": chapter["metadata"],
                    }
                )
        position += segment.end_seconds - segment.start_seconds
    return kept
