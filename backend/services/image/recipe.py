"""A recipe: everything that is to happen to a picture, always in the same order.

    upright → crop → flip, rotate, straighten → resize → colours → watermark → format

Each step happens only when it was asked for. All operations of the service are
parts of this one recipe. Free of protobuf: it travels to child processes as JSON.
"""

from dataclasses import dataclass
from typing import Any, Literal

SizeMode = Literal["keep", "fit", "fill", "exact", "percent"]


@dataclass(frozen=True)
class Box:
    """A part of a picture, in pixels from the upper left corner."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Size:
    """How large the result becomes; a width or height of 0 follows the other side."""

    mode: SizeMode = "keep"
    width: int = 0
    height: int = 0
    percent: float = 100.0
    enlarge: bool = False  # with "fit"; the other modes do what they say


@dataclass(frozen=True)
class Colours:
    """Changes of colour: −100 to 100, and sharpening 0 to 100; 0 changes nothing."""

    brightness: float = 0.0
    contrast: float = 0.0
    saturation: float = 0.0
    sharpen: float = 0.0


@dataclass(frozen=True)
class Watermark:
    """A text on the picture."""

    text: str
    position: str  # "top-left" … "centre" … "bottom-right"
    size: float  # height of the letters, in percent of the picture's shorter side
    opacity: float  # percent
    colour: str  # "#rrggbb"


@dataclass(frozen=True)
class Recipe:
    """What is to happen to one picture."""

    target: str  # a name of `formats.TARGETS`
    crop: Box | None = None  # of the picture shown upright
    flip: Literal["none", "horizontal", "vertical"] = "none"
    rotate: int = 0  # degrees clockwise: 0, 90, 180 or 270
    straighten: float = 0.0  # degrees clockwise
    size: Size = Size()
    colours: Colours = Colours()
    watermark: Watermark | None = None
    quality: int = 0  # 1 to 100; 0: what suits the format
    lossless: bool = False
    max_bytes: int = 0  # 0: any
    metadata: Literal["keep", "strip"] = "keep"
    profile: Literal["keep", "srgb"] = "srgb"
    background: str = "#ffffff"  # where the target has no transparency
    opaque: bool = False  # the background shows whatever the target can hold

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> "Recipe":
        """Read what `dataclasses.asdict` made of a recipe."""
        parts: dict[str, Any] = {
            "crop": Box(**told["crop"]) if told["crop"] else None,
            "size": Size(**told["size"]),
            "colours": Colours(**told["colours"]),
            "watermark": Watermark(**told["watermark"]) if told["watermark"] else None,
        }
        return cls(**(told | parts))
