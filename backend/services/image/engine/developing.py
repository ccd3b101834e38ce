"""Carries out a recipe: loads, goes through the steps, writes, and looks at what came out."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyvips

from backend.services.image.engine.failures import UnfitError, require_resources
from backend.services.image.engine.fitting import Fitted, write_within
from backend.services.image.engine.loading import Need, load, need_of
from backend.services.image.engine.reading import open_vips, read
from backend.services.image.engine.steps import process
from backend.services.image.engine.writing import Timing, Writing
from backend.services.image.formats import TARGETS, Target
from backend.services.image.geometry import geometry
from backend.services.image.picture import Picture
from backend.services.image.recipe import Recipe

PROGRESS_PERIOD_SECONDS = 0.5
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


def develop(
    source: Path, recipe: Recipe, output: Path, screen: int, on_progress: OnProgress
) -> Made:
    """Make `output` from `source`; raises `UnfitError`.

    With `screen`, in pixels of the longer side, the first page is made for a screen, fast.
    """
    picture = read(source)
    target = TARGETS[recipe.target]
    paged = target.animation if picture.animated else target.pages
    all_pages = picture.pages > 1 and paged and not screen
    sizes = geometry(recipe, picture.width, picture.height)
    need = need_of(recipe, sizes.shown_on(screen) if screen else sizes, all_pages, not screen)
    writing = Writing(target, recipe, _timing(source, picture), quick=bool(screen))
    for tolerant in (False, True):
        try:
            work = Work(source, picture, need, writing, screen, on_progress)
            fitted = work.done(output, tolerant)
        except (pyvips.Error, OSError) as error:
            require_resources(error)
            if tolerant:
                raise UnfitError("DAMAGED") from error
            continue
        made = _read_result(output, target, fitted)
        smaller = not screen and fitted.size != sizes.final and bool(recipe.max_bytes)
        return Made(made, fitted.quality, smaller, damaged=tolerant)
    raise AssertionError("the second try returns or raises")


@dataclass(frozen=True)
class Work:
    """One try to make a result."""

    source: Path
    picture: Picture
    need: Need
    writing: Writing
    screen: int
    on_progress: OnProgress

    def done(self, output: Path, tolerant: bool) -> Fitted:
        """Load, process and write. Raises `pyvips.Error`, `OSError` or `UnfitError`."""
        recipe, target = self.writing.recipe, self.writing.target
        pages = [
            process(page, self.picture, recipe, target, self.screen)
            for page in load(self.source, self.picture, self.need, tolerant)
        ]
        watched = self._watched(pages)
        if recipe.max_bytes and not self.screen:
            return write_within(watched, self.writing, output, recipe.max_bytes)
        quality = 0 if recipe.lossless else self.writing.quality
        self.writing.write(watched, output, quality)
        return Fitted(quality, (pages[0].width, pages[0].height), len(pages))

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


def _timing(source: Path, picture: Picture) -> Timing:
    if not picture.animated:
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
