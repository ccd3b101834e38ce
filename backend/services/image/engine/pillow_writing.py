"""Formats that libvips does not write: HEIC, BMP, icons, and TIFF of several pages."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pillow_heif
import pyvips
from PIL import Image

from backend.services.image.engine.pillow import from_vips, upright_exif
from backend.services.image.formats import Target

# What desktops and browsers ask of an icon.
ICON_SIZES = (16, 24, 32, 48, 64, 128, 256)
# x265's "slow", which is the default, takes seven times as long to save a fifth.
HEIC_PRESET = "ultrafast"
# Chroma is stored at half size below this quality, as libvips does for AVIF.
FULL_CHROMA_QUALITY = 90


def write(
    pages: Sequence[pyvips.Image],
    target: Target,
    path: Path,
    blocks: Mapping[str, bytes],
    quality: int,
) -> None:
    """Write `pages` to `path`; `blocks` are colour profile and EXIF by libvips' names."""
    images = [from_vips(_eight_bits(page)) for page in pages]
    first, rest = images[0], images[1:]
    options: dict[str, Any] = {}
    if "icc-profile-data" in blocks and target.colour_profiles:
        options["icc_profile"] = blocks["icc-profile-data"]
    if target.name == "heic":
        pillow_heif.register_heif_opener()
        if exif := upright_exif(blocks.get("exif-data", b"")):
            options["exif"] = exif
        chroma = "444" if quality >= FULL_CHROMA_QUALITY else "420"
        options["enc_params"] = {"preset": HEIC_PRESET}
        first.save(path, "HEIF", quality=quality, chroma=chroma, **options)
    elif target.name == "tiff":
        first.save(
            path, "TIFF", save_all=True, append_images=rest, compression="tiff_lzw", **options
        )
    elif target.name == "ico":
        _icon(first).save(path, "ICO", sizes=[(side, side) for side in ICON_SIZES])
    else:
        first.save(path, "BMP")


def _eight_bits(page: pyvips.Image) -> pyvips.Image:
    return page if page.format == "uchar" else page.cast("uchar", shift=True)


def _icon(image: Image.Image) -> Image.Image:
    """Return the picture in the middle of a transparent square of the largest size."""
    side = max(ICON_SIZES)
    image = image.convert("RGBA")
    image.thumbnail((side, side), Image.Resampling.LANCZOS)
    square = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    square.paste(image, ((side - image.width) // 2, (side - image.height) // 2))
    return square
