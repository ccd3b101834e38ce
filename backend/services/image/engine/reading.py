"""Reads from its header what a picture is, and refuses what would not fit into memory."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pyvips

from backend.services.image.engine.failures import UnfitError, require_resources
from backend.services.image.engine.sniffing import sniff, tiff_pages
from backend.services.image.engine.tags import read_tags, tiff_tags
from backend.services.image.formats import MAX_PAGES, MAX_PIXELS, MAX_SVG_BYTES
from backend.services.image.picture import Picture

LOADERS = {
    "jpeg": "jpegload",
    "png": "pngload",
    "webp": "webpload",
    "avif": "heifload",
    "gif": "gifload",
    "tiff": "tiffload",
}
COLOUR_SPACES = {"srgb": "RGB", "rgb": "RGB", "rgb16": "RGB", "b-w": "grey", "grey16": "grey"}
BITS = {"uchar": 8, "char": 8, "ushort": 16, "short": 16, "uint": 32, "int": 32, "float": 32}
METADATA = (("EXIF", "exif-data"), ("XMP", "xmp-data"), ("IPTC", "iptc-data"))
MAX_CHARACTERS = 100


def read(path: Path) -> Picture:
    """Return what `path` is. Raises `UnfitError`."""
    picture = _header(path, sniff(path))
    if picture.pages > MAX_PAGES:
        raise UnfitError("TOO_MANY_PAGES")
    if picture.pixels > MAX_PIXELS:
        raise UnfitError("TOO_MANY_PIXELS")
    return picture


def _header(path: Path, name: str) -> Picture:
    if not name:
        raise UnfitError("NOT_MEDIA")
    if name == "tiff" and tiff_pages(path, MAX_PAGES + 1) > MAX_PAGES:
        raise UnfitError("TOO_MANY_PAGES")
    if name in {"heic", "bmp", "ico", "psd"}:
        return _by_pillow(path, name)
    if name == "raw":
        return _by_libraw(path)
    return _by_vips(path, name)


def open_vips(path: Path, name: str, **options: Any) -> pyvips.Image:
    """Open `path` by the one loader for the format `name`. Raises `pyvips.Error`."""
    # Results are read where another result was read before.
    options["revalidate"] = True
    if name == "svg":
        # From a buffer: loaded by path, a drawing could show other files of this machine.
        return pyvips.Image.svgload_buffer(_drawing(path), **options)
    return pyvips.Operation.call(LOADERS[name], str(path), **options)


def _drawing(path: Path) -> bytes:
    if path.stat().st_size > MAX_SVG_BYTES:
        raise UnfitError("DRAWING_TOO_LARGE")
    return path.read_bytes()


def _by_vips(path: Path, name: str) -> Picture:
    try:
        image = open_vips(path, name)
    except pyvips.Error as error:
        require_resources(error)
        raise UnfitError("UNSUPPORTED" if name == "svg" else "DAMAGED") from None
    fields = set(image.get_fields())

    def field(key: str, default: Any) -> Any:
        return image.get(key) if key in fields else default

    orientation = field("orientation", 1)
    picture = Picture(
        format=name,
        size_bytes=path.stat().st_size,
        width=image.width,
        height=image.height,
        # A collection of pictures in one AVIF or HEIC file has one that it shows.
        pages=field("n-pages", 1) if name in {"gif", "webp", "tiff"} else 1,
        colour_space=COLOUR_SPACES.get(image.interpretation, image.interpretation.upper()),
        # Palettes tell the bits of an index there; only AVIF has depths between.
        bits=field("bits-per-sample", 8) if name == "avif" else BITS.get(image.format, 8),
        alpha=bool(image.hasalpha()),
        orientation=orientation if 1 <= orientation <= 8 else 1,
        metadata=tuple(title for title, key in METADATA if key in fields),
    )
    if picture.turned:
        picture = replace(picture, width=picture.height, height=picture.width)
    if picture.animated:
        # Of milliseconds; files may hold any number, and players show none as 0.1 s.
        delays = field("delay", [])[:MAX_PAGES]
        picture = replace(picture, duration_seconds=sum(delays) / 1000)
    tags, location = tiff_tags(path) if name == "tiff" else read_tags(field("exif-data", b""))
    return _told(picture, field("icc-profile-data", b""), tags, location)


def _by_pillow(path: Path, name: str) -> Picture:
    from backend.services.image.engine import pillow  # noqa: PLC0415 - 25 ms that most can spare

    with pillow.opened(path, name) as image:
        exif = image.info.get("exif") or b""
        picture = Picture(
            format=name,
            size_bytes=path.stat().st_size,
            width=image.width,
            height=image.height,
            colour_space={"L": "grey", "LA": "grey", "1": "grey"}.get(
                image.mode, "CMYK" if image.mode == "CMYK" else "RGB"
            ),
            alpha="A" in image.mode or "transparency" in image.info,
            metadata=("EXIF",) if exif else (),
        )
        return _told(picture, image.info.get("icc_profile") or b"", *read_tags(exif))


def _by_libraw(path: Path) -> Picture:
    from backend.services.image.engine import raw  # noqa: PLC0415 - imports numpy, 100 ms

    try:
        width, height = raw.size(path)
    except UnfitError as error:
        # A TIFF may look like the file of a camera without being one.
        if error.code == "UNSUPPORTED" and tiff_pages(path, 1):
            return _header(path, "tiff")
        raise
    return Picture("raw", path.stat().st_size, width, height, bits=16, colour_space="RGB")


def _told(
    picture: Picture,
    profile: bytes,
    tags: dict[str, str],
    location: tuple[float, float] | None,
) -> Picture:
    """Complete `picture` with what stands in its profile and its metadata."""
    if profile:
        from backend.services.image.engine.pillow import profile_name  # noqa: PLC0415 - as above

        picture = replace(picture, profile=profile_name(profile) or "unnamed")
    return replace(picture, tags=tags, location=location)
