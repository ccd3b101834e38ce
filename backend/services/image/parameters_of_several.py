"""The parameters of what is made from several pictures: documents, collages, sheets."""

from backend.services.image.fields import Parameter, choices_of, integer, parameter_of
from backend.services.image.paper import MAX_MARGIN_MM
from backend.services.image.parameter_groups import (
    ASPECTS,
    contents,
    format_choice,
    qualities,
)

MAX_FILES = 50
MAX_CELL = 4000
MAX_GAP = 500
PAPER_TITLES = {
    "picture": "As large as the picture",
    "a3": "A3",
    "a4": "A4",
    "a5": "A5",
    "a6": "A6",
    "letter": "Letter",
    "legal": "Legal",
}


def _files(title: str, text: str, *, required: bool) -> Parameter:
    return Parameter(
        name="files",
        title=title,
        help=text,
        type=Parameter.FILES,
        required=required,
        minimum=1,
        maximum=MAX_FILES,
        file_kinds=["image"],
    )


def _background(text: str) -> Parameter:
    (background,) = (each for each in contents() if each.name == "background")
    background.advanced, background.help = False, text
    return background


def paper(default: str, **condition: object) -> list[Parameter]:
    """Return what the pages of a document are like; shown under `condition`."""
    sizes = [(name, title, "") for name, title in PAPER_TITLES.items()]
    ways = [
        ("auto", "As the picture lies", ""),
        ("portrait", "Upright", ""),
        ("landscape", "Lying", ""),
    ]
    on_paper = [name for name in PAPER_TITLES if name != "picture"]
    fields = [
        parameter_of("page_size", "Page", Parameter.CHOICE, default, choices=choices_of(sizes)),
        parameter_of(
            "orientation",
            "Orientation",
            Parameter.CHOICE,
            "auto",
            choices=choices_of(ways),
            shown_if_parameter="page_size",
            shown_if_values=on_paper,
        ),
        parameter_of(
            "margin_mm",
            "Margin",
            Parameter.NUMBER,
            0 if default == "picture" else 10,
            minimum=0,
            maximum=MAX_MARGIN_MM,
            unit="mm",
        ),
    ]
    for field in fields:
        if condition and not field.shown_if_parameter:
            field.MergeFrom(Parameter(**condition))  # type: ignore[arg-type]  # fields by name
    return fields


def document() -> list[Parameter]:
    """Return the parameters of a document of several pictures."""
    quality, lossless, max_kilobytes = qualities("pdf")
    # There is no choice of formats that they could depend on.
    quality.ClearField("shown_if_parameter")
    lossless.ClearField("shown_if_parameter")
    return [
        _files("Further pages", "In this order, after this picture.", required=False),
        *paper("a4"),
        quality,
        lossless,
        max_kilobytes,
        _background("Behind transparent parts."),
    ]


def collage() -> list[Parameter]:
    """Return the parameters of pictures in a grid."""
    shapes = [(value, title, "") for value, title in ASPECTS.items() if value != "free"]
    fills = [
        ("fill", "Fill the cell", "What stands out is cut off."),
        ("fit", "Show all of it", "The ground shows beside it."),
    ]
    return [
        _files("Further pictures", "In this order, after this one.", required=True),
        integer("columns", "Columns", 1, MAX_FILES, help="Left empty: about as many as rows."),
        integer("cell_width", "Width of a cell", 16, MAX_CELL, unit="px", default=600),
        parameter_of(
            "shape", "Shape of a cell", Parameter.CHOICE, "1:1", choices=choices_of(shapes)
        ),
        parameter_of("cells", "Pictures", Parameter.CHOICE, "fill", choices=choices_of(fills)),
        integer("gap", "Gap", 0, MAX_GAP, unit="px", default=12),
        integer("margin", "Margin", 0, MAX_GAP, unit="px", default=12),
        _background("Between the pictures."),
        format_choice("jpeg", ("jpeg", "png", "webp", "avif", "heic", "tiff", "pdf")),
        *qualities("jpeg"),
    ]


def sheet() -> list[Parameter]:
    """Return the parameters of a contact sheet or a sprite."""
    kinds = [
        ("contact", "Contact sheet", "An overview to look at, with captions."),
        ("sprite", "Sprite", "One file for programs: no gaps, nothing behind the pictures."),
    ]
    captions = [("none", "None", ""), ("number", "Number", ""), ("date", "Date", "")]
    is_contact = {"shown_if_parameter": "kind", "shown_if_values": ["contact"]}
    size = "Left empty: 240 on a contact sheet; in a sprite, what the largest picture has."
    return [
        parameter_of("kind", "Kind", Parameter.CHOICE, "contact", choices=choices_of(kinds)),
        _files(
            "Further pictures",
            "In this order, after this one. Every frame of an animation has its own place.",
            required=False,
        ),
        integer("columns", "Columns", 1, 100, help="Left empty: about as many as rows."),
        integer("tile_width", "Width of a picture", 8, MAX_CELL, unit="px", help=size),
        integer("tile_height", "Height of a picture", 8, MAX_CELL, unit="px"),
        integer("gap", "Gap", 0, MAX_GAP, unit="px", default=12, **is_contact),
        parameter_of(
            "captions",
            "Captions",
            Parameter.CHOICE,
            "number",
            choices=choices_of(captions),
            **is_contact,
        ),
        _background("Of a contact sheet; of a sprite, only where the format has no transparency."),
        format_choice("png", ("png", "webp", "jpeg", "avif", "tiff", "pdf")),
        *qualities("png"),
    ]
