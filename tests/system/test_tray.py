"""Work goes on while people look at other pages, and tells them there."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.media import make_clip
from tests.system import journeys

PERCENT = re.compile(r"\d+ %")


def begin_conversion(page: Page, folder: Path) -> None:
    """Begin work of a few seconds; ends on the page of the running job."""
    clip = make_clip(folder / "long.mp4", seconds=40.0, size="640x360")
    journeys.upload(page, clip)
    form = journeys.unfold(page, "convert")
    form.locator("[name=format][value=webm]").check(force=True)
    form.get_by_role("button", name="Convert", exact=True).click()
    page.wait_for_url("**/jobs/*")


def test_work_is_followed_from_other_pages_until_it_is_done(page: Page, tmp_path: Path) -> None:
    journeys.register(page)
    begin_conversion(page, tmp_path)
    expect(page).to_have_title(re.compile(r"^\d+ % · Convert to WEBM"))
    expect(page.locator("#tray")).to_have_attribute("data-watching", re.compile("."))
    expect(page.locator(".tray")).to_have_count(0)

    page.goto("/about")
    tray = page.get_by_role("complementary", name="Jobs at work")
    expect(tray).to_contain_text(PERCENT)
    done = page.locator(".toast", has_text="Done: Convert to WEBM")
    expect(done).to_be_visible(timeout=journeys.WORK_MS)
    expect(page.locator(".toast", has_text="Unlocked: Change of costume")).to_be_visible()
    expect(tray).to_have_count(0)

    done.get_by_role("link").click()
    journeys.wait_for_result(page)
    expect(page.locator(".toast")).to_have_count(0)
