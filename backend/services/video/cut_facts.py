"""How a video can be cut, as the probing child found out.

Free of protobuf: the child imports this, and has to start fast.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Seek:
    """How ffmpeg comes to a point: it seeks before reading, then drops what is too early."""

    seek_seconds: float
    drop_seconds: float

    @property
    def seconds(self) -> float:
        """The point itself, which becomes 0 in the result."""
        return self.seek_seconds + self.drop_seconds


@dataclass(frozen=True)
class CutFacts:
    """How a file can be cut between two points in time, asked for together with probing."""

    smart_cut_refusal: str  # a stable code; "": it can be cut without encoding all of it
    smart_cut_reason: str  # a sentence for people
    encode_seek: Seek
    copy_seek: Seek
    keyframe_seconds: float  # of the last one at or before the start
    copy_end_seconds: float  # where a stream copy ends that is to end at the end

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> "CutFacts":
        """Read what the probing child wrote."""
        encode, copy = Seek(**told.pop("encode_seek")), Seek(**told.pop("copy_seek"))
        return cls(encode_seek=encode, copy_seek=copy, **told)
