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
class SpanFacts:
    """How ffmpeg comes to one span of a file, and where a copy by ffmpeg lands."""

    encode_seek: Seek
    copy_seek: Seek
    keyframe_seconds: float  # of the last one at or before the start
    copy_end_seconds: float  # where a stream copy ends that is to end at the end


@dataclass(frozen=True)
class CutFacts:
    """How a file can be cut into spans, asked for together with probing."""

    smart_cut_refusal: str  # a stable code; "": it can be cut without encoding all of it
    smart_cut_reason: str  # a sentence for people
    spans: tuple[SpanFacts, ...]
    # Where each span lands that is copied in whole groups of pictures; empty where that
    # was not asked for, or is not possible.
    groups_seconds: tuple[tuple[float, float], ...] = ()

    @property
    def drops_seconds(self) -> tuple[float, ...]:
        """What seeking to each span reads too early."""
        return tuple(span.encode_seek.drop_seconds for span in self.spans)

    @property
    def starts_seconds(self) -> tuple[float, ...]:
        """Where each span begins that is encoded, after what seeking reads too early."""
        return tuple(span.encode_seek.seconds for span in self.spans)

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> "CutFacts":
        """Read what the probing child wrote."""
        spans = tuple(
            SpanFacts(
                encode_seek=Seek(**span.pop("encode_seek")),
                copy_seek=Seek(**span.pop("copy_seek")),
                **span,
            )
            for span in told.pop("spans")
        )
        groups = tuple((start, end) for start, end in told.pop("groups_seconds"))
        return cls(spans=spans, groups_seconds=groups, **told)
