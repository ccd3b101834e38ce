"""Tells the format of a file by its first bytes. Names and endings are never trusted.

The answer decides which single reader gets to see the file, so that a file cannot
choose among all the formats that the libraries know.
"""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

HEAD_BYTES = 4096

MAGIC = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"8BPS\0\1", "psd"),
    (b"\0\0\1\0", "ico"),
    (b"BM", "bmp"),
    (b"FUJIFILMCCD-RAW", "raw"),
    (b"IIRO", "raw"),  # Olympus
    (b"IIRS", "raw"),
    (b"IIU\0", "raw"),  # Panasonic
)
TIFF = (b"II*\0", b"MM\0*")
BIG_TIFF = (b"II+\0", b"MM\0+")
# Brands of the ISO container (ISO/IEC 23008-12, AV1 Image File Format).
AVIF_BRANDS = frozenset({b"avif", b"avis"})
HEIC_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"})

MAKE, SUB_DIRECTORIES, DNG_VERSION = 0x010F, 0x014A, 0xC612


def sniff(path: Path) -> str:
    """Return a name of `formats.SOURCES`, or "" for what is not a picture."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        for magic, name in MAGIC:
            if head.startswith(magic):
                return name
        if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
            return "webp"
        if head[4:8] == b"ftyp":
            return _by_brand(head)
        if head[:4] in BIG_TIFF:
            return "tiff"
        if head[:4] in TIFF:
            return "raw" if _is_raw(file, head) else "tiff"
    return "svg" if _is_svg(head) else ""


def tiff_pages(path: Path, at_most: int) -> int:
    """Count the pages of a TIFF, up to `at_most`; libtiff would walk through millions."""
    with path.open("rb") as file:
        return sum(1 for _, _ in zip(_directories(file), range(at_most), strict=False))


def _by_brand(head: bytes) -> str:
    end = min(int.from_bytes(head[:4], "big"), len(head))
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, end, 4))]
    if brands[0] == b"crx ":  # Canon's CR3
        return "raw"
    for brand in brands:
        if brand in AVIF_BRANDS:
            return "avif"
        if brand in HEIC_BRANDS and not AVIF_BRANDS.intersection(brands):
            return "heic"
    return ""


def _is_raw(file: BinaryIO, head: bytes) -> bool:
    if head[8:10] == b"CR":  # Canon's CR2
        return True
    tags = next(_directories(file), frozenset())
    # Cameras put the sensor's data into a directory below the one of the thumbnail.
    return DNG_VERSION in tags or {MAKE, SUB_DIRECTORIES} <= tags


def _directories(file: BinaryIO) -> Iterator[frozenset[int]]:
    """Yield the tags of each directory of a TIFF or BigTIFF; ends where it makes no sense."""
    file.seek(0)
    head = file.read(16)
    order = "<" if head[:2] == b"II" else ">"
    big = head[:4] in BIG_TIFF
    count_format, entry_bytes, next_format = ("Q", 20, "Q") if big else ("H", 12, "I")
    seen: set[int] = set()
    try:
        (at,) = struct.unpack_from(order + next_format, head, 8 if big else 4)
        while at and at not in seen:
            seen.add(at)
            file.seek(at)
            (count,) = _unpacked(file, order + count_format)
            # Real directories hold some dozens; the number in the file may be any.
            entries = file.read(entry_bytes * min(count, 4096))
            yield frozenset(
                struct.unpack_from(order + "H", entries, start)[0]
                for start in range(0, len(entries) - 1, entry_bytes)
            )
            file.seek(at + struct.calcsize(order + count_format) + entry_bytes * count)
            (at,) = _unpacked(file, order + next_format)
    except (struct.error, OverflowError, OSError):
        return


def _unpacked(file: BinaryIO, form: str) -> tuple[int]:
    (number,) = struct.unpack(form, file.read(struct.calcsize(form)))
    return (int(number),)


def _is_svg(head: bytes) -> bool:
    """Tell whether the first element of an XML text is `svg`."""
    try:
        text = head.decode("utf-8-sig", errors="ignore").lstrip()
        while text.startswith(("<?", "<!")):
            for start, end in (("<?", "?>"), ("<!--", "-->"), ("<!", ">")):
                if text.startswith(start):
                    # A document type may hold declarations in brackets.
                    if start == "<!" and "[" in text.partition(">")[0]:
                        end = "]>"  # noqa: PLW2901 - the end of this very declaration
                    text = text.partition(end)[2].lstrip()
                    break
    except ValueError:
        return False
    name = text[1:].replace(">", " ").replace("/", " ").split(maxsplit=1)[:1]
    return text.startswith("<") and bool(name) and name[0].rpartition(":")[2] == "svg"
