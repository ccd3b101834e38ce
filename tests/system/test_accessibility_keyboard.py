"""From log-in to the download without a mouse."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.system import journeys

MOST_TABS = 80

FOCUS = """() => {
    const element = document.activeElement;
    const label = element.labels?.[0]?.textContent ?? "";
    const marked = element.matches("input[type=radio]") ? element.nextElementSibling : element;
    // The controls of a player are the browser's own, and so is the ring around them.
    const isOwn = marked.matches("video, audio");
    return {
        name: (element.getAttribute("aria-label") ?? (label || element.textContent)).trim(),
        isVisible: isOwn || getComputedStyle(marked).outlineStyle !== "none",
    };
}"""


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the control whose name begins so has the focus, and shows it."""
    passed = []
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        assert focus["isVisible"], f"no focus to be seen at {focus}"
        passed.append(focus["name"])
        if focus["name"].startswith(name):
            return
    raise AssertionError(f"{name} cannot be reached: {passed}")


@pytest.mark.parametrize("width", [360, 1440])
def test_a_video_is_cut_by_keyboard_alone(
    page: Page, video: Path, tmp_path: Path, width: int
) -> None:
    name, password = journeys.register(page)
    journeys.forget_session(page)
    page.set_viewport_size({"width": width, "height": 740})
    page.on("filechooser", lambda chooser: chooser.set_files(video))
    page.goto("/login")
    tab_to(page, "Username or e-mail")
    page.keyboard.type(name)
    tab_to(page, "Password")
    page.keyboard.type(password)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Upload a video")
    expect(page.locator("[name=file][multiple]")).to_be_attached()

    tab_to(page, "Choose a video")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(video.name, timeout=journeys.WORK_MS)
    journeys.wait_for_scripts(page)

    tab_to(page, "Playhead, as a time")
    page.keyboard.type("0:02")
    page.keyboard.press("Enter")
    tab_to(page, "Split")
    page.keyboard.press("Enter")
    expect(page.locator("[data-voice]", has_text="Split at 0:02.000.")).to_be_attached()
    tab_to(page, "Start of segment 2")
    for _ in range(15):
        page.keyboard.press("ArrowRight")
    tab_to(page, "Name of segment 1")
    page.keyboard.type("Hello")
    field = page.locator("#cut-segments")
    expect(field).to_have_value("0:00.000 - 0:02.000 Hello\n0:02.500 - 0:04.000")
    tab_to(page, "Cut")
    page.keyboard.press("Enter")
    journeys.wait_for_result(page)
    tab_to(page, "Download")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    target = tmp_path / "cut.mp4"
    download.value.save_as(target)
    assert 0 < target.stat().st_size < video.stat().st_size


def test_the_first_tab_leads_past_the_header(page: Page) -> None:
    page.goto("/about")
    tab_to(page, "Skip to content")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_escape_closes_the_menu_and_gives_the_focus_back(page: Page) -> None:
    page.goto("/about")
    tab_to(page, "Menu")
    page.keyboard.press("Enter")
    tab_to(page, "Status")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent").strip() == "Menu"
    expect(page.locator(".menu__panel")).to_be_hidden()
