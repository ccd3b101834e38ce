"""What is inside a picture is told first, and kept or removed as asked."""

import random
from pathlib import Path

import pytest
import pyvips
from PIL import Image

from backend.services.image.engine.reading import read
from backend.services.image.engine.tags import read_tags
from backend.services.image.formats import TARGETS
from backend.services.image.planning import EXIF_SOURCES
from backend.services.image.recipe import Box, Recipe
from tests.services.image.conftest import Develop
from tests.services.image.pictures import camera_exif, photo, quarters

CARRIERS = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "heic": "HEIF", "tiff": "TIFF"}
PLACE = (48.858333, 2.294444)


@pytest.fixture(params=CARRIERS)
def snapshot(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / f"snapshot.{request.param}"
    quarters().save(path, CARRIERS[request.param], exif=camera_exif())
    return path


def test_camera_date_and_place_are_told(snapshot: Path) -> None:
    picture = read(snapshot)
    assert picture.location == pytest.approx(PLACE, abs=1e-5)
    assert picture.tags["camera"] == "Acme Phone 3"
    assert picture.tags["changed"] == "2024-05-01 12:00:00"
    assert picture.tags["date"] == "2024-05-01 11:59:58"
    assert (picture.tags["exposure"], picture.tags["aperture"]) == ("1/250 s", "f/1.8")


@pytest.mark.parametrize("target", [name for name, target in TARGETS.items() if target.exif])
def test_they_are_kept_on_demand_and_else_leave_no_trace(
    snapshot: Path, developed: Develop, target: str
) -> None:
    _, kept = developed(snapshot, Recipe(target))
    if snapshot.suffix[1:] in EXIF_SOURCES:
        assert kept.picture.location == pytest.approx(PLACE, abs=1e-5)
        assert kept.picture.tags["camera"] == "Acme Phone 3"
    output, stripped = developed(snapshot, Recipe(target, metadata="strip"))
    assert stripped.picture.location is None
    assert stripped.picture.tags == {}
    assert b"Acme" not in output.read_bytes()


def test_previews_of_what_was_cropped_away_are_not_kept(tmp_path: Path, developed: Develop) -> None:
    source = tmp_path / "preview.jpg"
    image = photo(200, 100).copy()
    thumbnail = photo(40, 20, seed=9).jpegsave_buffer(Q=80)
    blob = pyvips.GValue.blob_type
    image.set_type(blob, "jpeg-thumbnail-data", thumbnail)
    image.set_type(blob, "xmp-data", b"<x:xmpmeta><xmp:Thumbnails>AAAA</xmp:Thumbnails>")
    image.set_type(blob, "iptc-data", b"Photoshop 3.0\x008BIM\x04\x0c\0\0\0\0\0\4AAAA")
    image.jpegsave(str(source))
    secret = thumbnail[len(thumbnail) // 2 :]
    assert secret in source.read_bytes()
    output, _ = developed(source, Recipe("jpeg", crop=Box(0, 0, 50, 50)))
    for trace in (secret, b"Thumbnails", b"8BIM\x04\x0c"):
        assert trace not in output.read_bytes()


def test_nonsense_in_metadata_does_not_harm_the_picture(tmp_path: Path, developed: Develop) -> None:
    block = bytearray(camera_exif())
    for place in range(8, len(block), 3):
        block[place] ^= 0xA5
    source = tmp_path / "nonsense.webp"
    quarters().save(source, exif=bytes(block))
    assert read(source).width == 120
    output, made = developed(source, Recipe("heic"))
    assert (made.picture.width, made.picture.height) == (120, 80)
    with Image.open(output) as image:
        image.load()


def test_thousands_of_damaged_blocks_are_read_without_harm() -> None:
    whole = camera_exif()
    for number in range(5000):
        chance = random.Random(number)
        block = bytearray(whole)
        for _ in range(chance.randrange(1, 30)):
            block[chance.randrange(len(block))] = chance.randrange(256)
        tags, location = read_tags(bytes(block[: chance.randrange(len(block))]))
        assert all(0 < len(text) <= 500 for text in tags.values())
        assert location is None or abs(location[0]) <= 90
