"""Parameters that are lists: segments of a source, and other files."""

import math
import unicodedata
from dataclasses import dataclass

from google.protobuf import struct_pb2

from backend.protos.media.v1 import media_pb2
from backend.services.failures import Violation

Parameter = media_pb2.Parameter

# Unless the description says otherwise. More segments than that nobody sets by hand.
MAX_SEGMENTS = 200
MAX_FILES = 50
MAX_NAME_LENGTH = 200
MAX_ID_LENGTH = 64

_MEMBERS = {"start", "end", "name"}


@dataclass(frozen=True)
class Segment:
    """A part of a source: 0 <= start < end. `name` may be empty."""

    start_seconds: float
    end_seconds: float
    name: str = ""

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.end_seconds - self.start_seconds


class _NoSegment(Exception):
    """What is wrong with one segment, as the rest of a sentence about it."""

    def __init__(self, reason: str, words: str) -> None:
        super().__init__(words)
        self.reason = reason


def segments(parameter: Parameter, sent: struct_pb2.Value) -> tuple[Segment, ...] | Violation:
    """Return the segments in the order in which they were sent, or what is wrong with them."""
    if sent.WhichOneof("kind") != "list_value":
        return Violation(
            parameter.name, "NOT_SEGMENTS", f"{parameter.title} must be a list of segments."
        )
    items = sent.list_value.values
    if wrong := _wrong_number(parameter, len(items), MAX_SEGMENTS, "segments"):
        return wrong
    found = []
    for number, item in enumerate(items, start=1):
        try:
            found.append(_segment(item))
        except _NoSegment as error:
            return Violation(parameter.name, error.reason, f"Segment {number} {error}")
    return tuple(found)


def files(parameter: Parameter, sent: struct_pb2.Value) -> tuple[str, ...] | Violation:
    """Return the ids in the order in which they were sent, or what is wrong with them."""
    ids = [value.string_value for value in sent.list_value.values]
    if sent.WhichOneof("kind") != "list_value" or not all(
        0 < len(file_id) <= MAX_ID_LENGTH for file_id in ids
    ):
        return Violation(parameter.name, "NOT_FILES", f"{parameter.title} must be a list of files.")
    if wrong := _wrong_number(parameter, len(ids), MAX_FILES, "files"):
        return wrong
    return tuple(ids)


def _wrong_number(parameter: Parameter, number: int, usual: int, what: str) -> Violation | None:
    least = int(parameter.minimum) if parameter.HasField("minimum") else 1
    most = int(parameter.maximum) if parameter.HasField("maximum") else usual
    if number < least:
        message = f"{parameter.title} needs at least {least} {what if least > 1 else what[:-1]}."
        return Violation(parameter.name, "TOO_FEW", message)
    if number > most:
        message = f"{parameter.title} takes at most {most} {what if most > 1 else what[:-1]}."
        return Violation(parameter.name, "TOO_MANY", message)
    return None


def _segment(item: struct_pb2.Value) -> Segment:
    """Return a segment; raise `_NoSegment`."""
    fields = item.struct_value.fields
    start, end = (_seconds(fields[name]) if name in fields else None for name in ("start", "end"))
    if start is None or end is None or set(fields) - _MEMBERS:
        raise _NoSegment("NOT_SEGMENTS", "must have a start, an end and perhaps a name.")
    if start < 0:
        raise _NoSegment("NEGATIVE", "cannot begin before the beginning.")
    if end <= start:
        raise _NoSegment("START_AFTER_END", "must end after its start.")
    if "name" in fields and fields["name"].WhichOneof("kind") not in {"string_value", "null_value"}:
        raise _NoSegment("NOT_A_TEXT", "has a name that is no text.")
    name = _plain(fields["name"].string_value) if "name" in fields else ""
    if len(name) > MAX_NAME_LENGTH:
        raise _NoSegment("TOO_LONG", f"has a name of more than {MAX_NAME_LENGTH} characters.")
    return Segment(start, end, name)


def _seconds(value: struct_pb2.Value) -> float | None:
    if value.WhichOneof("kind") != "number_value" or not math.isfinite(value.number_value):
        return None
    return value.number_value


def _plain(name: str) -> str:
    # Names end up in chapters and file names: one line, nothing that steers a terminal.
    printable = (" " if unicodedata.category(c).startswith("C") else c for c in name)
    return " ".join("".join(printable).split())
