"""Finding the silences of a sound, and the parts between them; all in seconds."""

import re
from dataclasses import dataclass
from pathlib import Path

from backend.services.audio.parts import Span

_LINE = re.compile(r"lavfi\.silence_(start|end)(?:\.\d+)?=(-?[\d.]+)")


@dataclass(frozen=True)
class Silence:
    """What counts as silence, and what is made of what lies between."""

    threshold_db: float
    seconds: float  # at least
    padding_seconds: float  # kept around each part
    shortest_seconds: float  # of a part

    def detection(self, name: str) -> str:
        """Return ffmpeg's filters that write silences into the file `name`."""
        return (
            f"silencedetect=noise={self.threshold_db:.2f}dB:duration={self.seconds:.3f}:mono=0,"
            f"ametadata=mode=print:file={name}"
        )


def found(printed: Path, whole_seconds: float) -> list[Span]:
    """Return the silences that ffmpeg wrote into `printed`."""
    if not printed.exists():
        return []
    silences: list[Span] = []
    start: float | None = None
    with printed.open(encoding="ascii", errors="replace") as lines:
        for line in lines:
            told = _LINE.match(line)
            if told and told.group(1) == "start":
                start = max(0.0, float(told.group(2)))
            elif told and start is not None:
                silences.append((start, float(told.group(2))))
                start = None
    if start is not None and start < whole_seconds:
        silences.append((start, whole_seconds))
    return silences


def between(silences: list[Span], whole_seconds: float, wanted: Silence) -> list[Span]:
    """Return the parts of a sound that are long enough, each with some silence around it."""
    parts: list[Span] = []
    start = 0.0
    for begins, ends in [*silences, (whole_seconds, whole_seconds)]:
        if begins - start >= max(wanted.shortest_seconds, 0.01):
            padding = min(wanted.padding_seconds, (ends - begins) / 2)
            parts.append((max(0.0, start - _before(parts, start, wanted)), begins + padding))
        start = ends
    return [(start, min(end, whole_seconds)) for start, end in parts]


def _before(parts: list[Span], start: float, wanted: Silence) -> float:
    """Return how much silence before `start` belongs to the part that begins there."""
    free = start - parts[-1][1] if parts else start
    return min(wanted.padding_seconds, max(0.0, free))
