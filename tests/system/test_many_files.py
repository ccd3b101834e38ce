"""Several files at once: the same work on each of them, and one document of all."""

import io
import re
import zipfile
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.system import journeys
from tests.system.conftest import Run

NAMES = ("Harbour.png", "Market.png")


@pytest.fixture
def arrived(page: Page, tmp_path: Path) -> Page:
    """The page where somebody has just uploaded two pictures."""
    for name in NAMES:
        Image.radial_gradient("L").resize((120, 80)).save(tmp_path / name)
    journeys.register(page)
    page.goto("/image/")
    # Scripts make it a field for several.
    page.set_input_files("[name=file][multiple]", [tmp_path / name for name in NAMES])
    together = page.get_by_role("link", name="Do the same with all")
    expect(together).to_be_visible(timeout=journeys.WORK_MS)
    return page


def test_one_form_converts_all_that_arrived(arrived: Page, tmp_path: Path) -> None:
    page = arrived
    page.get_by_role("link", name="Do the same with all").click()
    form = page.locator("#convert form[action$='/batches/new']")
    form.locator("[name=format][value=webp]").check(force=True)
    form.get_by_role("button", name="Convert", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Work on 2 files")
    expect(page.locator("#batch")).to_contain_text("2 of 2 done", timeout=journeys.WORK_MS)
    made = journeys.download(page, "Download all as zip", tmp_path)
    with zipfile.ZipFile(made) as archive:
        assert sorted(Path(name).stem for name in archive.namelist()) == ["Harbour", "Market"]
        for name in archive.namelist():
            assert Image.open(io.BytesIO(archive.read(name))).format == "WEBP"


def test_one_logo_goes_onto_all_of_them(arrived: Page) -> None:
    page = arrived
    page.get_by_role("link", name="Do the same with all").click()
    page.locator("details#watermark > summary").click()
    form = page.locator("#watermark form[action$='/batches/new']")
    form.locator("[name=kind][value=picture]").check()
    # Sent without one, it comes back with what was chosen and what is missing.
    form.get_by_role("button", name="Watermark", exact=True).click()
    expect(form.get_by_text("Please fill this in.")).to_be_visible()
    form.locator("[name=picture]").select_option("Market.png")
    form.get_by_role("button", name="Watermark", exact=True).click()
    expect(page.locator("#batch")).to_contain_text("2 of 2 done", timeout=journeys.WORK_MS)


def test_pictures_become_one_document_in_the_order_that_was_written(
    arrived: Page, tmp_path: Path
) -> None:
    page = arrived
    page.goto("/files/")
    page.get_by_role("link", name="Open Harbour.png").click()
    form = journeys.unfold(page, "document")
    form.get_by_label(re.compile("Market.png")).fill("1")
    form.get_by_role("button", name="Document", exact=True).click()
    journeys.wait_for_result(page)
    made = journeys.download(page, "Download", tmp_path)
    with pikepdf.open(made) as document:
        assert len(document.pages) == 2


# As browsers describe what was dropped: a file, and a folder that tells its entries in portions.
DROPPED = """
const file = (name) => ({ name, isDirectory: false, file: (done) => done(name) });
const folder = (name, ...entries) => ({
    name,
    isDirectory: true,
    createReader: () => ({ readEntries: (done) => done(entries.splice(0, 2)) }),
});
const tree = folder("trip", file("10.png"), file("9.png"), file(".hidden"),
    folder("more", file("notes.txt"), file("a.png")));
const items = [file("loose.doc"), tree].map((entry) => ({ webkitGetAsEntry: () => entry }));
return m.droppedFiles({ items, files: [] }, (name) => name.endsWith(".png"));
"""


def test_of_a_dropped_folder_all_comes_that_fits(run: Run) -> None:
    assert run("dropped", DROPPED) == ["loose.doc", "9.png", "10.png", "a.png"]
