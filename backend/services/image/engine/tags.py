"""What cameras and programs wrote into a picture: date, camera, place."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

MAX_CHARACTERS = 500

Show = Callable[[Any], str]


def _plain(value: Any) -> str:
    return str(value)


def _date(value: Any) -> str:
    day, _, time = str(value).partition(" ")
    return f"{day.replace(':', '-')} {time}".strip()


def _exposure(value: Any) -> str:
    seconds = float(value)
    return f"1/{round(1 / seconds)} s" if 0 < seconds < 0.4 else f"{seconds:g} s"


MAIN_TAGS: tuple[tuple[str, int, Show], ...] = (
    ("description", Base.ImageDescription, _plain),
    ("software", Base.Software, _plain),
    ("artist", Base.Artist, _plain),
    ("copyright", Base.Copyright, _plain),
    ("changed", Base.DateTime, _date),
)
PHOTO_TAGS: tuple[tuple[str, int, Show], ...] = (
    ("date", Base.DateTimeOriginal, _date),
    ("lens", Base.LensModel, _plain),
    ("exposure", Base.ExposureTime, _exposure),
    ("aperture", Base.FNumber, lambda value: f"f/{float(value):g}"),
    ("iso", Base.ISOSpeedRatings, _plain),
    ("focal_length", Base.FocalLength, lambda value: f"{float(value):g} mm"),
)


def read_tags(exif: bytes) -> tuple[dict[str, str], tuple[float, float] | None]:
    """Return tags for people, and latitude and longitude in degrees, from an EXIF block.

    Whatever cannot be read is left out: metadata may be any nonsense, the picture counts.
    """
    block = Image.Exif()
    # Bytes of strangers, parsed in Python: every exception is possible, none matters.
    with suppress(Exception):
        block.load(exif)
        photo = block.get_ifd(IFD.Exif)
        tags = dict(_shown(block, MAIN_TAGS)) | dict(_shown(photo, PHOTO_TAGS))
        if camera := _camera(block):
            tags["camera"] = camera
        return tags, _location(block.get_ifd(IFD.GPSInfo))
    return {}, None


def tiff_exif(path: Path) -> bytes:
    """Return the EXIF block that a TIFF would be in another format; it is a TIFF itself."""
    with suppress(Exception), Image.open(path, formats=("TIFF",)) as image:  # as above
        return image.getexif().tobytes()
    return b""


def _shown(values: Any, wanted: tuple[tuple[str, int, Show], ...]) -> Iterator[tuple[str, str]]:
    for name, tag, show in wanted:
        with suppress(Exception):
            text = _printable(show(values[tag]))
            if text:
                yield name, text


def _camera(block: Image.Exif) -> str:
    make = _printable(str(block.get(Base.Make, "")))
    model = _printable(str(block.get(Base.Model, "")))
    # Many makers begin the model with their own name.
    return model if model.lower().startswith(make.lower()) else f"{make} {model}".strip()


def _location(gps: dict[int, Any]) -> tuple[float, float] | None:
    if GPS.GPSLatitude not in gps or GPS.GPSLongitude not in gps:
        return None
    with suppress(Exception):
        latitude = _degrees(gps[GPS.GPSLatitude], gps.get(GPS.GPSLatitudeRef) == "S")
        longitude = _degrees(gps[GPS.GPSLongitude], gps.get(GPS.GPSLongitudeRef) == "W")
        if abs(latitude) <= 90 and abs(longitude) <= 180:
            return latitude, longitude
    return None


def _degrees(parts: Any, negative: bool) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = round(degrees + minutes / 60 + seconds / 3600, 6)
    return -value if negative else value


def _printable(text: str) -> str:
    return "".join(c for c in text if c.isprintable()).strip()[:MAX_CHARACTERS]
