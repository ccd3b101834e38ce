"""Which bytes of a file a request asks for: Range, If-Range, If-None-Match (RFC 9110)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

_RANGE = re.compile(r"bytes=\s*(\d{0,18})\s*-\s*(\d{0,18})\s*")


@dataclass(frozen=True)
class Representation:
    """What is served: its size, the tag of its bytes and when they came to be."""

    size_bytes: int
    etag: str
    modified_at: datetime

    def headers(self) -> dict[str, str]:
        """Return the validators as headers."""
        return {
            "ETag": self.etag,
            "Last-Modified": format_datetime(self.modified_at.astimezone(UTC), usegmt=True),
            "Accept-Ranges": "bytes",
        }


@dataclass(frozen=True)
class Selection:
    """The answer's status and the bytes from `start` up to, not including, `end`."""

    status: int
    start: int
    end: int

    @property
    def length(self) -> int:
        """Bytes of the body."""
        return self.end - self.start


def strong_etag(file_id: str, size_bytes: int) -> str:
    """Return the tag of a file's bytes. They never change under one id."""
    return f'"{file_id}-{size_bytes:x}"'


def select(headers: Mapping[str, str], what: Representation) -> Selection:
    """Return what to answer: 200, 206, 304 (unchanged) or 416 (beyond the end).

    Several ranges at once are answered with the whole, as RFC 9110 allows.
    """
    whole = Selection(200, 0, what.size_bytes)
    if _unchanged(headers, what):
        return Selection(304, 0, 0)
    asked = headers.get("range")
    if asked is None or not _range_applies(headers, what):
        return whole
    found = _RANGE.fullmatch(asked)
    if found is None or not (found.group(1) or found.group(2)):
        return whole
    first, last = found.groups()
    if not first:  # the last so many bytes
        start, end = max(0, what.size_bytes - int(last)), what.size_bytes
    else:
        start, end = int(first), min(int(last) + 1, what.size_bytes) if last else what.size_bytes
        if last and int(last) < start:
            return whole  # not a range at all
    if start >= what.size_bytes:
        return Selection(416, 0, 0)
    return Selection(206, start, end)


def _unchanged(headers: Mapping[str, str], what: Representation) -> bool:
    tags = headers.get("if-none-match")
    if tags is not None:
        known = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        return "*" in known or what.etag in known
    since = _date(headers.get("if-modified-since"))
    return since is not None and what.modified_at.replace(microsecond=0) <= since


def _range_applies(headers: Mapping[str, str], what: Representation) -> bool:
    condition = headers.get("if-range")
    if condition is None or condition == what.etag:
        return True
    return _date(condition) == what.modified_at.replace(microsecond=0)


def _date(text: str | None) -> datetime | None:
    try:
        date = parsedate_to_datetime(text or "")
    except ValueError:
        return None
    return date if date.tzinfo is not None else date.replace(tzinfo=UTC)
