"""From the parameters of an operation to a recipe, and whether it suits a picture."""

from collections.abc import Iterator, Sequence

from backend.services.failures import MediaFailure, Violation, limit_reached, wrong_parameters
from backend.services.image.arrangement import MAX_CELLS, arrangement, cells_of
from backend.services.image.formats import MAX_PIXELS, TARGETS
from backend.services.image.geometry import geometry
from backend.services.image.parameter_groups import KEEP, KILOBYTE
from backend.services.image.picture import Picture
from backend.services.image.recipe import (
    EDGE,
    Box,
    Colours,
    Grid,
    Paper,
    Recipe,
    Size,
    Stamp,
    Watermark,
)
from backend.services.parameters import Parameters

# What a source becomes whose own format is not written.
INSTEAD = {"svg": "png", "psd": "png", "raw": "jpeg"}
# Operations that have no choice of formats make a document.
DOCUMENT = "pdf"
CONTACT_TILE = 240


def recipe_of(checked: Parameters, source_format: str) -> Recipe:
    """Return the recipe that was asked for; raises `MediaFailure` for sizes left out.

    Parameters that the operation does not have leave their step out.
    """
    target = checked.text("format") if "format" in checked else DOCUMENT
    if target == KEEP:
        target = INSTEAD.get(source_format, source_format)
    lossless = checked.flag("lossless") and TARGETS[target].lossless
    grid = _grid(checked)
    return Recipe(
        target=target,
        crop=_crop(checked),
        aspect=_ratio(checked.text("aspect")) if "aspect" in checked else 0.0,
        flip=checked.text("flip") if "flip" in checked else "none",  # type: ignore[arg-type]  # a checked choice
        rotate=int(checked.text("rotate")) if "rotate" in checked else 0,
        straighten=_number(checked, "straighten"),
        size=_size(checked),
        colours=Colours(
            brightness=_number(checked, "brightness"),
            contrast=_number(checked, "contrast"),
            saturation=_number(checked, "saturation"),
            sharpen=_number(checked, "sharpen"),
        ),
        watermark=_watermark(checked),
        stamp=_stamp(checked),
        grid=grid,
        paper=_paper(checked),
        quality=int(_number(checked, "quality")) if TARGETS[target].default_quality else 0,
        lossless=lossless,
        max_bytes=int(_number(checked, "max_kilobytes")) * KILOBYTE,
        # Of several pictures, none has metadata or a profile for the whole.
        metadata=checked.text("metadata") if "metadata" in checked else "strip",  # type: ignore[arg-type]  # a checked choice
        profile=checked.text("profile") if "profile" in checked else "srgb",  # type: ignore[arg-type]  # a checked choice
        background=checked.text("background"),
        # A sprite has nothing behind its pictures.
        opaque=bool(grid) and not _is_sprite(checked),
    )


def require_fitting(
    recipe: Recipe, pictures: Sequence[Picture], *, still_dragging: bool = False
) -> None:
    """Raise `MediaFailure` where the recipe asks for what the pictures or the target cannot."""
    violations = [] if still_dragging else list(_beyond(recipe, pictures[0]))
    if recipe.grid and cells_of(pictures, recipe.grid) > MAX_CELLS:
        told = f"There is room for {MAX_CELLS} pictures, all pages and frames counted."
        violations.append(Violation("files", "TOO_MANY", told))
    if violations:
        raise wrong_parameters(violations)
    width, height = size_of(recipe, pictures)
    if width * height > MAX_PIXELS:
        raise limit_reached(
            "TOO_MANY_PIXELS", f"{width} × {height} are more pixels than one picture may have."
        )
    target = TARGETS[recipe.target]
    if max(width, height) > target.max_side and target.name != "ico":
        raise MediaFailure(
            "TOO_LARGE_FOR_FORMAT",
            f"{target.title} holds at most {target.max_side} pixels a side; "
            f"this would be {width} × {height}.",
        )


def size_of(recipe: Recipe, pictures: Sequence[Picture]) -> tuple[int, int]:
    """Return how large the result is, in pixels of its first page."""
    if recipe.grid:
        return arrangement(recipe.grid, pictures).size
    return geometry(recipe, pictures[0].width, pictures[0].height).final


def _beyond(recipe: Recipe, picture: Picture) -> Iterator[Violation]:
    crop = recipe.crop
    if crop is None:
        return
    for name, start, length, room in (
        ("x", crop.x, crop.width, picture.width),
        ("y", crop.y, crop.height, picture.height),
    ):
        side = "width" if name == "x" else "height"
        told = f"The picture has a {side} of {room} pixels."
        if start >= room:
            yield Violation(f"crop_{name}", "BEYOND_PICTURE", told)
        elif length != EDGE and start + length > room:
            yield Violation(f"crop_{side}", "BEYOND_PICTURE", told)


def _number(checked: Parameters, name: str) -> float:
    return checked.number(name) if name in checked else 0.0


def _crop(checked: Parameters) -> Box | None:
    x, y = int(_number(checked, "crop_x")), int(_number(checked, "crop_y"))
    width, height = int(_number(checked, "crop_width")), int(_number(checked, "crop_height"))
    if not (x or y or width or height):
        return None
    return Box(x, y, width or EDGE, height or EDGE)


def _ratio(aspect: str) -> float:
    if aspect == "free":
        return 0.0
    width, height = aspect.split(":")
    return int(width) / int(height)


def _is_sprite(checked: Parameters) -> bool:
    return "captions" in checked and checked.text("kind") == "sprite"


def _size(checked: Parameters) -> Size:
    mode = checked.text("mode") if "mode" in checked else KEEP
    width, height = int(_number(checked, "width")), int(_number(checked, "height"))
    match mode:
        case "longest":
            longest = int(_number(checked, "longest"))
            _require({"longest": longest})
            return Size("fit", longest, longest, enlarge=checked.flag("enlarge"))
        case "percent":
            return Size("percent", percent=checked.number("percent"))
        case "fit":
            _require({"width": width or height})
            return Size("fit", width, height, enlarge=checked.flag("enlarge"))
        case "fill":
            _require({"width": width, "height": height})
            return Size("fill", width, height)
        case "exact":
            _require({"width": width, "height": height})
            return Size("exact", width, height)
        case _:
            return Size()


def _require(pixels: dict[str, int]) -> None:
    missing = [
        Violation(name, "REQUIRED", f"Please tell the {name}, in pixels.")
        for name, value in pixels.items()
        if not value
    ]
    if missing:
        raise wrong_parameters(missing)


def _watermark(checked: Parameters) -> Watermark | None:
    if "text" not in checked:
        return None
    text = checked.text("text").strip()
    if not text:
        raise wrong_parameters([Violation("text", "REQUIRED", "Text is missing.")])
    return Watermark(
        text=text,
        position=checked.text("position"),
        size=checked.number("size"),
        opacity=checked.number("opacity"),
        colour=checked.text("colour"),
    )


def _stamp(checked: Parameters) -> Stamp | None:
    if "picture" not in checked:
        return None
    return Stamp(
        position=checked.text("position"),
        size=checked.number("picture_size"),
        opacity=checked.number("opacity"),
    )


def _paper(checked: Parameters) -> Paper:
    if "page_size" not in checked:
        return Paper()
    return Paper(
        size=checked.text("page_size"),
        orientation=checked.text("orientation"),  # type: ignore[arg-type]  # a checked choice
        margin_mm=checked.number("margin_mm"),
    )


def _grid(checked: Parameters) -> Grid | None:
    columns, gap = int(_number(checked, "columns")), int(_number(checked, "gap"))
    if "shape" in checked:
        width = int(checked.number("cell_width"))
        return Grid(
            columns=columns,
            width=width,
            height=max(1, round(width / _ratio(checked.text("shape")))),
            gap=gap,
            margin=int(checked.number("margin")),
            filled=checked.text("cells") == "fill",
            enlarge=True,
        )
    if "captions" not in checked:
        return None
    width, height = int(_number(checked, "tile_width")), int(_number(checked, "tile_height"))
    if checked.text("kind") == "sprite":
        return Grid(columns, width or height, height or width, all_pages=True)
    return Grid(
        columns=columns,
        width=width or height or CONTACT_TILE,
        height=height or width or CONTACT_TILE,
        gap=gap,
        margin=gap,
        all_pages=True,
        captions=checked.text("captions"),  # type: ignore[arg-type]  # a checked choice
    )
