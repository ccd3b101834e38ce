"""Times as people type them and as pages show them."""

import math
import re

from flask_babel import gettext as _

# "62.5", "1:02.5", "00:01:02.500"; a comma may stand for the point, as on many keyboards.
TIMECODE = re.compile(
    r"(?:(?:([0-9]{1,3}):)?([0-9]{1,3}):)?([0-9]{1,7}(?:[.,][0-9]{0,9})?|[.,][0-9]{1,9})"
)
# "#1874": the picture of that number, counted from 0.
FRAME = re.compile(r"#([0-9]{1,8})")


class TimecodeError(ValueError):
    """A text is no time; the message says how to write one."""

    def __init__(self) -> None:
        super().__init__(_("Write a time as seconds (62.5) or as a timecode (1:02.5)."))


def parse_timecode(text: str, frame_rate: float = 0.0) -> float:
    """Return the seconds that `text` names; never negative, infinite or NaN.

    A frame ("#1874") is the time at which it is shown, where `frame_rate` (per second) is known.
    Raises `TimecodeError`, also for minutes and seconds of 60 and more behind a colon.
    """
    text = text.strip()
    frame = FRAME.fullmatch(text)
    if frame and frame_rate > 0:
        return int(frame[1]) / frame_rate
    match = TIMECODE.fullmatch(text)
    if not match:
        raise TimecodeError
    hours, minutes, seconds = match.groups()
    parts = [float(part.replace(",", ".")) for part in (hours, minutes, seconds) if part]
    if any(part >= 60 for part in parts[1:]):
        raise TimecodeError
    return math.fsum(part * 60**power for power, part in enumerate(reversed(parts)))


def format_timecode(seconds: float) -> str:
    """Return `seconds` as "1:02.500", with hours where there are any; rounded to milliseconds."""
    milliseconds = round(max(seconds, 0.0) * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    tail = f"{rest // 1000:02d}.{rest % 1000:03d}"
    return f"{hours}:{minutes:02d}:{tail}" if hours else f"{minutes}:{tail}"
