"""From the parameters of an operation to a recipe, and whether it suits a picture."""

from collections.abc import Iterator

from backend.services.failures import MediaFailure, Violation, limit_reached, wrong_parameters
from backend.services.image.formats import MAX_PIXELS, TARGETS
from backend.services.image.geometry import geometry
from backend.services.image.parameter_groups import KEEP, KILOBYTE
from backend.services.image.picture import Picture
from backend.services.image.recipe import Box, Colours, Recipe, Size, Watermark
from backend.services.parameters import Parameters

# What a source becomes whose own format is not written.
INSTEAD = {"svg": "png", "psd": "png", "raw": "jpeg"}
# Cropping "to the edge": more than any picture has.
EDGE = 1 << 30


def recipe_of(checked: Parameters, source_format: str) -> Recipe:
    """Return the recipe that was asked for; raises `MediaFailure` for sizes left out.

    Parameters that the operation does not have leave their step out.
    """
    target = checked.text("format")
    if target == KEEP:
        target = INSTEAD.get(source_format, source_format)
    lossless = checked.flag("lossless") and TARGETS[target].lossless
    return Recipe(
        target=target,
        crop=_crop(checked),
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
        quality=int(_number(checked, "quality")) if TARGETS[target].default_quality else 0,
        lossless=lossless,
        max_bytes=int(_number(checked, "max_kilobytes")) * KILOBYTE,
        metadata=checked.text("metadata"),  # type: ignore[arg-type]  # a checked choice
        profile=checked.text("profile"),  # type: ignore[arg-type]  # a checked choice
        background=checked.text("background"),
    )


def require_fitting(recipe: Recipe, picture: Picture) -> None:
    """Raise `MediaFailure` where the recipe asks for what the picture or the target cannot."""
    violations = list(_beyond(recipe, picture))
    if violations:
        raise wrong_parameters(violations)
    width, height = geometry(recipe, picture.width, picture.height).final
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
