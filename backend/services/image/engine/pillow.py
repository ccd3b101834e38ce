"""What libvips cannot read or write, by way of Pillow."""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pillow_heif
import pyvips
from PIL import Image, ImageCms
from PIL.ExifTags import Base

from backend.services.image.engine.failures import UnfitError
from backend.services.image.formats import MAX_PIXELS

READERS = {"heic": ("HEIF",), "bmp": ("BMP",), "ico": ("ICO",), "psd": ("PSD",)}
MODES = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}
INTERPRETATIONS = {"L": "b-w", "LA": "b-w", "RGB": "srgb", "RGBA": "srgb", "CMYK": "cmyk"}


@contextmanager
def opened(path: Path, name: str) -> Iterator[Image.Image]:
    """Open `path` as the format `name` and no other; pixels are read later.

    Raises `UnfitError` DAMAGED, or TOO_MANY_PIXELS before memory is taken for them.
    """
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    if name == "heic":
        pillow_heif.register_heif_opener()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(path, formats=READERS[name]) as image:
                yield image
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise UnfitError("TOO_MANY_PIXELS") from None
        except (OSError, ValueError, SyntaxError, EOFError, IndexError, RuntimeError):
            # What Pillow's readers raise for files that are not what they began as.
            raise UnfitError("DAMAGED") from None


def loaded(path: Path, name: str) -> pyvips.Image:
    """Return the pixels of `path` with profile and EXIF."""
    with opened(path, name) as image:
        shown = image if image.mode in INTERPRETATIONS else _expanded(image)
        pixels = shown.tobytes()
        width, height = shown.size
        vips = pyvips.Image.new_from_memory(pixels, width, height, len(shown.getbands()), "uchar")
        vips = vips.copy(interpretation=INTERPRETATIONS[shown.mode])
        for field, key in (("icc-profile-data", "icc_profile"), ("exif-data", "exif")):
            if block := image.info.get(key):
                vips.set_type(pyvips.GValue.blob_type, field, block)
        return vips


def _expanded(image: Image.Image) -> Image.Image:
    transparent = "transparency" in image.info or image.mode in {"PA", "La", "RGBa"}
    return image.convert("RGBA" if transparent else "RGB")


def from_vips(image: pyvips.Image) -> Image.Image:
    """Return an 8-bit picture of Pillow's with the same pixels."""
    mode = MODES[image.bands]
    return Image.frombytes(mode, (image.width, image.height), image.write_to_memory())


def upright_exif(block: bytes) -> bytes:
    """Return an EXIF block without orientation and preview: the pixels were turned."""
    exif = Image.Exif()
    with suppress(Exception):  # nonsense in, nothing out
        exif.load(block)
        exif[Base.Orientation] = 1
        return exif.tobytes()
    return b""


def profile_name(block: bytes) -> str:
    """Return what a colour profile calls itself, or ""."""
    with suppress(Exception):  # bytes of strangers; a profile without a name is fine
        profile = ImageCms.ImageCmsProfile(io.BytesIO(block)).profile
        return "".join(c for c in (profile.profile_description or "") if c.isprintable())[:100]
    return ""
