"""Formats that are read and formats that are written; free of protobuf, children import it."""

from dataclasses import dataclass

# A 200-megapixel phone camera, with some room. Headers may declare any size, and
# memory is taken for it before a pixel is decoded. All pages or frames count.
MAX_PIXELS = 250_000_000
# Counting further takes seconds in itself, for files that were made to annoy.
MAX_PAGES = 1000
# Drawings are read into memory whole, and are small where people made them.
MAX_SVG_BYTES = 32 * 1024 * 1024
# The longest side that results have: what JPEG, the most patient, can hold.
MAX_SIDE = 65_500


@dataclass(frozen=True)
class SourceFormat:
    """A format that is read."""

    name: str
    title: str
    media_type: str
    extensions: tuple[str, ...]


SOURCES = {
    source.name: source
    for source in (
        SourceFormat("jpeg", "JPEG", "image/jpeg", ("jpg", "jpeg", "jpe", "jfif")),
        SourceFormat("png", "PNG", "image/png", ("png",)),
        SourceFormat("webp", "WebP", "image/webp", ("webp",)),
        SourceFormat("avif", "AVIF", "image/avif", ("avif",)),
        SourceFormat("heic", "HEIC", "image/heic", ("heic", "heif", "hif")),
        SourceFormat("gif", "GIF", "image/gif", ("gif",)),
        SourceFormat("tiff", "TIFF", "image/tiff", ("tif", "tiff")),
        SourceFormat("bmp", "BMP", "image/bmp", ("bmp", "dib")),
        SourceFormat("svg", "SVG", "image/svg+xml", ("svg",)),
        SourceFormat("ico", "Icon", "image/vnd.microsoft.icon", ("ico",)),
        SourceFormat("psd", "Photoshop", "image/vnd.adobe.photoshop", ("psd",)),
        SourceFormat(
            "raw",
            "Camera raw",
            "image/x-adobe-dng",
            ("dng", "cr2", "cr3", "nef", "arw", "orf", "rw2", "raf", "pef"),
        ),
        # Results only; nothing of this service reads it back.
        SourceFormat("pdf", "PDF", "application/pdf", ()),
    )
}
READABLE = tuple(source for source in SOURCES.values() if source.extensions)


@dataclass(frozen=True)
class Target:
    """A format that is written."""

    name: str  # the choice in forms, and of `SOURCES`
    extension: str
    help: str
    # Of a photo at the default quality, encoded on one core; measured, for estimates only.
    # Ratios between formats travel further than the numbers.
    bits_per_pixel: float
    pixels_per_second: float
    default_quality: int = 0  # 0: has no quality
    lossless: bool = False  # can be asked to be
    alpha: bool = False
    animation: bool = False
    pages: bool = False
    sixteen_bits: bool = False
    colour_profiles: bool = True
    metadata: bool = True
    exif: bool = True
    cmyk: bool = False
    max_side: int = MAX_SIDE

    @property
    def title(self) -> str:
        """The name for people."""
        return SOURCES[self.name].title

    @property
    def media_type(self) -> str:
        """The IANA media type."""
        return SOURCES[self.name].media_type


TARGETS = {
    target.name: target
    for target in (
        Target(
            "jpeg",
            "jpg",
            "For photos; opens everywhere.",
            2.0,
            150e6,
            default_quality=85,
            cmyk=True,
        ),
        Target(
            "png",
            "png",
            "Nothing is lost; for drawings and screenshots.",
            13.0,
            12e6,
            alpha=True,
            sixteen_bits=True,
        ),
        Target(
            "webp",
            "webp",
            "Smaller than JPEG, keeps transparency and animation; all browsers.",
            1.2,
            13e6,
            default_quality=80,
            lossless=True,
            alpha=True,
            animation=True,
            max_side=16_383,
        ),
        Target(
            "avif",
            "avif",
            "The smallest; browsers of the last years.",
            0.8,
            5e6,
            default_quality=60,
            lossless=True,
            alpha=True,
            sixteen_bits=True,
            max_side=16_384,
        ),
        Target(
            "heic",
            "heic",
            "As small as AVIF; for devices of Apple.",
            1.0,
            9e6,
            default_quality=60,
            alpha=True,
            max_side=16_384,
        ),
        Target(
            "gif",
            "gif",
            "256 colours; animations that play everywhere.",
            7.0,
            2e6,
            alpha=True,
            animation=True,
            colour_profiles=False,
            metadata=False,
            exif=False,
        ),
        Target(
            "tiff",
            "tif",
            "Nothing is lost; for printing and archives.",
            20.0,
            40e6,
            alpha=True,
            pages=True,
            sixteen_bits=True,
            cmyk=True,
            exif=False,
        ),
        Target(
            "bmp",
            "bmp",
            "For old programs; large.",
            24.0,
            300e6,
            colour_profiles=False,
            metadata=False,
            exif=False,
            max_side=32_767,
        ),
        Target(
            "ico",
            "ico",
            "Icons of 16 to 256 pixels in one file.",
            0.0,
            50e6,
            alpha=True,
            colour_profiles=False,
            metadata=False,
            exif=False,
        ),
        Target(
            "pdf",
            "pdf",
            "A document, one page a picture.",
            2.0,
            80e6,
            default_quality=85,
            lossless=True,
            pages=True,
            colour_profiles=False,
            metadata=False,
            exif=False,
            max_side=14_400,  # of user units, by Annex C of ISO 32000-1
        ),
    )
}
