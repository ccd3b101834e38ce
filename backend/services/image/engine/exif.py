"""Reads the directories of an EXIF block, which is a TIFF without pixels, or of a TIFF file.

Written for files of strangers: every count and offset is bounded, and what makes no
sense is left out. Pillow could do it, but to import it takes longer than to make a
small picture.
"""

import struct
from collections.abc import Iterator
from typing import BinaryIO, TypeAlias

Value: TypeAlias = str | float
Directory: TypeAlias = dict[int, tuple[Value, ...]]

EXIF_DIRECTORY, GPS_DIRECTORY = 0x8769, 0x8825
# Of one directory, and of one value; real ones have some dozens, and some hundred bytes.
MAX_ENTRIES = 500
MAX_VALUE_BYTES = 4096
# TIFF 6.0, section 2: bytes of the types that are read, and how each is unpacked.
ASCII, RATIONALS = 2, {5: "II", 10: "ii"}
NUMBERS = {1: "B", 3: "H", 4: "I", 9: "i", 11: "f", 12: "d"}


def read_directories(file: BinaryIO) -> tuple[Directory, Directory, Directory]:
    """Return the main directory, the camera's and the place's, each by tag."""
    file.seek(0)
    head = file.read(8)
    orders = {b"II*\0": "<", b"MM\0*": ">"}
    if len(head) < 8 or head[:4] not in orders:
        return {}, {}, {}
    order = orders[head[:4]]
    (start,) = struct.unpack(order + "I", head[4:])
    main = _directory(file, order, start)
    below = (main.get(tag, (0,))[0] for tag in (EXIF_DIRECTORY, GPS_DIRECTORY))
    photo, place = (
        _directory(file, order, int(at)) if isinstance(at, int) and at else {} for at in below
    )
    return main, photo, place


def _directory(file: BinaryIO, order: str, start: int) -> Directory:
    file.seek(start)
    counted = file.read(2)
    if len(counted) < 2:
        return {}
    count = min(struct.unpack(order + "H", counted)[0], MAX_ENTRIES)
    table = file.read(12 * count)
    return dict(_entries(file, order, table))


def _entries(file: BinaryIO, order: str, table: bytes) -> Iterator[tuple[int, tuple[Value, ...]]]:
    for at in range(0, len(table) - 11, 12):
        tag, kind, count = struct.unpack_from(order + "HHI", table, at)
        form = "s" if kind == ASCII else RATIONALS.get(kind) or NUMBERS.get(kind)
        if not form:
            continue
        size = struct.calcsize(order + form) * count
        if not 0 < size <= MAX_VALUE_BYTES:
            continue
        content = table[at + 8 : at + 8 + size]
        if size > 4:
            (place,) = struct.unpack_from(order + "I", table, at + 8)
            file.seek(place)
            content = file.read(size)
        if len(content) == size:
            yield tag, _values(order, kind, form, count, content)


def _values(order: str, kind: int, form: str, count: int, content: bytes) -> tuple[Value, ...]:
    if kind == ASCII:
        return (content.partition(b"\0")[0].decode(errors="replace"),)
    numbers = struct.unpack(order + form * count, content)
    if kind in RATIONALS:
        pairs = zip(numbers[::2], numbers[1::2], strict=True)
        return tuple(over / under if under else 0.0 for over, under in pairs)
    return numbers
