"""What an image file is, as read from its header; free of protobuf, children import it."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Picture:
    """A file that could be read. Sizes are those of one page or frame, shown upright."""

    format: str  # a name of `formats.SOURCES`
    size_bytes: int
    width: int
    height: int
    pages: int = 1  # or frames
    duration_seconds: float = 0.0  # of an animation
    colour_space: str = "sRGB"  # "sRGB", "grey", "CMYK", "Lab", …
    profile: str = ""  # what the embedded colour profile calls itself
    bits: int = 8  # of one channel
    alpha: bool = False
    orientation: int = 1  # as EXIF counts: how the stored pixels lie
    tags: dict[str, str] = field(default_factory=dict)
    location: tuple[float, float] | None = None  # latitude and longitude in degrees
    metadata: tuple[str, ...] = ()  # "EXIF", "XMP", "IPTC"

    @property
    def animated(self) -> bool:
        """Whether the pages are frames that follow each other in time."""
        return self.pages > 1 and self.format in {"gif", "webp"}

    @property
    def pixels(self) -> int:
        """All of them, over all pages."""
        return self.width * self.height * self.pages

    @property
    def turned(self) -> bool:
        """Whether stored and shown width are different sides."""
        return self.orientation >= 5

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> "Picture":
        """Read what a child process wrote."""
        told["location"] = tuple(told["location"]) if told["location"] else None
        told["metadata"] = tuple(told["metadata"])
        return cls(**told)
