"""Recipes for pictures on a screen. Free of protobuf, children import it."""

from dataclasses import dataclass, replace

from backend.services.image.formats import TARGETS
from backend.services.image.recipe import Colours, Recipe

# Previews are WebP: it has transparency, and is written in 30 ms with little effort.
SCREEN = Recipe(target="webp", metadata="strip", quality=82)
# The longest side of a working copy: enough for crops to half of the picture, and bytes of one.
COPY_PIXELS = 2560
COPY_MAX_BYTES = 4 * COPY_PIXELS**2 + 2**20


@dataclass(frozen=True)
class Screen:
    """What a picture is shown on."""

    longest_side: int  # of it, in pixels
    copy: str = ""  # where the working copy of the picture is, or shall be
    # Where the result is no larger than the screen, it is shown as its format would keep it.
    faithful: bool = False


def before(recipe: Recipe) -> Recipe:
    """Return the recipe without what changes pixels: to be laid over the result, and compared."""
    return replace(recipe, colours=Colours(), watermark=None, stamp=None)


def on_screen(recipe: Recipe) -> Recipe:
    """Return the recipe for a picture that looks like the result, whatever its format."""
    return replace(
        recipe,
        target=SCREEN.target,
        metadata=SCREEN.metadata,
        quality=SCREEN.quality,
        profile="srgb",
        # Transparency looks as the target will have it.
        opaque=recipe.opaque or not TARGETS[recipe.target].alpha,
        lossless=False,
        max_bytes=0,
    )
