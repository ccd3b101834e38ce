"""Makes a result that is no larger than asked: first by quality, then by fewer pixels."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyvips

from backend.services.image.engine.failures import UnfitError
from backend.services.image.engine.steps import scaled
from backend.services.image.engine.writing import Writing

# Below this, a smaller picture of better quality looks better.
LOWEST_QUALITY = 40
# Formats do not shrink quite as their pixels do; some more per round makes up for it.
SAFETY = 0.95
ROUNDS = 8


@dataclass(frozen=True)
class Fitted:
    """What was written, and what was needed to fit."""

    quality: int  # 0: the format has none
    size: tuple[int, int]
    pages: int
    smaller: bool = False  # than asked for
    tried_bytes: int = 0  # of the result in its own format, where it is shown on a screen


def write_within(
    pages: Sequence[pyvips.Image], writing: Writing, path: Path, max_bytes: int
) -> Fitted:
    """Write `pages` to `path` in at most `max_bytes`; raises `UnfitError` CANNOT_FIT."""
    pages = [page.copy_memory() for page in pages]
    lossy = writing.quality and not writing.recipe.lossless
    quality = _best_quality(pages, writing, path, max_bytes) if lossy else 0
    for tries in range(ROUNDS):
        size_bytes = _written(pages, writing, path, quality)
        if size_bytes <= max_bytes:
            size = (pages[0].width, pages[0].height)
            return Fitted(quality, size, len(pages), smaller=tries > 0)
        factor = math.sqrt(max_bytes / size_bytes) * SAFETY
        if min(pages[0].width, pages[0].height) * factor < 1:
            break
        pages = [scaled(page, factor, factor).copy_memory() for page in pages]
    raise UnfitError("CANNOT_FIT")


def _best_quality(
    pages: Sequence[pyvips.Image], writing: Writing, path: Path, max_bytes: int
) -> int:
    """Return the best quality that fits, or the lowest that is worth having."""
    best = writing.quality
    low = min(LOWEST_QUALITY, best)
    if _written(pages, writing, path, best) <= max_bytes:
        return best
    while best - low > 1:
        middle = (low + best) // 2
        if _written(pages, writing, path, middle) <= max_bytes:
            low = middle
        else:
            best = middle
    return low


def _written(pages: Sequence[pyvips.Image], writing: Writing, path: Path, quality: int) -> int:
    writing.write(pages, path, quality)
    return path.stat().st_size
