"""A text, or another picture, on a picture."""

from html import escape
from pathlib import Path

import pyvips

from backend.services.image.recipe import Stamp, Watermark

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
    return _over(page, colours.bandjoin(strength), left, top)


def stamped(page: pyvips.Image, mark: pyvips.Image, stamp: Stamp) -> pyvips.Image:
    """Return the page with the picture `mark`, in sRGB, on it; it never stands out."""
    deep = page.format == "ushort"
    mark = mark.colourspace("rgb16" if deep else "srgb").cast(page.format)
    if not mark.hasalpha():
        mark = mark.addalpha()
    margin = round(MARGIN * min(page.width, page.height))
    room = page.width - 2 * margin, page.height - 2 * margin
    scale = min(
        max(1.0, stamp.size / 100 * page.width) / mark.width,
        max(1, room[0]) / mark.width,
        max(1, room[1]) / mark.height,
    )
    small = mark.premultiply().resize(scale).unpremultiply().cast(page.format)
    alpha = (small[small.bands - 1] * (stamp.opacity / 100)).cast(page.format)
    layer = small.extract_band(0, n=small.bands - 1).bandjoin(alpha).copy_memory()
    left = _place(stamp.position, ("left", "right"), page.width - layer.width, margin)
    top = _place(stamp.position, ("top", "bottom"), page.height - layer.height, margin)
    return _over(page, layer, left, top)


def _over(page: pyvips.Image, layer: pyvips.Image, left: int, top: int) -> pyvips.Image:
    """Return the page under a layer of the same depth."""
    space = "rgb16" if page.format == "ushort" else "srgb"
    layer = layer.copy(interpretation=space)
    transparent = bool(page.hasalpha())
    base = page if page.interpretation == space else page.colourspace(space)
    whole = base.composite2(layer, "over", x=left, y=top, compositing_space=space)
    whole = whole.cast(page.format)
    return whole if transparent else whole.extract_band(0, n=3)


def _letters(page: pyvips.Image, mark: Watermark) -> pyvips.Image:
    height = max(4.0, mark.size / 100 * min(page.width, page.height))
    room = page.width * (1 - 2 * MARGIN)
    letters = rendered(mark.text, height)
    if letters.width > room:
        letters = rendered(mark.text, max(1.0, height * room / letters.width))
    return letters.crop(0, 0, min(letters.width, page.width), min(letters.height, page.height))


def rendered(text: str, height: float) -> pyvips.Image:
    """Return the text as a mask, in letters of `height` pixels."""
    # The text is Pango's markup language, which people did not mean to write.
    return pyvips.Image.text(
        escape(text), font=f"DejaVu Sans Bold {height:.2f}", fontfile=str(FONT), dpi=72
    )


def _place(position: str, sides: tuple[str, str], room: int, margin: int) -> int:
    near, far = sides
    if near in position:
        return min(margin, max(0, room))
    return max(0, room - margin) if far in position else max(0, room // 2)
