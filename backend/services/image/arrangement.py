"""Where pictures lie in a grid; pure arithmetic, used for plan and work."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from backend.services.image.picture import Picture
from backend.services.image.recipe import Grid

# Every cell is decoded, and kept in memory until all are there.
MAX_CELLS = 400
# Of the cell's height, for the line below it, and what can still be read.
CAPTION_PART, CAPTION_MIN = 0.1, 14


@dataclass(frozen=True)
class Arrangement:
    """A grid whose sizes are known. In pixels."""

    columns: int
    rows: int
    width: int  # of a cell
    height: int
    caption: int  # height of the line below a cell
    gap: int
    margin: int

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the whole."""
        return (
            self.columns * self.width + (self.columns - 1) * self.gap + 2 * self.margin,
            self.rows * (self.height + self.caption) + (self.rows - 1) * self.gap + 2 * self.margin,
        )

    def shown_on(self, longest: int) -> "Arrangement":
        """Return it small enough for a screen of `longest` pixels on both sides."""
        shrink = min(1.0, longest / max(self.size))
        width, height = (max(1, round(side * shrink)) for side in (self.width, self.height))
        caption, gap, margin = (
            round(side * shrink) for side in (self.caption, self.gap, self.margin)
        )
        return Arrangement(self.columns, self.rows, width, height, caption, gap, margin)


def cells_of(pictures: Sequence[Picture], grid: Grid) -> int:
    """Return how many cells there are."""
    return sum(picture.pages if grid.all_pages else 1 for picture in pictures)


def arrangement(grid: Grid, pictures: Sequence[Picture]) -> Arrangement:
    """Return how `pictures` lie in `grid`."""
    cells = cells_of(pictures, grid)
    columns = min(grid.columns or math.ceil(math.sqrt(cells)), cells)
    width = grid.width or max(picture.width for picture in pictures)
    height = grid.height or max(picture.height for picture in pictures)
    caption = max(CAPTION_MIN, round(height * CAPTION_PART)) if grid.captions != "none" else 0
    rows = math.ceil(cells / columns)
    return Arrangement(columns, rows, width, height, caption, grid.gap, grid.margin)
