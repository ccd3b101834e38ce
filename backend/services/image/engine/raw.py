"""Camera raw files, developed by LibRaw as the camera would have done."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyvips
import rawpy

from backend.services.image.engine.failures import UnfitError

# LibRaw's flips that make the long side stand.
STANDING = frozenset({5, 6})


@contextmanager
def opened(path: Path) -> Iterator[rawpy.RawPy]:
    """Open a raw file; pixels are read later. Raises `UnfitError` UNSUPPORTED or DAMAGED."""
    try:
        with rawpy.imread(str(path)) as raw:
            yield raw
    except rawpy.LibRawFileUnsupportedError:
        raise UnfitError("UNSUPPORTED") from None
    except rawpy.LibRawError:
        raise UnfitError("DAMAGED") from None


def size(path: Path) -> tuple[int, int]:
    """Return width and height of the upright picture."""
    with opened(path) as raw:
        width, height = raw.sizes.width, raw.sizes.height
        return (height, width) if raw.sizes.flip in STANDING else (width, height)


def loaded(path: Path) -> pyvips.Image:
    """Return the picture in 16-bit sRGB, upright, with the camera's white balance."""
    with opened(path) as raw:
        pixels = raw.postprocess(use_camera_wb=True, output_bps=16)
        return pyvips.Image.new_from_array(pixels, interpretation="rgb16")
