"""Pictures as the pages of a document. Of each, only its compressed bytes are kept."""

from collections.abc import Iterable
from pathlib import Path

import pyvips

from backend.services.image.paper import layout
from backend.services.image.recipe import Paper


def write(
    pages: Iterable[pyvips.Image], paper: Paper, path: Path, quality: int
) -> list[tuple[int, int]]:
    """Write `pages` to `path` as JPEG, or without `quality` losslessly; return their sizes.

    `pages` are asked for one after the other. Raises `pyvips.Error`.
    """
    import img2pdf  # noqa: PLC0415 - slow, and rarely needed

    compressed, sizes = [], []
    for page in pages:
        sizes.append((page.width, page.height))
        if quality:
            compressed.append(page.jpegsave_buffer(Q=quality, optimize_coding=True, keep="none"))
        else:
            compressed.append(page.pngsave_buffer(keep="none"))

    def laid_out(width: int, height: int, _: object) -> tuple[float, float, float, float]:
        place = layout(paper, width, height)
        return (*place.page, *place.picture)

    with path.open("wb") as file:
        img2pdf.convert(
            compressed,
            outputstream=file,
            layout_fun=laid_out,
            engine=img2pdf.Engine.internal,
            nodate=True,
        )
    return sizes


def shown(page: pyvips.Image, paper: Paper, longest: int) -> pyvips.Image:
    """Return what a page of the document looks like, for a screen of `longest` pixels."""
    place = layout(paper, page.width, page.height)
    dots = longest / max(place.page)
    width, height = (max(1, round(side * dots)) for side in place.page)
    scale = place.picture[0] * dots / page.width
    page = page.resize(scale) if scale < 1 else page.resize(scale, kernel="cubic")
    white = [255] * page.bands
    left, top = (width - page.width) // 2, (height - page.height) // 2
    return page.embed(left, top, width, height, background=white)
