"""Pieces of sounds that are played in a row; free of imports: a child reads it, too."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Piece:
    """What lies between two moments of one sound."""

    source: str
    track: int
    start_seconds: float
    end_seconds: float
    exact_seeking: bool = False  # whether a seek comes out at the very sample

    @property
    def seconds(self) -> float:
        """How long it plays."""
        return self.end_seconds - self.start_seconds


@dataclass(frozen=True)
class Splice:
    """Pieces in a row, and the form that their samples get."""

    pieces: tuple[Piece, ...]
    sample_format: str  # ffmpeg's name: "s16", "s32" or "flt"
    sample_rate_hz: int
    layout: str  # ffmpeg's name: "stereo"
    crossfade_seconds: float = 0.0

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> "Splice":
        """Read what `dataclasses.asdict` made."""
        return cls(**{**told, "pieces": tuple(Piece(**piece) for piece in told["pieces"])})

    @property
    def seconds(self) -> float:
        """How long all of it plays."""
        overlaps = self.crossfade_seconds * (len(self.pieces) - 1)
        return sum(piece.seconds for piece in self.pieces) - overlaps
