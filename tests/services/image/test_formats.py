"""Every format that is read becomes every format that is written."""

from pathlib import Path

import numpy as np
import pytest

from backend.services.image.engine.reading import read
from backend.services.image.engine.sniffing import sniff
from backend.services.image.formats import READABLE, TARGETS
from backend.services.image.recipe import Recipe, Size
from tests.services.image.conftest import Develop
from tests.services.image.pictures import BLUE, GREEN, RED, YELLOW, pages, pixels

QUARTERS = {(20, 30): RED, (20, 90): GREEN, (60, 30): BLUE, (60, 90): YELLOW}
# Sensors know no sRGB: the raw file's colours are developed, not kept.
TOLERANCES = {"raw": 110}


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("source", [source.name for source in READABLE])
def test_a_picture_keeps_size_and_colours_from_any_format_to_any(
    sources: dict[str, Path], developed: Develop, source: str, target: str
) -> None:
    output, made = developed(sources[source], Recipe(target))
    assert not made.damaged
    if target == "pdf":
        assert output.read_bytes().startswith(b"%PDF-")
        return
    assert sniff(output) == target == made.picture.format
    if target == "ico":
        assert (made.picture.width, made.picture.height) == (256, 256)
        return
    shown = pixels(output)
    assert shown.shape == (80, 120, 3)
    for place, colour in QUARTERS.items():
        off = np.abs(shown[place].astype(int) - colour).max()
        assert off <= TOLERANCES.get(source, 4)


def test_every_described_format_is_told_by_its_content(sources: dict[str, Path]) -> None:
    assert {name: sniff(path) for name, path in sources.items()} == {
        source.name: source.name for source in READABLE
    }


def test_the_header_tells_size_and_depth(sources: dict[str, Path]) -> None:
    for name, path in sources.items():
        picture = read(path)
        assert (picture.width, picture.height, picture.pages) == (120, 80, 1)
        assert picture.bits == (16 if name == "raw" else 8)


def test_a_drawing_is_drawn_at_the_asked_size(sources: dict[str, Path], developed: Develop) -> None:
    output, _ = developed(sources["svg"], Recipe("png", size=Size("exact", 1200, 800)))
    row = pixels(output)[200]
    changes = np.abs(np.diff(row.astype(int), axis=0)).max(axis=1) > 8
    assert changes.sum() == 1  # enlarged pixels would make the edge soft


def test_pages_of_a_tiff_stay_pages_in_tiff_and_pdf(tmp_path: Path, developed: Develop) -> None:
    source = pages(tmp_path / "pages.tiff", 3)
    output, made = developed(source, Recipe("tiff", size=Size("percent", percent=50)))
    assert made.picture.pages == 3
    assert read(output).width == 60
    document, made = developed(source, Recipe("pdf"))
    assert made.picture.pages == document.read_bytes().count(b"/Type /Page\n") == 3


def test_a_text_with_the_name_of_a_picture_is_none(tmp_path: Path) -> None:
    for content in (
        b"hello",
        b"<html><svg></svg></html>",
        b"<!-- <svg> -->",
        b"<!DOCTYPE svg [" * 99,
    ):
        path = tmp_path / "text.png"
        path.write_bytes(content)
        assert sniff(path) == ""
