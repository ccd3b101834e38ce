"""Writes finished pages in the format of the target."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyvips

from backend.services.image.engine import pdf
from backend.services.image.formats import Target
from backend.services.image.recipe import Recipe

# More effort costs AVIF five times as long for a few percent, GIF half as long again.
AVIF_EFFORT = 2
WEBP_EFFORT = 4
GIF_EFFORT = 4
# Of the choice for a screen: shown once, for a moment.
SCREEN_WEBP_EFFORT = 0
WEBP_ALPHA_FLAG = 0x10
# Previews that programs put beside the pixels still show what was cropped away.
PHOTOSHOP_PREVIEW = b"8BIM\x04\x0c"
XMP_PREVIEWS = (b"xmp:Thumbnails", b"xmpGImg", b"xap:Thumbnails")


@dataclass(frozen=True)
class Timing:
    """How frames follow each other: milliseconds each, and repetitions (0: for ever)."""

    delays: tuple[int, ...] = ()
    loop: int = 0


@dataclass(frozen=True)
class Writing:
    """How pages are to be written."""

    target: Target
    recipe: Recipe
    timing: Timing
    quick: bool = False  # speed over size

    @property
    def quality(self) -> int:
        """The quality that was asked for, or what suits the format."""
        return self.recipe.quality or self.target.default_quality

    def write(self, pages: Sequence[pyvips.Image], path: Path, quality: int) -> None:
        """Write `pages` to `path`. Raises `pyvips.Error` or `OSError`."""
        if self.target.name == "pdf":
            pdf.write(pages, self.recipe.paper, path, quality)
            return
        if self.target.name in {"heic", "bmp", "ico"} or (
            self.target.name == "tiff" and len(pages) > 1
        ):
            from backend.services.image.engine import pillow_writing  # noqa: PLC0415 - slow

            pillow_writing.write(pages, self.target, path, self._kept_blocks(pages[0]), quality)
            return
        image = _prepared(self._joined(pages))
        saver, options = self._saver(quality, deep=image.format == "ushort")
        getattr(image, saver)(str(path), keep=self._keep(image), **options)
        if self.target.name == "webp" and len(pages) > 1 and image.hasalpha():
            _tell_of_alpha(path)

    def _saver(self, quality: int, deep: bool) -> tuple[str, dict[str, Any]]:
        lossless = self.recipe.lossless
        match self.target.name:
            case "jpeg":
                return "jpegsave", {"Q": quality, "optimize_coding": True}
            case "png":
                return "pngsave", {}
            case "webp":
                effort = SCREEN_WEBP_EFFORT if self.quick else WEBP_EFFORT
                return "webpsave", {"Q": quality, "lossless": lossless, "effort": effort}
            case "avif":
                options = {"Q": quality, "lossless": lossless, "effort": AVIF_EFFORT}
                # Twelve bits, which libvips would take, are beyond AVIF's profiles for photos.
                depth = 10 if deep else 8
                return "heifsave", {"compression": "av1", "bitdepth": depth} | options
            case "gif":
                return "gifsave", {"effort": GIF_EFFORT}
            case _:
                return "tiffsave", {"compression": "lzw", "predictor": "horizontal"}

    def _keep(self, image: pyvips.Image) -> int:
        """Return libvips' flags of what is written beside the pixels."""
        flags = pyvips.enums.ForeignKeep
        if self.recipe.metadata == "strip" or not self.target.metadata:
            return int(flags.ICC)
        # Where there was no EXIF block, libvips would make one up.
        return int(flags.ALL if image.get_typeof("exif-data") else flags.ALL & ~flags.EXIF)

    def _joined(self, pages: Sequence[pyvips.Image]) -> pyvips.Image:
        """Return frames as libvips takes them: one strip, and the height of each."""
        if len(pages) == 1:
            return pages[0]
        strip = pyvips.Image.arrayjoin(list(pages), across=1).copy()
        strip.set_type(pyvips.GValue.gint_type, "page-height", pages[0].height)
        strip.set_type(pyvips.GValue.gint_type, "loop", self.timing.loop)
        delays = list(self.timing.delays[: len(pages)])
        strip.set_type(pyvips.GValue.array_int_type, "delay", delays)
        return strip

    def _kept_blocks(self, page: pyvips.Image) -> dict[str, bytes]:
        kept = ["icc-profile-data"]
        if self.recipe.metadata == "keep":
            kept += ["exif-data"]
        return {name: page.get(name) for name in kept if page.get_typeof(name)}


def _tell_of_alpha(path: Path) -> None:
    """Set the alpha flag of an animated WebP, which libvips 8.18 leaves out.

    Without it, browsers show the transparent parts in black. The flags follow the headers
    of RIFF and VP8X (WebP Container Specification).
    """
    with path.open("r+b") as file:
        head = file.read(21)
        if head[12:16] == b"VP8X":
            file.seek(20)
            file.write(bytes((head[20] | WEBP_ALPHA_FLAG,)))


def _prepared(image: pyvips.Image) -> pyvips.Image:
    """Return the image without previews in its metadata and, one alone, without timing."""
    image = image.copy()
    for name in image.get_fields():
        if name == "jpeg-thumbnail-data" or name.startswith("exif-ifd1-"):
            image.remove(name)
    if image.get_typeof("iptc-data") and PHOTOSHOP_PREVIEW in image.get("iptc-data"):
        image.remove("iptc-data")
    if image.get_typeof("xmp-data") and any(n in image.get("xmp-data") for n in XMP_PREVIEWS):
        image.remove("xmp-data")
    return image
