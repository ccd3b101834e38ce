"""Segments as people type them and as forms show them: one a line, "0:01.5 - 0:10 the dog"."""

import re
from collections.abc import Iterable, Mapping

from flask_babel import gettext as _

from app.timecode import TimecodeError, format_timecode, parse_timecode

# A start and an end with a dash or a space between them, then perhaps a name.
LINE = re.compile(r"([^\s–-]+)(?:\s*[–-]\s*|\s+)([^\s–-]+)(?:\s+(.*))?")

NAME_LENGTH = 200


def parse_segments(text: str, frame_rate: float = 0.0) -> list[dict[str, object]]:
    """Return the segments that `text` names, as the gateway takes them.

    Frames ("#25 - #50") need the `frame_rate`. Raises `ValueError` with a sentence that names
    the line which is none.
    """
    return [
        _segment(line.strip(), number, frame_rate)
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip()
    ]


def format_segments(segments: Iterable[Mapping[str, object]]) -> str:
    """Return segments, as the gateway has them, as lines."""
    return "\n".join(_line(segment) for segment in segments)


def _segment(line: str, number: int, frame_rate: float) -> dict[str, object]:
    match = LINE.fullmatch(line)
    try:
        if not match:
            raise TimecodeError
        start, end = (parse_timecode(part, frame_rate) for part in match.group(1, 2))
    except TimecodeError as error:
        words = _("Line %(number)s is no segment. Write it as 0:01.5 - 0:10.", number=number)
        raise ValueError(words) from error
    if end <= start:
        raise ValueError(_("Line %(number)s ends before it starts.", number=number))
    segment: dict[str, object] = {"start": start, "end": end}
    if name := (match[3] or "").strip()[:NAME_LENGTH]:
        segment["name"] = name
    return segment


def _line(segment: Mapping[str, object]) -> str:
    start, end = segment.get("start"), segment.get("end")
    if not isinstance(start, int | float) or not isinstance(end, int | float):
        return ""
    times = f"{format_timecode(start)} - {format_timecode(end)}"
    return f"{times} {segment.get('name') or ''}".rstrip()
