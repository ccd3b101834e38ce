"""The parameters of the operations: groups of fields, each a part of the recipe.

Operations share them, so that a field is called, explained and bounded the same way
wherever it appears.
"""

from collections.abc import Iterable
from typing import Any

from backend.protos.media.v1 import media_pb2
from backend.services.image.formats import MAX_SIDE, TARGETS

Parameter = media_pb2.Parameter
Choice = media_pb2.Choice

KEEP = "keep"
POSITIONS = {
    "top-left": "Top left",
    "top": "Top",
    "top-right": "Top right",
    "left": "Left",
    "centre": "Centre",
    "right": "Right",
    "bottom-left": "Bottom left",
    "bottom": "Bottom",
    "bottom-right": "Bottom right",
}
MAX_WATERMARK_CHARACTERS = 200
# A kilobyte is 1000 bytes, as in the rules of those who limit attachments.
KILOBYTE = 1000


def _parameter(
    name: str, title: str, kind: Parameter.Type, default: float | str | bool | None, **fields: Any
) -> Parameter:
    parameter = Parameter(name=name, title=title, type=kind, **fields)
    match default:
        case bool():
            parameter.default_value.bool_value = default
        case str():
            parameter.default_value.string_value = default
        case int() | float():
            parameter.default_value.number_value = default
        case _:
            parameter.required = fields.get("required", False)
    return parameter


def _integer(name: str, title: str, low: int, high: int, **fields: Any) -> Parameter:
    default = fields.pop("default", None)
    return _parameter(
        name, title, Parameter.INTEGER, default, minimum=low, maximum=high, step=1, **fields
    )


def _choices(titles: Iterable[tuple[str, str, str]]) -> list[Choice]:
    return [Choice(value=value, title=title, help=text) for value, title, text in titles]


def format_and_quality(default_format: str | None) -> list[Parameter]:
    """Return what tells how the result is written; without a default, it must be chosen."""
    return [_format(default_format), *_quality(default_format), *_contents()]


def _format(default: str | None) -> Parameter:
    choices = [(KEEP, "As it is", "What cannot be written becomes PNG or JPEG.")] * bool(default)
    choices += [(target.name, target.title, target.help) for target in TARGETS.values()]
    return _parameter(
        "format",
        "Format",
        Parameter.CHOICE,
        default,
        required=default is None,
        choices=_choices(choices),
        advanced=default is not None,
    )


def _quality(default_format: str | None) -> list[Parameter]:
    same = [KEEP] if default_format else []
    lossy = [target.name for target in TARGETS.values() if target.default_quality]
    lossless = [target.name for target in TARGETS.values() if target.lossless]
    return [
        _integer(
            "quality",
            "Quality",
            1,
            100,
            help="100 is best and largest. Left empty: what suits the format.",
            shown_if_parameter="format",
            shown_if_values=[*same, *lossy],
            advanced=default_format is not None,
        ),
        _parameter(
            "lossless",
            "Lossless",
            Parameter.SWITCH,
            False,
            help="Nothing is lost, whatever the quality says; the file is larger.",
            shown_if_parameter="format",
            shown_if_values=[*same, *lossless],
            advanced=True,
        ),
        _integer(
            "max_kilobytes",
            "Fit into",
            1,
            1_000_000,
            unit="kB",
            help="The quality is lowered until the file is no larger; if that is not enough, "
            "the picture becomes smaller. Left empty: any size.",
            advanced=default_format is not None,
        ),
    ]


def _contents() -> list[Parameter]:
    return [
        _parameter(
            "metadata",
            "Metadata",
            Parameter.CHOICE,
            KEEP,
            help="Camera, date, place, author.",
            choices=_choices(
                [
                    (KEEP, "Keep", "As far as the format can hold it."),
                    ("strip", "Remove", "The place where it was taken is removed, too."),
                ]
            ),
            advanced=True,
        ),
        _parameter(
            "profile",
            "Colour profile",
            Parameter.CHOICE,
            "srgb",
            choices=_choices(
                [
                    ("srgb", "Turn into sRGB", "Looks the same on every screen."),
                    (KEEP, "Keep", "For printing, and for screens with more colours."),
                ]
            ),
            advanced=True,
        ),
        _parameter(
            "background",
            "Background",
            Parameter.COLOUR,
            "#ffffff",
            help="Behind transparent parts, where the format has no transparency.",
            advanced=True,
        ),
    ]


def sizes(default_mode: str) -> list[Parameter]:
    """Return what tells how large the result becomes."""
    modes = [
        ("fit", "Fit inside", "The whole picture, no larger than this box."),
        ("fill", "Fill", "Exactly this size; what stands out is cut off on both sides."),
        ("exact", "Exactly", "Exactly this size, stretched if need be."),
        ("longest", "Longest side", "The longer side becomes so many pixels."),
        ("percent", "Percent", "Of its present size."),
    ]
    if default_mode == KEEP:
        modes.insert(0, (KEEP, "As it is", ""))
    box = {"shown_if_parameter": "mode", "shown_if_values": ["fit", "fill", "exact"], "unit": "px"}
    one = "With “fit inside” one of both sides is enough."
    return [
        _parameter("mode", "Size", Parameter.CHOICE, default_mode, choices=_choices(modes)),
        _integer("width", "Width", 1, MAX_SIDE, help=one, **box),
        _integer("height", "Height", 1, MAX_SIDE, **box),
        _integer(
            "longest",
            "Longest side",
            1,
            MAX_SIDE,
            unit="px",
            shown_if_parameter="mode",
            shown_if_values=["longest"],
        ),
        _parameter(
            "percent",
            "Percent",
            Parameter.NUMBER,
            50,
            minimum=1,
            maximum=1000,
            unit="%",
            shown_if_parameter="mode",
            shown_if_values=["percent"],
        ),
        _parameter(
            "enlarge",
            "Enlarge small pictures",
            Parameter.SWITCH,
            False,
            shown_if_parameter="mode",
            shown_if_values=["fit", "longest"],
            advanced=True,
        ),
    ]


def crop() -> list[Parameter]:
    """Return the part that is kept, in pixels of the picture as it is shown."""
    edge = "Left empty: to the edge."
    return [
        _integer("crop_x", "Crop from left", 0, MAX_SIDE, unit="px", default=0),
        _integer("crop_y", "Crop from top", 0, MAX_SIDE, unit="px", default=0),
        _integer("crop_width", "Crop width", 1, MAX_SIDE, unit="px", help=edge),
        _integer("crop_height", "Crop height", 1, MAX_SIDE, unit="px", help=edge),
    ]


def turns() -> list[Parameter]:
    """Return how the picture is turned."""
    rotations = [
        ("0", "Not"),
        ("90", "90° to the right"),
        ("180", "180°"),
        ("270", "90° to the left"),
    ]
    flips = [("none", "Not"), ("horizontal", "Left and right"), ("vertical", "Top and bottom")]
    return [
        _parameter(
            "rotate",
            "Rotate",
            Parameter.CHOICE,
            "0",
            choices=[Choice(value=value, title=title) for value, title in rotations],
        ),
        _parameter(
            "flip",
            "Mirror",
            Parameter.CHOICE,
            "none",
            choices=[Choice(value=value, title=title) for value, title in flips],
        ),
        _parameter(
            "straighten",
            "Straighten",
            Parameter.NUMBER,
            0,
            minimum=-45,
            maximum=45,
            step=0.1,
            unit="°",
            help="To the right; below 0 to the left. The empty corners are cut off.",
        ),
    ]


def colours() -> list[Parameter]:
    """Return changes of colour."""
    fields = (
        ("brightness", "Brightness", -100),
        ("contrast", "Contrast", -100),
        ("saturation", "Saturation", -100),
        ("sharpen", "Sharpen", 0),
    )
    return [_integer(name, title, low, 100, default=0, unit="%") for name, title, low in fields]


def watermark() -> list[Parameter]:
    """Return the text on the picture."""
    places = [Choice(value=value, title=title) for value, title in POSITIONS.items()]
    return [
        Parameter(
            name="text",
            title="Text",
            type=Parameter.TEXT,
            required=True,
            minimum=1,
            maximum=MAX_WATERMARK_CHARACTERS,
        ),
        _parameter("position", "Where", Parameter.CHOICE, "bottom-right", choices=places),
        _parameter(
            "size",
            "Size of the letters",
            Parameter.NUMBER,
            5,
            minimum=1,
            maximum=50,
            unit="%",
            help="Of the picture's shorter side.",
        ),
        _integer("opacity", "Opacity", 1, 100, default=60, unit="%"),
        _parameter("colour", "Colour", Parameter.COLOUR, "#ffffff"),
    ]
