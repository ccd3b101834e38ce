"""A link to one file, opened by a stranger and withdrawn; and a file deleted by mistake."""

import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.system import journeys
from tests.system.stack import Stack


def _made_link(page: Page, name: str) -> str:
    page.goto("/files/")
    page.get_by_role("link", name=f"Share {name}").click()
    page.get_by_role("button", name="Make a link").click()
    return page.get_by_role("textbox", name="Link 1").input_value()


def _plays(page: Page) -> None:
    page.wait_for_function("document.querySelector('video').readyState >= 2")
    assert page.evaluate("document.querySelector('video').videoWidth") > 0


def test_a_stranger_plays_and_downloads_what_a_link_leads_to_until_it_is_withdrawn(
    page: Page, browser: Browser, stack: Stack, video: Path, tmp_path: Path
) -> None:
    owner, _ = journeys.register(page)
    journeys.upload(page, video)
    link = _made_link(page, video.name)
    stranger = browser.new_context(base_url=stack.url, accept_downloads=True).new_page()
    stranger.goto(link)
    expect(stranger.get_by_role("heading", level=1)).to_have_text(video.name)
    assert owner not in stranger.content()
    _plays(stranger)
    copy = journeys.download(stranger, "Download", tmp_path)
    assert copy.read_bytes() == video.read_bytes()
    page.get_by_role("button", name="Withdraw link 1").click()
    stranger.reload()
    expect(stranger.get_by_role("heading", level=1)).to_have_text("This link does not work")
    assert stranger.request.get(f"{link}/download").status == 404
    stranger.context.close()


def test_links_work_without_javascript(plain_page: Page, video: Path, tmp_path: Path) -> None:
    page = plain_page
    journeys.register(page)
    journeys.upload_without_javascript(page, video)
    link = _made_link(page, video.name)
    journeys.forget_session(page)
    page.goto(link)
    copy = journeys.download(page, "Download", tmp_path)
    assert copy.read_bytes() == video.read_bytes()


def test_a_file_deleted_by_mistake_comes_back(page: Page, video: Path) -> None:
    journeys.register(page)
    journeys.upload(page, video)
    page.goto("/files/")
    page.get_by_role("link", name=f"Delete {video.name}").click()
    expect(page.get_by_role("heading", name=video.name)).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("main")).to_contain_text(re.compile("is back"))
    expect(page.get_by_role("heading", name=video.name)).to_be_visible()
