"""Decodes the pages of a picture, upright, and no larger than the work needs."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyvips

from backend.services.image.engine.reading import open_vips
from backend.services.image.formats import MAX_PIXELS
from backend.services.image.geometry import Geometry
from backend.services.image.picture import Picture
from backend.services.image.recipe import Recipe

# Decoders shrink coarsely: this factor is left to the fine filter, as in libvips' thumbnail.
FINE = 2.0
JPEG_SHRINKS = (8, 4, 2)


@dataclass(frozen=True)
class Need:
    """What the work needs of the source."""

    scale: float = 1.0  # of the result to the source; above 1 only drawings grow
    exact: bool = True  # else a little blur is no harm: it is for a screen
    in_order: bool = False  # rows are needed once, from top to bottom
    all_pages: bool = False


def need_of(recipe: Recipe, geometry: Geometry, all_pages: bool, exact: bool) -> Need:
    """Return what a recipe needs of its source."""
    cropped = recipe.crop is not None
    # For a screen, pages are made small and kept in memory before anything turns them.
    in_order = not exact or not (
        recipe.rotate
        or recipe.straighten
        or recipe.flip == "vertical"
        or recipe.colours.sharpen
        or recipe.max_bytes
        or all_pages
    )
    # A crop of a coarsely shrunken picture would be off by a part of a pixel.
    scale = geometry.scale if not (cropped and exact) else max(1.0, geometry.scale)
    return Need(scale, exact, in_order, all_pages)


def load(path: Path, picture: Picture, need: Need, tolerant: bool) -> list[pyvips.Image]:
    """Return the upright pages, of `picture`'s size or smaller (drawings: or larger).

    With `tolerant` a damaged file yields what can be read of it. Raises `pyvips.Error`
    or `UnfitError`, here or when pixels are computed.
    """
    if picture.format in {"heic", "bmp", "ico", "psd"}:
        from backend.services.image.engine import pillow  # noqa: PLC0415 - slow, rarely needed

        return [pillow.loaded(path, picture.format)]
    if picture.format == "raw":
        from backend.services.image.engine import raw  # noqa: PLC0415 - slow, rarely needed

        return [raw.loaded(path)]
    in_order = need.in_order and picture.orientation == 1
    options: dict[str, Any] = {
        "access": "sequential" if in_order else "random",
        "fail_on": "none" if tolerant else "error",
    }
    if picture.animated and need.all_pages:
        strip = open_vips(path, picture.format, n=-1, **options)
        height = strip.height // picture.pages
        return [strip.crop(0, at * height, strip.width, height) for at in range(picture.pages)]
    options |= _shrink(picture, need)
    if picture.format == "tiff":
        pages = range(picture.pages if need.all_pages else 1)
        return [_upright(open_vips(path, "tiff", page=page, **options)) for page in pages]
    return [_upright(open_vips(path, picture.format, **options))]


def _upright(image: pyvips.Image) -> pyvips.Image:
    if image.get_typeof("orientation") and image.get("orientation") != 1:
        # Copied, because turning reads a row for every pixel of a column.
        return image.copy_memory().autorot()
    return image


def _shrink(picture: Picture, need: Need) -> dict[str, Any]:
    """Return options that make the decoder give a smaller picture."""
    if picture.format == "svg":
        # A small part of a drawing, made large, does not need all of it that large.
        most = math.sqrt(MAX_PIXELS / (picture.width * picture.height))
        return {"scale": min(need.scale, most)}
    largest = 1 / need.scale / (FINE if need.exact else 1.0)
    if picture.format == "jpeg":
        shrink = next((step for step in JPEG_SHRINKS if step <= largest), 1)
        return {"shrink": shrink} if shrink > 1 else {}
    if picture.format == "webp" and largest > 1:
        return {"scale": 1 / largest}
    return {}
