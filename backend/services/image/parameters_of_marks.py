"""The parameters of watermarks."""

from typing import Any

from backend.services.image.fields import Choice, Parameter, choices_of, integer, parameter_of

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


def watermark() -> list[Parameter]:
    """Return the text, or the other picture, on the picture."""
    places = [Choice(value=value, title=title) for value, title in POSITIONS.items()]
    is_text: dict[str, Any] = {"shown_if_parameter": "kind", "shown_if_values": ["text"]}
    is_picture: dict[str, Any] = {"shown_if_parameter": "kind", "shown_if_values": ["picture"]}
    kinds = [("text", "A text", ""), ("picture", "A picture", "")]
    return [
        parameter_of("kind", "What", Parameter.CHOICE, "text", choices=choices_of(kinds)),
        Parameter(
            name="text",
            title="Text",
            type=Parameter.TEXT,
            required=True,
            minimum=1,
            maximum=MAX_WATERMARK_CHARACTERS,
            **is_text,
        ),
        Parameter(
            name="picture",
            title="Picture",
            type=Parameter.FILE,
            required=True,
            file_kinds=["image"],
            help="One of your files: a logo with transparent parts is best.",
            **is_picture,
        ),
        parameter_of("position", "Where", Parameter.CHOICE, "bottom-right", choices=places),
        parameter_of(
            "size",
            "Size of the letters",
            Parameter.NUMBER,
            5,
            minimum=1,
            maximum=50,
            unit="%",
            help="Of the picture's shorter side.",
            **is_text,
        ),
        parameter_of(
            "picture_size",
            "Width of the mark",
            Parameter.NUMBER,
            20,
            minimum=1,
            maximum=100,
            unit="%",
            help="Of the width of the picture below it.",
            **is_picture,
        ),
        integer("opacity", "Opacity", 1, 100, default=60, unit="%"),
        parameter_of("colour", "Colour", Parameter.COLOUR, "#ffffff", **is_text),
    ]
