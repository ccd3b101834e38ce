"""Several pictures in a grid: a collage, a contact sheet, a sprite."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pyvips

from backend.services.image.arrangement import Arrangement, arrangement
from backend.services.image.engine.loading import Need, load
from backend.services.image.engine.steps import process
from backend.services.image.engine.watermark import rendered
from backend.services.image.formats import TARGETS
from backend.services.image.picture import Picture
from backend.services.image.recipe import Grid, Recipe, Size

Source = tuple[Path, Picture]

BLOCKS = ("exif-data", "xmp-data", "iptc-data", "icc-profile-data", "orientation")
CLEAR = [0, 0, 0, 0]
# Of the caption's line, for its letters.
LETTERS = 0.6


def arranged(
    sources: Sequence[Source], recipe: Recipe, screen: int, tolerant: bool
) -> pyvips.Image:
    """Return the grid of all `sources`, in sRGB with transparency where nothing is.

    With `screen` it is made for so many pixels on the longer side. Raises `pyvips.Error`
    or `UnfitError`.
    """
    assert recipe.grid is not None
    grid = recipe.grid
    full = arrangement(grid, [picture for _, picture in sources])
    sizes = full.shown_on(screen) if screen else full
    dark = sum(bytes.fromhex(recipe.background[1:])) < 3 * 128
    cells = [
        _captioned(cell, text, sizes, dark)
        for cell, text in _cells(sources, grid, sizes, tolerant, exact=not screen)
    ]
    whole = pyvips.Image.arrayjoin(cells, across=sizes.columns, shim=sizes.gap, background=CLEAR)
    whole = whole.copy()
    for name in BLOCKS:
        # The first picture's, and none of the whole's.
        whole.remove(name)
    width, height = sizes.size
    return whole.embed(sizes.margin, sizes.margin, width, height, background=CLEAR)


def _cells(
    sources: Sequence[Source], grid: Grid, sizes: Arrangement, tolerant: bool, *, exact: bool
) -> Iterator[tuple[pyvips.Image, str]]:
    """Yield pictures in the size of a cell, in memory, each with its caption."""
    number = 0
    for path, picture in sources:
        size = Size(
            "fill" if grid.filled else "fit", sizes.width, sizes.height, enlarge=grid.enlarge
        )
        recipe = Recipe("png", size=size)
        scale = max(sizes.width / picture.width, sizes.height / picture.height)
        need = Need(scale, exact, in_order=True, all_pages=grid.all_pages and picture.pages > 1)
        if need.all_pages:
            need = replace(need, in_order=False)
        for page in load(path, picture, need, tolerant):
            number += 1
            cell = _within(process(page, picture, recipe, TARGETS["png"]), sizes)
            yield (
                cell,
                {"number": str(number), "date": picture.tags.get("date", "")[:10]}.get(
                    grid.captions, ""
                ),
            )


def _within(page: pyvips.Image, sizes: Arrangement) -> pyvips.Image:
    """Return the page in the middle of a transparent cell."""
    if page.format == "ushort":
        page = page.cast("uchar", shift=True)
    page = page.colourspace("srgb") if page.bands < 3 else page.copy(interpretation="srgb")
    if not page.hasalpha():
        page = page.addalpha()
    left, top = (sizes.width - page.width) // 2, (sizes.height - page.height) // 2
    return page.embed(left, top, sizes.width, sizes.height, background=CLEAR).copy_memory()


def _captioned(cell: pyvips.Image, text: str, sizes: Arrangement, dark: bool) -> pyvips.Image:
    if not sizes.caption:
        return cell
    cell = cell.embed(0, 0, sizes.width, sizes.height + sizes.caption, background=CLEAR)
    if not text:
        return cell
    letters = rendered(text, max(1.0, sizes.caption * LETTERS))
    letters = letters.crop(0, 0, min(letters.width, sizes.width), letters.height)
    ink = letters.new_from_image([255 if dark else 0] * 3).cast("uchar")
    layer = ink.bandjoin(letters).copy(interpretation="srgb")
    left = (sizes.width - letters.width) // 2
    top = sizes.height + (sizes.caption - letters.height) // 2
    return cell.composite2(layer, "over", x=left, y=top).cast("uchar").copy_memory()
