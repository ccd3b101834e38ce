"""From the first visit to the result and back after a forgotten password."""

import re
from pathlib import Path

import av
from playwright.sync_api import Page, expect

from tests.system import journeys
from tests.system.stack import Stack


def test_a_newcomer_gets_from_register_to_the_result_and_resets_the_password(
    page: Page, stack: Stack, video: Path, tmp_path: Path
) -> None:
    name, old_password = journeys.register(page)
    journeys.upload(page, video)
    journeys.cut(page, "0:01", "2.5")
    journeys.back_to_file(page)
    journeys.convert(page, "webm")
    _everything_is_on_the_files_page(page, video, tmp_path)
    _a_forgotten_password_is_reset(page, stack, name, old_password)


def test_all_of_it_works_on_a_phone_without_javascript(
    plain_page: Page, stack: Stack, video: Path, tmp_path: Path
) -> None:
    page = plain_page
    name, old_password = journeys.register(page)
    journeys.upload_without_javascript(page, video)
    journeys.cut(page, "0:01", "2.5")
    journeys.back_to_file(page)
    journeys.convert(page, "webm")
    _everything_is_on_the_files_page(page, video, tmp_path)
    _a_forgotten_password_is_reset(page, stack, name, old_password)


def _everything_is_on_the_files_page(page: Page, video: Path, folder: Path) -> None:
    page.goto("/files/")
    expect(page.get_by_role("heading", name=video.name)).to_be_visible()
    original = journeys.download(page, f"Download {video.name}", folder)
    assert original.read_bytes() == video.read_bytes()
    converted = journeys.download(page, re.compile(r"Download .*\.webm"), folder)
    with av.open(str(converted)) as media:
        assert [stream.codec_context.name for stream in media.streams] == ["libdav1d", "opus"]


def _a_forgotten_password_is_reset(page: Page, stack: Stack, name: str, old_password: str) -> None:
    journeys.forget_session(page)
    address = f"{name}@example.org"
    new_password = journeys.reset_password(page, address, stack.data_dir / "outbox")
    page.fill("[name=login]", name)
    page.fill("[name=password]", old_password)
    page.locator("main").get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Log in")
    journeys.log_in(page, address, new_password)
    page.goto("/files/")
    expect(page.locator("main")).to_contain_text("1 file")
