"""What the child that reads peaks is told; free of imports, for both sides."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Order:
    """Which peaks are wanted; times in seconds of what players show."""

    source: str
    track: int  # index of the stream
    start_seconds: float
    end_seconds: float
    count: int
    glance: bool = False  # what a few places tell, at once

    @property
    def parts_per_second(self) -> float:
        """How many parts a second has."""
        return self.count / (self.end_seconds - self.start_seconds)

    def second(self, part: int) -> float:
        """Return where a part begins."""
        return self.start_seconds + part / self.parts_per_second
