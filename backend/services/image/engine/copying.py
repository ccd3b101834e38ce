"""Working copies: what a screen needs of a picture, decoded once for many previews of it.

To decode twelve megapixels takes a tenth of a second as JPEG, and one second as HEIC; all
that an editor asks for between two movements of a slider takes less than that.
"""

import os
from pathlib import Path

import pyvips

from backend.services.image.engine.loading import Need, load
from backend.services.image.engine.steps import in_colour_space, scaled
from backend.services.image.formats import TARGETS
from backend.services.image.picture import Picture
from backend.services.image.screening import COPY_PIXELS, SCREEN

# A copy that is a little too small is better than to decode all of it again.
SLACK = 1.1


def copied(
    path: Path, picture: Picture, need: Need, copy: Path, tolerant: bool
) -> list[pyvips.Image]:
    """Return the first page, from its working copy if that shows enough of it.

    Makes the copy where it is not there. Raises as `load` does.
    """
    whole = min(1.0, COPY_PIXELS / max(picture.width, picture.height))
    # Drawings have as many pixels as they are asked for, and of few there is nothing to gain.
    if picture.format == "svg" or whole == 1.0 or need.scale > whole * SLACK:
        return load(path, picture, need, tolerant)
    if (kept := _kept(copy)) is not None:
        return [kept]
    (page, *_) = load(path, picture, Need(whole, exact=False, in_order=True), tolerant)
    page = in_colour_space(page, SCREEN, TARGETS[SCREEN.target])
    shrink = min(1.0, COPY_PIXELS / max(page.width, page.height))
    page = scaled(page, shrink, shrink).copy_memory()
    if not tolerant:
        # Under a name of its own first: others may be looking for it.
        made = copy.with_name(f"{copy.stem}-{os.getpid()}.v")
        page.write_to_file(str(made))
        made.replace(copy)
    return [page]


def _kept(copy: Path) -> pyvips.Image | None:
    try:
        return pyvips.Image.new_from_file(str(copy))
    except pyvips.Error:  # not made yet, or making room for others at this moment
        return None
