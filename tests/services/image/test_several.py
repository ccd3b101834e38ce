"""Several pictures become one: documents, collages, sheets, a logo on a photo."""

from pathlib import Path

import numpy as np
import pikepdf
import pytest
from google.protobuf.json_format import MessageToDict
from PIL import Image

from backend.services.image.arrangement import arrangement
from backend.services.image.paper import layout
from backend.services.image.picture import Picture
from backend.services.image.recipe import Grid, Paper, Recipe, Stamp
from tests.services.image.conftest import Develop
from tests.services.image.pictures import (
    BLUE,
    GREEN,
    RED,
    YELLOW,
    Pixels,
    animation,
    camera_exif,
    pages,
    photo,
    pixels,
    quarters,
    with_alpha,
)
from tests.services.service_process import RefusedError, ServiceProcess

POINTS_PER_MM = 72 / 25.4


@pytest.fixture
def plain(tmp_path: Path) -> list[Path]:
    """Four pictures of one colour each, of different sizes."""
    paths = []
    for number, colour in enumerate((RED, GREEN, BLUE, YELLOW)):
        path = tmp_path / f"plain-{number}.png"
        Image.new("RGB", (90 + 20 * number, 60), colour).save(path)
        paths.append(path)
    return paths


def _picture_on(page: pikepdf.Page) -> Pixels:
    (image,) = page.Resources.XObject.values()
    assert isinstance(image, pikepdf.Stream)
    return np.asarray(pikepdf.PdfImage(image).as_pil_image().convert("RGB"))


def test_a_document_has_a_page_for_each_picture_in_order(
    plain: list[Path], developed: Develop
) -> None:
    recipe = Recipe("pdf", paper=Paper("a4", "auto", 15), lossless=True)
    output, made = developed(plain[0], recipe, others=plain[1:])
    assert made.picture.pages == 4
    with pikepdf.open(output) as document:
        for page, colour in zip(document.pages, (RED, GREEN, BLUE, YELLOW), strict=True):
            width, height = (float(side) / POINTS_PER_MM for side in page.mediabox[2:])
            assert (round(width), round(height)) == (297, 210)  # they all lie
            shown = _picture_on(page)
            assert (shown[10, 10] == colour).all()
            (placed,) = (
                [float(number) for number in each.operands]
                for each in pikepdf.parse_content_stream(page)
                if str(each.operator) == "cm"
            )
            across, _, _, down, left, bottom = placed
            margin = 15 * POINTS_PER_MM
            assert min(left, bottom) == pytest.approx(margin, abs=0.01)
            assert left == pytest.approx(297 * POINTS_PER_MM - left - across, abs=0.01)
            assert bottom == pytest.approx(210 * POINTS_PER_MM - bottom - down, abs=0.01)


def test_a_document_tells_nothing_of_place_and_camera(tmp_path: Path, developed: Develop) -> None:
    source = tmp_path / "snapshot.jpg"
    quarters().save(source, exif=camera_exif())
    for lossless in (False, True):
        output, _ = developed(source, Recipe("pdf", lossless=lossless))
        assert b"Acme" not in output.read_bytes()


def test_all_pages_of_a_tiff_become_pages(tmp_path: Path, developed: Develop) -> None:
    source = pages(tmp_path / "fax.tif", 3)
    other = tmp_path / "other.png"
    with_alpha().save(other)
    output, _ = developed(source, Recipe("pdf", background="#ff0000"), others=[other])
    with pikepdf.open(output) as document:
        assert len(document.pages) == 4
        shown = _picture_on(document.pages[3])
        assert np.abs(shown[40, 20].astype(int) - (255, 0, 0)).max() <= 2


@pytest.mark.parametrize(
    ("paper", "size", "page_mm"),
    [
        (Paper("a4"), (400, 300), (297, 210)),
        (Paper("a4", "portrait"), (400, 300), (210, 297)),
        (Paper("letter", "landscape"), (300, 400), (279.4, 215.9)),
        (Paper("picture"), (1500, 300), (254, 50.8)),
        (Paper("picture", margin_mm=10), (1500, 300), (274, 70.8)),
    ],
)
def test_the_paper_is_as_it_was_asked_for(
    paper: Paper, size: tuple[int, int], page_mm: tuple[float, float]
) -> None:
    place = layout(paper, *size)
    assert [side / POINTS_PER_MM for side in place.page] == pytest.approx(page_mm)
    assert place.picture[0] / place.picture[1] == pytest.approx(size[0] / size[1])


def test_a_collage_has_every_picture_in_its_cell(plain: list[Path], developed: Develop) -> None:
    grid = Grid(0, 50, 50, gap=4, margin=6, filled=True, enlarge=True)
    recipe = Recipe("png", grid=grid, background="#102030", opaque=True)
    output, made = developed(plain[0], recipe, others=plain[1:])
    assert (made.picture.width, made.picture.height) == (116, 116)
    shown = pixels(output)
    for place, colour in (((6, 6), RED), ((6, 60), GREEN), ((109, 55), BLUE), ((109, 109), YELLOW)):
        assert np.abs(shown[place].astype(int) - colour).max() <= 1
    for place in ((5, 5), (57, 20), (20, 57), (115, 115)):
        assert (shown[place] == (0x10, 0x20, 0x30)).all()


def test_a_collage_has_nobodys_metadata(tmp_path: Path, developed: Develop) -> None:
    source = tmp_path / "snapshot.jpg"
    quarters().save(source, exif=camera_exif())
    output, made = developed(source, Recipe("jpeg", grid=Grid(2, 40, 40)), others=[source])
    assert made.picture.location is None
    assert b"Acme" not in output.read_bytes()


def test_a_sprite_has_every_frame_and_nothing_behind(tmp_path: Path, developed: Develop) -> None:
    source = animation(tmp_path / "moving.gif", frames=5)
    icon = tmp_path / "icon.png"
    with_alpha(40, 40).save(icon)
    output, _ = developed(source, Recipe("png", grid=Grid(3, 0, 0, all_pages=True)), others=[icon])
    with Image.open(output) as image:
        assert image.size == (180, 80)
        # The icon stands in the middle of the last cell, and its right half is there.
        assert image.getpixel((150, 45)) == (*GREEN, 255)
        alpha = image.getchannel("A")
        assert alpha.getpixel((125, 45)) == alpha.getpixel((121, 41)) == 0


def test_captions_stand_below_and_can_be_read_on_any_ground(
    plain: list[Path], developed: Develop
) -> None:
    for background, darker in (("#000000", False), ("#ffffff", True)):
        grid = Grid(2, 120, 100, captions="number")
        recipe = Recipe("png", grid=grid, background=background, opaque=True)
        output, _ = developed(plain[0], recipe, others=plain[1:])
        sizes = arrangement(grid, [Picture("png", 1, 90, 60)] * 4)
        line = pixels(output)[100 : 100 + sizes.caption, :120].astype(int)
        ground = int(background[1:3], 16)
        assert np.abs(line - ground).max() > 200
        assert (line.mean() < ground) == darker


@pytest.mark.parametrize(("position", "rows", "columns"), [
    ("top-left", slice(0, 60), slice(0, 90)),
    ("bottom-right", slice(140, 200), slice(210, 300)),
])  # fmt: skip
def test_a_logo_is_put_where_and_as_large_as_asked(
    tmp_path: Path, developed: Develop, position: str, rows: slice, columns: slice
) -> None:
    source, logo = tmp_path / "photo.png", tmp_path / "logo.png"
    Image.new("RGB", (300, 200), (100, 100, 100)).save(source)
    with_alpha(400, 200).save(logo)
    output, _ = developed(source, Recipe("png", stamp=Stamp(position, 20, 50)), others=[logo])
    changed = np.abs(pixels(output).astype(int) - 100).max(axis=2) > 1
    assert changed[rows, columns].sum() == changed.sum()
    # A fifth of 300 is 60, of which the right half can be seen: 30 × 30.
    assert changed.sum() == pytest.approx(900, rel=0.1)
    middle = np.argwhere(changed)[20]
    assert (
        np.abs(pixels(output)[tuple(middle)].astype(int) - [(g + 100) / 2 for g in GREEN]).max()
        <= 3
    )


def test_a_logo_never_stands_out(tmp_path: Path, developed: Develop) -> None:
    source, logo = tmp_path / "strip.png", tmp_path / "tall.png"
    Image.new("L", (300, 30), 100).save(source)
    quarters(100, 400).save(logo)
    output, made = developed(source, Recipe("png", stamp=Stamp("centre", 100, 100)), others=[logo])
    assert (made.picture.width, made.picture.height) == (300, 30)
    assert (pixels(output)[0] == 100).all()


def _facts(message: object) -> dict[str, object]:
    return {fact.name: MessageToDict(fact.value) for fact in message.facts}  # type: ignore[attr-defined]


def test_the_service_takes_other_files_by_their_ids(
    service: ServiceProcess, plain: list[Path]
) -> None:
    first, *rest = (service.stored(path) for path in plain)
    others = {f"id-{number}": url for number, url in enumerate(rest)}
    ids = ["id-2", "id-0", "id-1", "id-0"]
    plan = service.plan(first, "document", others, files=ids, page_size="a5")
    assert (plan.extension, _facts(plan)["pages"]) == ("pdf", 5)
    heard = service.convert(first, "collage", "joined", others, files=ids, columns=5)
    (stream,) = heard.result.media.streams
    assert (stream.width, stream.height) == (5 * 600 + 4 * 12 + 24, 624)
    row = pixels(service.storage / "joined")[300]
    for cell, colour in enumerate((RED, YELLOW, GREEN, BLUE, GREEN)):
        assert np.abs(row[12 + 612 * cell + 300].astype(int) - colour).max() <= 4
    made = service.preview(
        first,
        "shown",
        "edited",
        others,
        operation="sheet",
        parameters={"files": ids, "kind": "sprite", "columns": 1},
        longest_side=200,
    )
    assert _facts(made)["rows"] == 5
    assert pixels(service.storage / "shown").shape[0] == 200
    made = service.preview(
        first,
        "marked",
        "edited",
        others,
        operation="watermark",
        parameters={"kind": "picture", "picture": "id-0"},
    )
    assert (pixels(service.storage / "marked") != pixels(plain[0])).any()


def test_what_is_wrong_with_another_file_is_told_at_its_field(
    service: ServiceProcess, plain: list[Path], tmp_path: Path
) -> None:
    first, second = (service.stored(path) for path in plain[:2])
    odd = tmp_path / "odd.png"
    odd.write_bytes(b"hello")
    others = {"good": second, "odd": service.stored(odd)}
    for operation, parameters, field in (
        ("collage", {"files": ["good", "odd"]}, "files"),
        ("watermark", {"kind": "picture", "picture": "odd"}, "picture"),
    ):
        with pytest.raises(RefusedError) as refused:
            service.plan(first, operation, others, **parameters)
        assert refused.value.violations == {field: "NOT_MEDIA"}
    assert "File 1" in refused.value.message
    with pytest.raises(RefusedError) as refused:
        service.plan(first, "collage")
    assert refused.value.violations == {"files": "REQUIRED"}


def test_more_cells_than_anybody_could_see_are_refused(
    service: ServiceProcess, tmp_path: Path
) -> None:
    film = service.stored(animation(tmp_path / "film.gif", frames=150))
    others = {"film": film}
    with pytest.raises(RefusedError) as refused:
        service.plan(film, "sheet", others, files=["film", "film"])
    assert refused.value.violations == {"files": "TOO_MANY"}
    with pytest.raises(RefusedError) as refused:
        service.plan(film, "sheet", others, files=["film"], tile_width=4000, tile_height=4000)
    assert refused.value.code == "TOO_MANY_PIXELS"


def test_a_page_is_previewed_with_its_margin(service: ServiceProcess, tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    photo(400, 300).jpegsave(str(path))
    service.preview(
        service.stored(path),
        "page",
        "edited",
        operation="convert",
        parameters={"format": "pdf", "page_size": "a4", "margin_mm": 20},
        longest_side=297,
    )
    shown = pixels(service.storage / "page")
    assert shown.shape == (210, 297, 3)
    assert (shown[:18] > 245).all()
    assert (shown[105, 148] < 245).any()
