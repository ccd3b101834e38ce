"""How large a picture is after each step of a recipe; pure arithmetic, used for plan and work."""

import math
from dataclasses import dataclass

from backend.services.image.recipe import EDGE, Box, Recipe, Size


@dataclass(frozen=True)
class Geometry:
    """Sizes in pixels, along the way of one page."""

    crop: Box  # what is kept of the upright picture
    turned: tuple[int, int]  # after rotating and straightening
    final: tuple[int, int]

    @property
    def scale(self) -> float:
        """How much the picture is enlarged, by the side that grows more; below 1: shrunk."""
        return max(self.final[0] / self.turned[0], self.final[1] / self.turned[1])

    def shown_on(self, longest: int) -> "Geometry":
        """Return it with a result that fits a screen of `longest` pixels on both sides."""
        shrink = min(1.0, longest / max(self.final))
        width, height = (max(1, round(side * shrink)) for side in self.final)
        return Geometry(self.crop, self.turned, (width, height))


def geometry(recipe: Recipe, width: int, height: int) -> Geometry:
    """Return the sizes for an upright picture of `width` × `height` pixels.

    A crop that reaches beyond this page (pages of one file may differ) ends at its edge.
    """
    crop = _inside(recipe.crop, recipe.aspect, width, height)
    turned = (crop.width, crop.height) if recipe.rotate % 180 == 0 else (crop.height, crop.width)
    if recipe.straighten:
        turned = inscribed(*turned, recipe.straighten)
    return Geometry(crop, turned, _final(recipe.size, *turned))


def inscribed(width: int, height: int, degrees: float) -> tuple[int, int]:
    """Return the largest upright rectangle of the same shape inside one turned by `degrees`.

    So that straightening leaves no empty corners.
    """
    sine, cosine = abs(math.sin(math.radians(degrees))), math.cos(math.radians(degrees))
    shrink = min(
        width / (width * cosine + height * sine), height / (width * sine + height * cosine)
    )
    return max(1, math.floor(width * shrink)), max(1, math.floor(height * shrink))


def _inside(crop: Box | None, aspect: float, width: int, height: int) -> Box:
    if crop is None and not aspect:
        return Box(0, 0, width, height)
    crop = crop or Box(0, 0, EDGE, EDGE)
    x, y = min(crop.x, width - 1), min(crop.y, height - 1)
    box = Box(x, y, min(crop.width, width - x), min(crop.height, height - y))
    if not aspect or EDGE not in {crop.width, crop.height}:
        return box
    wide = max(1, min(box.width, round(box.height * aspect)))
    high = max(1, min(box.height, round(box.width / aspect)))
    if (crop.x, crop.y) == (0, 0) and crop.width == crop.height == EDGE:
        # Nobody said where: the middle is the best guess.
        x, y = (width - wide) // 2, (height - high) // 2
    return Box(x, y, wide, high)


def _final(size: Size, width: int, height: int) -> tuple[int, int]:
    if size.mode in {"exact", "fill"}:
        return size.width, size.height
    scale = 1.0
    if size.mode == "percent":
        scale = size.percent / 100
    elif size.mode == "fit":
        asked = [want / side for want, side in ((size.width, width), (size.height, height)) if want]
        scale = min(asked) if size.enlarge else min(1.0, *asked)
    return max(1, round(width * scale)), max(1, round(height * scale))
