"""Carries out a recipe: loads, goes through the steps, writes, and looks at what came out."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyvips

from backend.services.image.arrangement import arrangement
from backend.services.image.engine import pdf
from backend.services.image.engine.arranging import arranged
from backend.services.image.engine.copying import copied
from backend.services.image.engine.failures import UnfitError, require_resources
from backend.services.image.engine.fitting import Fitted, write_within
from backend.services.image.engine.loading import Need, load, need_of
from backend.services.image.engine.reading import LOADERS, open_vips, read
from backend.services.image.engine.steps import finished, process
from backend.services.image.engine.writing import Timing, Writing
from backend.services.image.formats import TARGETS, Target
from backend.services.image.geometry import geometry
from backend.services.image.picture import Picture
from backend.services.image.recipe import Paper, Recipe
from backend.services.image.screening import SCREEN, Screen, on_screen

PROGRESS_PERIOD_SECONDS = 0.5
# What a faithful preview may take longer; of AVIF, that is half a megapixel.
FAITHFUL_SECONDS = 0.1
# What players assume for frames that do not tell.
DEFAULT_DELAY_MS = 100

OnProgress = Callable[[float], None]


@dataclass(frozen=True)
class Made:
    """A finished result."""

    picture: Picture
    quality: int  # 0: the format has none
    made_smaller: bool  # to fit into the bytes that were asked for
    damaged: bool  # the source is: a part may be missing
    tried_bytes: int = 0  # of the result in its own format, if a screen shows that


def develop(
    source: Path,
    recipe: Recipe,
    output: Path,
    screen: Screen | None,
    on_progress: OnProgress,
    *,
    others: Sequence[Path] = (),
) -> Made:
    """Make `output` from `source`, and from `others` where the recipe is for several.

    With `screen`, the first page is made for one, fast. Raises `UnfitError`.
    """
    sources = [(path, read(path)) for path in (source, *others)]
    writing = Writing(TARGETS[recipe.target], recipe, _timing(recipe, *sources[0]))
    for tolerant in (False, True):
        try:
            work = Work(sources, writing, tolerant, on_progress)
            fitted = work.shown(output, screen) if screen else work.done(output)
        except (pyvips.Error, OSError) as error:
            require_resources(error)
            if tolerant:
                raise UnfitError("DAMAGED") from error
            continue
        written = TARGETS[SCREEN.target] if screen else writing.target
        return Made(
            _read_result(output, written, fitted),
            fitted.quality,
            fitted.smaller,
            damaged=tolerant,
            tried_bytes=fitted.tried_bytes,
        )
    raise AssertionError("the second try returns or raises")


@dataclass(frozen=True)
class Work:
    """One try to make a result."""

    sources: Sequence[tuple[Path, Picture]]
    writing: Writing
    tolerant: bool
    on_progress: OnProgress

    def done(self, output: Path) -> Fitted:
        """Load, process and write. Raises `pyvips.Error`, `OSError` or `UnfitError`."""
        recipe, target = self.writing.recipe, self.writing.target
        pages = self._pages(recipe)
        quality = 0 if recipe.lossless else self.writing.quality
        if target.name == "pdf" and not recipe.max_bytes:
            sizes = pdf.write(self._counted(pages), recipe.paper, output, quality)
            return Fitted(quality, sizes[0], len(sizes))
        watched = self._watched(list(pages))
        if recipe.max_bytes:
            return write_within(watched, self.writing, output, recipe.max_bytes)
        self.writing.write(watched, output, quality)
        return Fitted(quality, (watched[0].width, watched[0].height), len(watched))

    def shown(self, output: Path, screen: Screen) -> Fitted:
        """Load, process and write the first page for a screen. Raises as `done` does."""
        recipe, target = self.writing.recipe, self.writing.target
        page = next(self._pages(on_screen(recipe), screen)).copy_memory()
        tried_bytes = 0
        if screen.faithful and self._shows_all(page):
            seconds = page.width * page.height / target.pixels_per_second
            if target.name in LOADERS and seconds <= FAITHFUL_SECONDS:
                page, tried_bytes = self._kept(page, output.with_name("kept"))
        shown = Writing(TARGETS[SCREEN.target], SCREEN, Timing(), quick=True)
        if recipe.paper != Paper():
            page = pdf.shown(page, recipe.paper, screen.longest_side)
        shown.write([page], output, SCREEN.quality)
        return Fitted(0, (page.width, page.height), 1, tried_bytes=tried_bytes)

    def _kept(self, page: pyvips.Image, path: Path) -> tuple[pyvips.Image, int]:
        """Return what is left of the page in its format, and how large its file is."""
        target, recipe = self.writing.target, self.writing.recipe
        page = finished(page, recipe, target)
        self.writing.write([page], path, 0 if recipe.lossless else self.writing.quality)
        return open_vips(path, target.name).copy_memory(), path.stat().st_size

    def _shows_all(self, page: pyvips.Image) -> bool:
        """Whether a page made for a screen has all that the result will have."""
        recipe, target = self.writing.recipe, self.writing.target
        pictures = [picture for _, picture in self.sources]
        if recipe.grid:
            return (page.width, page.height) == arrangement(recipe.grid, pictures).size
        picture = pictures[0]
        return (
            (page.width, page.height) == geometry(recipe, picture.width, picture.height).final
            and not (picture.pages > 1 and (target.animation if picture.animated else target.pages))
            and not (picture.bits > 8 and target.sixteen_bits)
            and not recipe.max_bytes
        )

    def _pages(self, recipe: Recipe, screen: Screen | None = None) -> Iterator[pyvips.Image]:
        """Yield the finished pages, one after the other."""
        target = TARGETS[recipe.target]
        longest = screen.longest_side if screen else 0
        sources = self.sources
        if recipe.grid:
            whole = arranged(sources, recipe, longest, self.tolerant)
            yield finished(whole, recipe, target)
            return
        mark = None
        if recipe.stamp:
            *sources, (path, picture) = sources
            mark = next(iter(load(path, picture, Need(), self.tolerant)))
        for path, picture in sources[:1] if screen else sources:
            paged = target.animation if picture.animated else target.pages
            sizes = geometry(recipe, picture.width, picture.height)
            need = need_of(
                recipe,
                sizes.shown_on(longest) if screen else sizes,
                all_pages=picture.pages > 1 and paged and not screen,
                exact=not screen,
            )
            if screen and screen.copy:
                loaded = copied(path, picture, need, Path(screen.copy), self.tolerant)
            else:
                loaded = load(path, picture, need, self.tolerant)
            for page in loaded:
                yield process(page, picture, recipe, target, screen=longest, mark=mark)

    def _counted(self, pages: Iterator[pyvips.Image]) -> Iterator[pyvips.Image]:
        """Yield the pages of a document, telling how many there are already."""
        expected = sum(1 if picture.animated else picture.pages for _, picture in self.sources)
        for number, page in enumerate(pages):
            yield page
            self.on_progress((number + 1) / expected)

    def _watched(self, pages: Sequence[pyvips.Image]) -> list[pyvips.Image]:
        """Return the pages, telling how far computing their pixels has come."""
        told = time.monotonic()

        def on_eval(_: pyvips.Image, progress: Any) -> None:
            nonlocal told
            if time.monotonic() - told >= PROGRESS_PERIOD_SECONDS:
                told = time.monotonic()
                self.on_progress(progress.percent / 100)

        # All pages of a strip are computed together, so watching one is enough.
        first = pages[0].copy()
        first.set_progress(True)
        first.signal_connect("eval", on_eval)
        return [first, *pages[1:]]


def _timing(recipe: Recipe, source: Path, picture: Picture) -> Timing:
    if not picture.animated or recipe.grid:
        return Timing()
    header = open_vips(source, picture.format)
    delays = header.get("delay") if header.get_typeof("delay") else []
    # Frames are shown as long as players would show them: 0 means 100 ms to all.
    known = [delay if delay > 0 else DEFAULT_DELAY_MS for delay in delays[: picture.pages]]
    missing = [DEFAULT_DELAY_MS] * (picture.pages - len(known))
    loop = header.get("loop") if header.get_typeof("loop") else 0
    return Timing((*known, *missing), loop)


def _read_result(output: Path, target: Target, fitted: Fitted) -> Picture:
    if target.name == "pdf":
        return Picture("pdf", output.stat().st_size, *fitted.size, pages=fitted.pages)
    return read(output)
