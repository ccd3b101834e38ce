"""Pictures for a screen: a poster, and the result of an operation before it is asked for."""

from collections.abc import Callable
from dataclasses import replace

from google.protobuf import struct_pb2

from backend.services.failures import Violation, wrong_parameters
from backend.services.image.formats import TARGETS
from backend.services.image.ordering import recipe_of
from backend.services.image.recipe import Recipe
from backend.services.parameters import Parameters

POSTER_PIXELS = 1280
# What editors show a picture on; asked for in pixels of the longer side.
MIN_SCREEN, DEFAULT_SCREEN, MAX_SCREEN = 64, 1280, 2560
# Previews are WebP: it has transparency, and is written in 30 ms with little effort.
SCREEN = Recipe(target="webp", metadata="strip", quality=82)
POSTER = (SCREEN, POSTER_PIXELS)

Check = Callable[[str, struct_pb2.Struct], Parameters]


def live(check: Check, asked: struct_pb2.Struct) -> tuple[Recipe, int]:
    """Return the recipe of a live preview, and the pixels of its longer side.

    `asked` holds `operation`, its `parameters` and, if it likes, `longest_side`. Raises
    `MediaFailure`. What reaches beyond the picture is cut at its edge: somebody is
    still dragging.
    """
    fields = asked.fields
    unknown = sorted(set(fields) - {"operation", "parameters", "longest_side"})
    if unknown:
        raise _wrong(unknown[0], "UNKNOWN_PARAMETER", "There is no such parameter.")
    checked = check(fields["operation"].string_value, fields["parameters"].struct_value)
    recipe = recipe_of(checked, SCREEN.target)
    longest = fields["longest_side"].number_value if "longest_side" in fields else DEFAULT_SCREEN
    if not MIN_SCREEN <= longest <= MAX_SCREEN:
        bounds = f"between {MIN_SCREEN} and {MAX_SCREEN}"
        raise _wrong("longest_side", "OUT_OF_BOUNDS", f"The longest side must lie {bounds}.")
    shown = replace(
        recipe,
        target=SCREEN.target,
        metadata=SCREEN.metadata,
        quality=SCREEN.quality,
        profile="srgb",
        # The format is the screen's; transparency looks as the target will have it.
        opaque=not TARGETS[recipe.target].alpha,
        lossless=False,
        max_bytes=0,
    )
    return shown, int(longest)


def _wrong(name: str, reason: str, message: str) -> Exception:
    return wrong_parameters([Violation(name, reason, message)])
