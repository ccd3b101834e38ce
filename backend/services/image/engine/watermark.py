"""A text on a picture."""

from html import escape
from pathlib import Path

import pyvips

from backend.services.image.recipe import Watermark

FONT = Path(__file__).parents[1] / "fonts/DejaVuSans-Bold.ttf"
# Between the text and the edges, in parts of the shorter side.
MARGIN = 0.03


def marked(page: pyvips.Image, mark: Watermark) -> pyvips.Image:
    """Return the page with the text on it; longer texts are made smaller to fit its width."""
    letters = _letters(page, mark)
    margin = round(MARGIN * min(page.width, page.height))
    left = _place(mark.position, ("left", "right"), page.width - letters.width, margin)
    top = _place(mark.position, ("top", "bottom"), page.height - letters.height, margin)
    deep = page.format == "ushort"
    white = 65535 if deep else 255
    ink = [value * (257 if deep else 1) for value in bytes.fromhex(mark.colour[1:])]
    strength = (letters * (mark.opacity / 100 * white / 255)).cast(page.format)
    colours = strength.new_from_image(ink).cast(page.format)
    space = "rgb16" if deep else "srgb"
    ink_layer = colours.bandjoin(strength).copy(interpretation=space)
    transparent = bool(page.hasalpha())
    base = page if page.interpretation == space else page.colourspace(space)
    whole = base.composite2(ink_layer, "over", x=left, y=top, compositing_space=space)
    whole = whole.cast(page.format)
    return whole if transparent else whole.extract_band(0, n=3)


def _letters(page: pyvips.Image, mark: Watermark) -> pyvips.Image:
    height = max(4.0, mark.size / 100 * min(page.width, page.height))
    room = page.width * (1 - 2 * MARGIN)
    letters = _rendered(mark.text, height)
    if letters.width > room:
        letters = _rendered(mark.text, max(1.0, height * room / letters.width))
    return letters.crop(0, 0, min(letters.width, page.width), min(letters.height, page.height))


def _rendered(text: str, height: float) -> pyvips.Image:
    # The text is Pango's markup language, which people did not mean to write.
    return pyvips.Image.text(
        escape(text), font=f"DejaVu Sans Bold {height:.2f}", fontfile=str(FONT), dpi=72
    )


def _place(position: str, sides: tuple[str, str], room: int, margin: int) -> int:
    near, far = sides
    if near in position:
        return min(margin, max(0, room))
    return max(0, room - margin) if far in position else max(0, room // 2)
