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
    expect(person.get_by_role("heading", level=1)).to_have_text(
        picture.name, timeout=journeys.WORK_MS
    )
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


@pytest.fixture
def editor(page: Page, picture: Path) -> Page:
    """The editor of the picture, with the form for edits open."""
    journeys.register(page)
    page.goto("/image/")
    page.set_input_files("[name=file]", picture)
    expect(page.get_by_role("heading", level=1)).to_have_text(
        picture.name, timeout=journeys.WORK_MS
    )
    page.locator("#edit > summary").click()
    expect(page.locator("[data-after]")).to_be_visible(timeout=journeys.WORK_MS)
    return page


def test_what_the_form_says_is_seen_beside_what_was(editor: Page) -> None:
    after, told = editor.locator("[data-after]"), editor.locator("[data-told]")
    first = after.get_attribute("src")
    editor.fill("#edit-brightness", "40")
    expect(after).not_to_have_attribute("src", first or "", timeout=journeys.WORK_MS)
    expect(told).to_contain_text("1200 × 800 · JPG · ≈")
    # By keys alone: the seam goes to the edge, and all that is left is before.
    slider = editor.get_by_label("Between before and after, in percent")
    slider.focus()
    slider.press("End")
    expect(after).to_have_css("clip-path", "inset(0px 0px 0px 100%)")
    editor.fill("#edit-brightness", "very")
    expect(after).to_be_hidden()


def test_a_crop_can_be_dragged_typed_and_moved_by_keys(editor: Page) -> None:
    editor.get_by_role("button", name="Crop", exact=True).click()
    frame, picture = editor.locator("[data-crop]"), editor.locator("[data-picture]")
    expect(frame).to_be_visible()
    # Where it lies when it lies still.
    frame.hover()
    box = picture.bounding_box()
    assert box
    scale = 1200 / box["width"]
    editor.mouse.move(box["x"] + 0.25 * box["width"], box["y"] + 0.25 * box["height"])
    editor.mouse.down()
    editor.mouse.move(box["x"] + 0.75 * box["width"], box["y"] + 0.5 * box["height"], steps=4)
    editor.mouse.up()
    values = {
        name: int(editor.input_value(f"#edit-crop_{name}"))
        for name in ("x", "y", "width", "height")
    }
    for name, expected in {"x": 300, "y": 200, "width": 600, "height": 200}.items():
        assert abs(values[name] - expected) <= 2 * scale + 1
    editor.keyboard.press("Alt+ArrowRight")
    expect(editor.locator("#edit-crop_x")).to_have_value(str(values["x"] + 1))
    # Typed, and held to a shape.
    for name, text in {"x": "0", "y": "0", "width": "", "height": ""}.items():
        editor.fill(f"#edit-crop_{name}", text)
    editor.locator("#edit [name=aspect][value='1:1']").check(force=True)
    side = pytest.approx(800 / scale, abs=2)

    def is_square() -> bool:
        shown = frame.bounding_box()
        return shown is not None and shown["width"] == side and shown["height"] == side

    journeys.wait_until(is_square)
