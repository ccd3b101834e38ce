"""A recipe: everything that is to happen to a picture, always in the same order.

    upright → crop → flip, rotate, straighten → resize → colours → watermark → format

Each step happens only when it was asked for. All operations of the service are
parts of this one recipe. With a grid, several pictures become one instead; on paper, each
becomes a page. Free of protobuf: it travels to child processes as JSON.
"""

from dataclasses import dataclass
from typing import Any, Literal

SizeMode = Literal["keep", "fit", "fill", "exact", "percent"]


# A crop "to the edge": more than any picture has.
EDGE = 1 << 30


@dataclass(frozen=True)
class Box:
    """A part of a picture, in pixels from the upper left corner; a side of EDGE is open."""

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
class Stamp:
    """A second picture on the picture."""

    position: str  # as of a watermark
    size: float  # its width, in percent of the picture's width
    opacity: float  # percent


@dataclass(frozen=True)
class Grid:
    """Several pictures in rows and columns, all cells of one size. In pixels."""

    columns: int  # 0: about as many as there are rows
    width: int  # of a cell; 0: of the largest picture
    height: int
    gap: int = 0
    margin: int = 0
    filled: bool = False  # cells show no ground: what stands out is cut off
    enlarge: bool = False
    all_pages: bool = False  # every page or frame has a cell of its own
    captions: Literal["none", "number", "date"] = "none"


@dataclass(frozen=True)
class Paper:
    """The pages of a document."""

    size: str = "picture"  # or a name of `paper.SIZES_MM`
    orientation: Literal["auto", "portrait", "landscape"] = "auto"
    margin_mm: float = 0.0


@dataclass(frozen=True)
class Recipe:
    """What is to happen to one picture."""

    target: str  # a name of `formats.TARGETS`
    crop: Box | None = None  # of the picture shown upright
    aspect: float = 0.0  # of the crop, width by height, where a side of it is open; 0: any
    flip: Literal["none", "horizontal", "vertical"] = "none"
    rotate: int = 0  # degrees clockwise: 0, 90, 180 or 270
    straighten: float = 0.0  # degrees clockwise
    size: Size = Size()
    colours: Colours = Colours()
    watermark: Watermark | None = None
    stamp: Stamp | None = None  # with the second source
    grid: Grid | None = None  # of all sources
    paper: Paper = Paper()  # where the target is a document; all sources are pages of it
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
            "stamp": Stamp(**told["stamp"]) if told["stamp"] else None,
            "grid": Grid(**told["grid"]) if told["grid"] else None,
            "paper": Paper(**told["paper"]),
        }
        return cls(**(told | parts))
