"""What cameras and programs wrote into a picture: date, camera, place."""

import io
import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from backend.services.image.engine.exif import Directory, Value, read_directories

MAX_CHARACTERS = 500

Show = Callable[[Value], str]
Told = tuple[dict[str, str], tuple[float, float] | None]

MAKE, MODEL = 0x010F, 0x0110
LATITUDE_REFERENCE, LATITUDE, LONGITUDE_REFERENCE, LONGITUDE = 1, 2, 3, 4


def _date(value: Value) -> str:
    day, _, time = str(value).partition(" ")
    return f"{day.replace(':', '-')} {time}".strip()


def _exposure(value: Value) -> str:
    seconds = float(value)
    return f"1/{round(1 / seconds)} s" if 1e-6 < seconds < 0.4 else f"{seconds:g} s"


# Numbers of EXIF 2.32 (CIPA DC-008), table 4 and following.
MAIN_TAGS: tuple[tuple[str, int, Show], ...] = (
    ("description", 0x010E, str),
    ("software", 0x0131, str),
    ("artist", 0x013B, str),
    ("copyright", 0x8298, str),
    ("changed", 0x0132, _date),
)
PHOTO_TAGS: tuple[tuple[str, int, Show], ...] = (
    ("date", 0x9003, _date),
    ("lens", 0xA434, str),
    ("exposure", 0x829A, _exposure),
    ("aperture", 0x829D, lambda value: f"f/{float(value):g}"),
    ("iso", 0x8827, str),
    ("focal_length", 0x920A, lambda value: f"{float(value):g} mm"),
)


def read_tags(exif: bytes) -> Told:
    """Return tags for people, and latitude and longitude in degrees, from an EXIF block."""
    return _told(io.BytesIO(exif.removeprefix(b"Exif\0\0")))


def tiff_tags(path: Path) -> Told:
    """Return the same of a TIFF, which is an EXIF block with pixels."""
    with path.open("rb") as file:
        return _told(file)


def _told(file: BinaryIO) -> Told:
    main, photo, place = read_directories(file)
    tags = dict(_shown(main, MAIN_TAGS)) | dict(_shown(photo, PHOTO_TAGS))
    if camera := _camera(main):
        tags["camera"] = camera
    return tags, _location(place)


def _shown(
    directory: Directory, wanted: tuple[tuple[str, int, Show], ...]
) -> Iterator[tuple[str, str]]:
    for name, tag, show in wanted:
        for value in directory.get(tag, ())[:1]:
            try:
                text = _printable(show(value))
            except ValueError:  # a text where a number belongs
                continue
            if text:
                yield name, text


def _camera(main: Directory) -> str:
    make, model = (_printable(str(main.get(tag, ("",))[0])) for tag in (MAKE, MODEL))
    # Many makers begin the model with their own name.
    return model if model.lower().startswith(make.lower()) else f"{make} {model}".strip()


def _location(place: Directory) -> tuple[float, float] | None:
    latitude = _degrees(place, LATITUDE, LATITUDE_REFERENCE, "S")
    longitude = _degrees(place, LONGITUDE, LONGITUDE_REFERENCE, "W")
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return None
    return latitude, longitude


def _degrees(place: Directory, tag: int, reference: int, negative: str) -> float | None:
    """Return degrees from degrees, minutes and seconds."""
    parts = [part for part in place.get(tag, ()) if not isinstance(part, str)]
    if len(parts) != 3 or not all(math.isfinite(part) for part in parts):
        return None
    value = round(parts[0] + parts[1] / 60 + parts[2] / 3600, 6)
    return -value if place.get(reference, ("",))[0] == negative else value


def _printable(text: str) -> str:
    return "".join(c for c in text if c.isprintable()).strip()[:MAX_CHARACTERS]
