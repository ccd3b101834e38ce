"""The parameters of the operations: groups of fields, each a part of the recipe.

Operations share them, so that a field is called, explained and bounded the same way
wherever it appears.
"""

from collections.abc import Iterable

from backend.services.image.fields import Choice, Parameter, choices_of, integer, parameter_of
from backend.services.image.formats import MAX_SIDE, TARGETS

KEEP = "keep"
ASPECTS = {
    "free": "Any shape",
    "1:1": "1 : 1",
    "5:4": "5 : 4",
    "4:3": "4 : 3",
    "3:2": "3 : 2",
    "16:9": "16 : 9",
    "4:5": "4 : 5",
    "3:4": "3 : 4",
    "2:3": "2 : 3",
    "9:16": "9 : 16",
}
# A kilobyte is 1000 bytes, as in the rules of those who limit attachments.
KILOBYTE = 1000


def format_and_quality(default_format: str | None) -> list[Parameter]:
    """Return what tells how the result is written; without a default, it must be chosen."""
    return [format_choice(default_format), *qualities(default_format), *contents()]


def format_choice(default: str | None, names: Iterable[str] = TARGETS) -> Parameter:
    """Return what the result is written as; without a default, it must be chosen."""
    choices = [(KEEP, "As it is", "What cannot be written becomes PNG or JPEG.")]
    choices = choices if default == KEEP else []
    choices += [(name, TARGETS[name].title, TARGETS[name].help) for name in names]
    return parameter_of(
        "format",
        "Format",
        Parameter.CHOICE,
        default,
        required=default is None,
        choices=choices_of(choices),
        advanced=default is not None,
    )


def qualities(default_format: str | None) -> list[Parameter]:
    """Return how well the result is written, and how large it may be."""
    same = [KEEP] if default_format else []
    lossy = [target.name for target in TARGETS.values() if target.default_quality]
    lossless = [target.name for target in TARGETS.values() if target.lossless]
    return [
        integer(
            "quality",
            "Quality",
            1,
            100,
            help="100 is best and largest. Left empty: what suits the format.",
            shown_if_parameter="format",
            shown_if_values=[*same, *lossy],
            advanced=default_format is not None,
        ),
        parameter_of(
            "lossless",
            "Lossless",
            Parameter.SWITCH,
            False,
            help="Nothing is lost, whatever the quality says; the file is larger.",
            shown_if_parameter="format",
            shown_if_values=[*same, *lossless],
            advanced=True,
        ),
        integer(
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


def contents() -> list[Parameter]:
    """Return what is written beside the pixels, and behind them."""
    return [
        parameter_of(
            "metadata",
            "Metadata",
            Parameter.CHOICE,
            KEEP,
            help="Camera, date, place, author.",
            choices=choices_of(
                [
                    (KEEP, "Keep", "As far as the format can hold it."),
                    ("strip", "Remove", "The place where it was taken is removed, too."),
                ]
            ),
            advanced=True,
        ),
        parameter_of(
            "profile",
            "Colour profile",
            Parameter.CHOICE,
            "srgb",
            choices=choices_of(
                [
                    ("srgb", "Turn into sRGB", "Looks the same on every screen."),
                    (KEEP, "Keep", "For printing, and for screens with more colours."),
                ]
            ),
            advanced=True,
        ),
        parameter_of(
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
        parameter_of("mode", "Size", Parameter.CHOICE, default_mode, choices=choices_of(modes)),
        integer("width", "Width", 1, MAX_SIDE, help=one, **box),
        integer("height", "Height", 1, MAX_SIDE, **box),
        integer(
            "longest",
            "Longest side",
            1,
            MAX_SIDE,
            unit="px",
            shown_if_parameter="mode",
            shown_if_values=["longest"],
        ),
        parameter_of(
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
        parameter_of(
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
    edge = "Left empty: to the edge, or what follows from the aspect."
    aspects = [Choice(value=value, title=title) for value, title in ASPECTS.items()]
    return [
        parameter_of(
            "aspect",
            "Crop to",
            Parameter.CHOICE,
            "free",
            choices=aspects,
            help="With nothing else told: the largest such part, from the middle.",
        ),
        integer("crop_x", "Crop from left", 0, MAX_SIDE, unit="px", default=0),
        integer("crop_y", "Crop from top", 0, MAX_SIDE, unit="px", default=0),
        integer("crop_width", "Crop width", 1, MAX_SIDE, unit="px", help=edge),
        integer("crop_height", "Crop height", 1, MAX_SIDE, unit="px", help=edge),
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
        parameter_of(
            "rotate",
            "Rotate",
            Parameter.CHOICE,
            "0",
            choices=[Choice(value=value, title=title) for value, title in rotations],
        ),
        parameter_of(
            "flip",
            "Mirror",
            Parameter.CHOICE,
            "none",
            choices=[Choice(value=value, title=title) for value, title in flips],
        ),
        parameter_of(
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
    return [integer(name, title, low, 100, default=0, unit="%") for name, title, low in fields]
