"""Pictures, from the browser to the result."""

from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.system import journeys


@pytest.fixture(scope="module")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A picture as a phone might take it, only smaller."""
    path = tmp_path_factory.mktemp("pictures") / "Harbour.jpg"
    Image.radial_gradient("L").resize((1200, 800)).convert("RGB").save(path)
    return path


@pytest.mark.parametrize("javascript", [True, False])
def test_a_picture_becomes_a_smaller_one_of_another_format(
    javascript: bool, page: Page, plain_page: Page, picture: Path, tmp_path: Path
) -> None:
    person = page if javascript else plain_page
    journeys.register(person)
    person.goto("/image/")
    person.set_input_files("[name=file]", picture)
    if not javascript:
        person.get_by_role("button", name="Upload").click()
    expect(person.get_by_role("heading", level=1)).to_have_text(picture.name)
    person.get_by_text("Resize", exact=True).first.click()
    form = person.locator("form[action$='/resize']")
    form.locator("[name=width]").fill("300")
    form.get_by_text("More settings").click()
    form.locator("[name=format][value=webp]").check(force=True)
    form.get_by_role("button", name="Resize", exact=True).click()
    journeys.wait_for_result(person)
    made = journeys.download(person, "Download", tmp_path)
    with Image.open(made) as result:
        assert (result.format, result.size) == ("WEBP", (300, 200))
