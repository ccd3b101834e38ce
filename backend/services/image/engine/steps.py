"""The steps of a recipe, on one upright page. Each is done only where it changes something."""

from contextlib import suppress

import pyvips

from backend.services.image.engine.failures import UnfitError
from backend.services.image.engine.watermark import marked, stamped
from backend.services.image.formats import Target
from backend.services.image.geometry import Geometry, geometry, inscribed
from backend.services.image.picture import Picture
from backend.services.image.recipe import Box, Colours, Recipe

# Weights of the W3C's `saturate` filter (Filter Effects Module Level 1): of sRGB's luminance.
LUMINANCE = (0.213, 0.715, 0.072)
SHARPEN_SIGMA = 1.0
# What libvips' sharpen adds to edges at most sensible: its own default is 3.
SHARPEN_SLOPE = 4.0
MAX_BANDS = 4  # with transparency


def process(
    page: pyvips.Image,
    picture: Picture,
    recipe: Recipe,
    target: Target,
    *,
    screen: int = 0,
    mark: pyvips.Image | None = None,
) -> pyvips.Image:
    """Return the finished page, as its target can hold it.

    `page` may have been loaded smaller than `picture` is. With `screen` the result is
    shrunk to so many pixels on its longer side, all else in proportion. `mark` is the
    picture that the recipe's stamp puts on it.
    """
    # Pages of a TIFF may differ, and are never loaded smaller than they are.
    of_its_own = picture.format == "tiff" and picture.pages > 1
    width, height = (page.width, page.height) if of_its_own else (picture.width, picture.height)
    sizes = geometry(recipe, width, height)
    if screen:
        full, sizes = sizes, sizes.shown_on(screen)
        smaller = sizes.final[0] / full.final[0]
    else:
        smaller = 1.0
    page = _cropped(page, sizes.crop, (width, height))
    if screen:
        page = _small(page, sizes)
    page = _turned(page, recipe)
    page = _resized(page, recipe, sizes)
    page = in_colour_space(page, recipe, target)
    page = _coloured(page, recipe.colours, smaller)
    if recipe.watermark:
        page = marked(page, recipe.watermark)
    if recipe.stamp and mark is not None:
        page = stamped(page, in_colour_space(mark, Recipe("webp"), target), recipe.stamp)
    return finished(page, recipe, target)


def _cropped(page: pyvips.Image, crop: Box, size: tuple[int, int]) -> pyvips.Image:
    if (crop.width, crop.height) == size:
        return page
    across, down = page.width / size[0], page.height / size[1]
    left, top = min(int(crop.x * across), page.width - 1), min(int(crop.y * down), page.height - 1)
    width = min(max(1, round(crop.width * across)), page.width - left)
    height = min(max(1, round(crop.height * down)), page.height - top)
    return page.crop(left, top, width, height)


def _small(page: pyvips.Image, sizes: Geometry) -> pyvips.Image:
    """Return the page, in memory, with no more pixels than the result will show."""
    shrink = min(1.0, sizes.scale * sizes.crop.width / page.width)
    return scaled(page, shrink, shrink).copy_memory() if shrink < 1 else page.copy_memory()


def _turned(page: pyvips.Image, recipe: Recipe) -> pyvips.Image:
    if recipe.flip != "none":
        page = page.flip(recipe.flip)
    if recipe.rotate:
        page = page.rot(f"d{recipe.rotate}")
    if recipe.straighten:
        width, height = inscribed(page.width, page.height, recipe.straighten)
        bicubic = pyvips.Interpolate.new("bicubic")
        whole = page.copy_memory().similarity(angle=recipe.straighten, interpolate=bicubic)
        left, top = (whole.width - width) // 2, (whole.height - height) // 2
        page = whole.crop(max(0, left), max(0, top), width, height)
    return page


def _resized(page: pyvips.Image, recipe: Recipe, sizes: Geometry) -> pyvips.Image:
    width, height = sizes.final
    if (page.width, page.height) == (width, height):
        return page
    across, down = width / page.width, height / page.height
    if recipe.size.mode == "fill":
        across = down = max(across, down)
    return _exactly(scaled(page, across, down), width, height)


def scaled(page: pyvips.Image, across: float, down: float) -> pyvips.Image:
    """Return the page in another size; transparent pixels do not bleed their colour."""
    if not page.hasalpha():
        return page.resize(across, vscale=down)
    depth = page.format
    premultiplied = page.premultiply().resize(across, vscale=down)
    return premultiplied.unpremultiply().cast(depth)


def _exactly(page: pyvips.Image, width: int, height: int) -> pyvips.Image:
    """Cut what "fill" leaves over, and the row that rounding may add or lack."""
    if page.width < width or page.height < height:
        wide, high = max(page.width, width), max(page.height, height)
        page = page.embed(0, 0, wide, high, extend="copy")
    if (page.width, page.height) == (width, height):
        return page
    return page.crop((page.width - width) // 2, (page.height - height) // 2, width, height)


def in_colour_space(page: pyvips.Image, recipe: Recipe, target: Target) -> pyvips.Image:
    """Return the page in the colours that the target gets: sRGB, or the source's own."""
    cmyk = page.interpretation == "cmyk"
    if page.bands > MAX_BANDS + cmyk:
        raise UnfitError("UNSUPPORTED")  # satellites see more colours than pictures show
    deep = page.format == "ushort" and target.sixteen_bits
    changes = recipe.colours != Colours() or bool(recipe.watermark or recipe.stamp)
    keep = recipe.profile == "keep" and target.colour_profiles and not (cmyk and changes)
    own = bool(page.get_typeof("icc-profile-data")) or cmyk
    if keep and own and (target.cmyk or not cmyk):
        return page.extract_band(0, n=4) if cmyk else page
    if own:
        page = _to_srgb(page, "cmyk" if cmyk else "srgb", 16 if deep else 8)
    grey = page.bands < 3
    wanted = ("grey16" if grey else "rgb16") if deep else ("b-w" if grey else "srgb")
    return page if page.interpretation == wanted else page.colourspace(wanted)


def _to_srgb(page: pyvips.Image, assumed: str, depth: int) -> pyvips.Image:
    # A profile for other colours than these says nothing.
    with suppress(pyvips.Error):
        # Without an embedded profile, or with a damaged one, libvips takes the assumed.
        page = page.icc_transform(
            "srgb", embedded=True, input_profile=assumed, intent="relative", depth=depth
        )
    page = page.copy()
    page.remove("icc-profile-data")
    return page


def _coloured(page: pyvips.Image, colours: Colours, smaller: float) -> pyvips.Image:
    """Change colours by the arithmetic of CSS filters, which every browser knows."""
    if colours == Colours():
        return page
    depth, white = page.format, 65535 if page.format == "ushort" else 255
    alpha = page[page.bands - 1] if page.hasalpha() else None
    body = page.extract_band(0, n=page.bands - 1) if alpha is not None else page
    space = body.interpretation
    brightness, contrast = 1 + colours.brightness / 100, 1 + colours.contrast / 100
    if (brightness, contrast) != (1, 1):
        body = body.linear(brightness * contrast, white / 2 * (1 - contrast)).cast(depth)
    if colours.saturation and body.bands >= 3:
        body = body.recomb(_saturation(1 + colours.saturation / 100)).cast(depth)
    body = body.copy(interpretation=space)
    if colours.sharpen:
        slope = SHARPEN_SLOPE * colours.sharpen / 100
        sharp = body.sharpen(sigma=max(0.3, SHARPEN_SIGMA * smaller), m1=0, m2=slope)
        body = sharp.colourspace(space).cast(depth)
    return body if alpha is None else body.bandjoin(alpha)


def _saturation(factor: float) -> pyvips.Image:
    rows = [
        [weight * (1 - factor) + (factor if row == column else 0)
         for column, weight in enumerate(LUMINANCE)]
        for row in range(3)
    ]  # fmt: skip
    return pyvips.Image.new_from_array(rows)


def finished(page: pyvips.Image, recipe: Recipe, target: Target) -> pyvips.Image:
    """Return the page with depth and transparency that the target can hold."""
    if page.hasalpha() and (recipe.opaque or not target.alpha):
        page = page.flatten(background=_background(page, recipe.background))
    if page.format != "uchar" and not (target.sixteen_bits and page.format == "ushort"):
        return page.cast("uchar", shift=page.format == "ushort")
    return page


def _background(page: pyvips.Image, colour: str) -> list[int]:
    red, green, blue = bytes.fromhex(colour[1:])
    unit = 257 if page.format == "ushort" else 1
    if page.bands <= 2:
        weights = zip(LUMINANCE, (red, green, blue), strict=True)
        return [round(sum(weight * value for weight, value in weights)) * unit]
    return [red * unit, green * unit, blue * unit]
