"""Recipes for small pictures of every kind; nothing here is a file of somebody else."""

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pillow_heif
import pyvips
from PIL import Image

pillow_heif.register_heif_opener()

Pixels = npt.NDArray[np.uint8]

RED, GREEN, BLUE, YELLOW = (200, 40, 40), (40, 160, 60), (50, 70, 200), (220, 200, 60)


def quarters(width: int = 120, height: int = 80) -> Image.Image:
    """Four colours, one a quarter: red, green above, blue, yellow below."""
    image = Image.new("RGB", (width, height))
    half = width // 2, height // 2
    for colour, place in (
        (RED, (0, 0)),
        (GREEN, (half[0], 0)),
        (BLUE, (0, half[1])),
        (YELLOW, half),
    ):
        image.paste(colour, (*place, place[0] + half[0], place[1] + half[1]))
    return image


def photo(width: int = 480, height: int = 320, seed: int = 1) -> pyvips.Image:
    """Soft shapes with the grain of a camera."""
    light, *tints = (
        pyvips.Image.perlin(width, height, cell_size=size, seed=seed + size).gaussblur(4)
        for size in (48, 160, 96, 128)
    )
    # As in the world: light and shadow differ more than hues do.
    bands = [light * 70 + tint * 30 + 128 for tint in tints]
    grain = pyvips.Image.gaussnoise(width, height, sigma=1, mean=0, seed=seed)
    picture = bands[0].bandjoin(bands[1:]).add(grain).cast("uchar")
    return picture.copy(interpretation="srgb").copy_memory()


def stored_as(upright: Image.Image, orientation: int) -> tuple[Image.Image, bytes]:
    """Return the picture as a camera held otherwise would store it, and its EXIF block."""
    undo = {
        2: (Image.Transpose.FLIP_LEFT_RIGHT,),
        3: (Image.Transpose.ROTATE_180,),
        4: (Image.Transpose.FLIP_TOP_BOTTOM,),
        5: (Image.Transpose.TRANSPOSE,),
        6: (Image.Transpose.ROTATE_90,),
        7: (Image.Transpose.TRANSVERSE,),
        8: (Image.Transpose.ROTATE_270,),
    }
    for step in undo.get(orientation, ()):
        upright = upright.transpose(step)
    exif = Image.Exif()
    exif[0x0112] = orientation
    return upright, exif.tobytes()


def camera_exif() -> bytes:
    """Return what a telephone writes into a photo, the place included."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Acme", "Acme Phone 3"
    exif[0x0132] = "2024:05:01 12:00:00"
    photo_tags = exif.get_ifd(0x8769)
    photo_tags[0x9003] = "2024:05:01 11:59:58"
    photo_tags[0x829A], photo_tags[0x829D], photo_tags[0x8827] = 0.004, 1.8, 125
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (48.0, 51.0, 30.0), "E", (2.0, 17.0, 40.0)
    return exif.tobytes()


def with_alpha(width: int = 120, height: int = 80) -> Image.Image:
    """The quarters, of which the left half is transparent."""
    image = quarters(width, height).convert("RGBA")
    alpha = Image.new("L", (width, height), 255)
    alpha.paste(0, (0, 0, width // 2, height))
    image.putalpha(alpha)
    return image


def animation(path: Path, frames: int = 6, size: tuple[int, int] = (60, 40)) -> Path:
    """Write a GIF or WebP whose frames differ and last 100, 110, 120, … ms."""
    pictures = [
        Image.new("RGB", size, (40 * index % 256, 255 - 40 * index % 256, 90))
        for index in range(frames)
    ]
    durations = [100 + 10 * index for index in range(frames)]
    pictures[0].save(
        path, save_all=True, append_images=pictures[1:], duration=durations, loop=3, lossless=True
    )
    return path


def pages(path: Path, count: int = 3) -> Path:
    """Write a TIFF of several pages of different sizes."""
    images = [quarters(120 + 20 * index, 80) for index in range(count)]
    images[0].save(path, save_all=True, append_images=images[1:])
    return path


SVG = (
    b'<?xml version="1.0"?><!-- a drawing --><svg xmlns="http://www.w3.org/2000/svg" '
    b'width="120" height="80"><rect width="60" height="40" fill="#c82828"/>'
    b'<rect x="60" width="60" height="40" fill="#28a03c"/>'
    b'<rect y="40" width="60" height="40" fill="#3246c8"/>'
    b'<rect x="60" y="40" width="60" height="40" fill="#dcc83c"/></svg>'
)


def psd(image: Image.Image) -> bytes:
    """Return a flat Photoshop file (Adobe Photoshop File Formats Specification)."""
    head = b"8BPS" + struct.pack(">H6xHIIHH", 1, 3, image.height, image.width, 8, 3)
    planes = b"".join(plane.tobytes() for plane in image.split())
    return head + b"\0" * 12 + b"\0\0" + planes


def dng(image: Image.Image) -> bytes:
    """Return an uncompressed camera raw file with an RGGB sensor (DNG Specification 1.4)."""
    rgb = np.asarray(image, dtype=np.uint16) * 257
    mosaic = rgb[:, :, 1].copy()
    mosaic[::2, ::2], mosaic[1::2, 1::2] = rgb[::2, ::2, 0], rgb[1::2, 1::2, 2]
    matrix = (10000, 0, 0, 0, 10000, 0, 0, 0, 10000)
    rational = b"".join(struct.pack("<ii", value, 10000) for value in matrix)
    neutral = b"".join(struct.pack("<II", 1, 1) for _ in range(3))
    entries: list[tuple[int, int, int, bytes]] = [
        (254, 4, 1, struct.pack("<I", 0)),
        (256, 4, 1, struct.pack("<I", image.width)),
        (257, 4, 1, struct.pack("<I", image.height)),
        (258, 3, 1, struct.pack("<H", 16)),
        (259, 3, 1, struct.pack("<H", 1)),
        (262, 3, 1, struct.pack("<H", 32803)),
        (271, 2, 5, b"Acme\0"),
        (272, 2, 5, b"Raw1\0"),
        (273, 4, 1, b"DATA"),
        (274, 3, 1, struct.pack("<H", 1)),
        (277, 3, 1, struct.pack("<H", 1)),
        (278, 4, 1, struct.pack("<I", image.height)),
        (279, 4, 1, struct.pack("<I", mosaic.nbytes)),
        (33421, 3, 2, struct.pack("<HH", 2, 2)),
        (33422, 1, 4, bytes((0, 1, 1, 2))),
        (50706, 1, 4, bytes((1, 4, 0, 0))),
        (50708, 2, 5, b"Raw1\0"),
        (50714, 4, 1, struct.pack("<I", 0)),
        (50717, 4, 1, struct.pack("<I", 65535)),
        (50721, 10, 9, rational),
        (50728, 5, 3, neutral),
    ]
    start = 8 + 2 + 12 * len(entries) + 4
    extra = b""
    for index, (tag, kind, count, value) in enumerate(entries):
        if len(value) > 4:
            entries[index] = (tag, kind, count, struct.pack("<I", start + len(extra)))
            extra += value + b"\0" * (len(value) % 2)
    data_at = struct.pack("<I", start + len(extra))
    table = b"".join(
        struct.pack("<HHI", tag, kind, count)
        + (data_at if value == b"DATA" else value).ljust(4, b"\0")
        for tag, kind, count, value in entries
    )
    head = b"II*\0" + struct.pack("<IH", 8, len(entries))
    return head + table + b"\0" * 4 + extra + mosaic.tobytes()


def every_format(folder: Path) -> dict[str, Path]:
    """Write the quarters in every format that is read; return the files by format."""
    image = quarters()
    vips = pyvips.Image.new_from_memory(image.tobytes(), 120, 80, 3, "uchar")
    files = {
        name: folder / f"quarters.{name}"
        for name in ("jpeg", "png", "webp", "avif", "heic", "gif", "tiff", "bmp", "ico")
    }
    vips.copy(interpretation="srgb").heifsave(str(files["avif"]), compression="av1", Q=90)
    for name in ("jpeg", "png", "webp", "heic", "gif", "tiff", "bmp"):
        image.save(files[name], {"heic": "HEIF"}.get(name, name.upper()), quality=95)
    image.save(files["ico"], sizes=[(120, 80)])
    for name, content in (("svg", SVG), ("psd", psd(image)), ("raw", dng(image))):
        files[name] = folder / f"quarters.{name}"
        files[name].write_bytes(content)
    return files


def png_bomb(side: int = 30_000) -> bytes:
    """Return some 100 kB that claim, and would unpack to, 900 megapixels."""
    rows = zlib.compress((b"\0" * (side // 8 + 1)) * side, 9)
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


def gif_bomb(frames: int = 100_000) -> bytes:
    """Return a GIF of very many frames of one pixel."""
    frame = b"\x21\xf9\x04\0\2\0\0\0\x2c\0\0\0\0\1\0\1\0\0\2\2\x44\1\0"
    return b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff" + frame * frames + b";"


def tiff_bomb(pages: int = 1_000_000) -> bytes:
    """Return a TIFF of very many pages."""
    tags = (
        (256, 1),
        (257, 1),
        (258, 8),
        (259, 1),
        (262, 1),
        (273, 8),
        (277, 1),
        (278, 1),
        (279, 1),
    )
    entries = b"".join(struct.pack("<HHII", tag, 3, 1, value) for tag, value in tags)
    length = 2 + len(entries) + 4
    content = io.BytesIO(b"II*\0" + struct.pack("<I", 16) + b"\0" * 8)
    content.seek(16)
    for page in range(pages):
        following = 16 + (page + 1) * length if page < pages - 1 else 0
        content.write(struct.pack("<H", len(tags)) + entries + struct.pack("<I", following))
    return content.getvalue()


def pixels(path: Path) -> Pixels:
    """Return the pixels of a result, by a reader that is not the one which wrote it."""
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))
