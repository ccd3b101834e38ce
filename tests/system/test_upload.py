"""Uploads on bad connections."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, expect

from tests.media import make_clip, padded
from tests.system import journeys
from tests.system.stack import Stack

MIB = 1024 * 1024
SLOW_BYTES_PER_SECOND = 8 * MIB


@pytest.fixture(scope="module")
def large_video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that takes twelve seconds on a slow connection, more than any buffer on the way."""
    return padded(make_clip(tmp_path_factory.mktemp("large") / "large.mp4"), 96 * MIB)


@pytest.fixture
def slow_page(page: Page) -> Page:
    """The upload page of somebody with a slow connection."""
    journeys.register(page)
    page.goto("/video/")
    page.context.new_cdp_session(page).send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": 0,
            "downloadThroughput": -1,
            "uploadThroughput": SLOW_BYTES_PER_SECOND,
        },
    )
    return page


def _begin(page: Page, video: Path) -> None:
    page.set_input_files("[name=file]", video)
    expect(page.get_by_role("list", name="Uploads")).to_contain_text(re.compile(r"[1-5]\d %"))


def _offsets(page: Page) -> list[int]:
    """Collect at which offsets the page sends from now on."""
    offsets: list[int] = []

    def note(request: Request) -> None:
        if request.method == "PATCH":
            offsets.append(int(request.headers["upload-offset"]))

    page.on("request", note)
    return offsets


def test_an_upload_goes_on_after_the_page_was_closed(slow_page: Page, large_video: Path) -> None:
    _begin(slow_page, large_video)
    slow_page.close()
    page = slow_page.context.new_page()
    offsets = _offsets(page)
    page.goto("/video/")
    queue = page.get_by_role("list", name="Uploads")
    expect(queue).to_contain_text("Choose the same file again")
    page.set_input_files("[name=file]", large_video)
    expect(page.get_by_role("heading", level=1)).to_have_text(large_video.name)
    assert offsets
    assert offsets[0] > MIB


@pytest.mark.parametrize("victim", ["web", "gateway"])
def test_an_upload_goes_on_by_itself_after_the_connection_broke(
    victim: str, slow_page: Page, large_video: Path, stack: Stack
) -> None:
    _begin(slow_page, large_video)
    offsets = _offsets(slow_page)
    stack.kill(victim)
    queue = slow_page.get_by_role("list", name="Uploads")
    expect(queue).to_contain_text("Connection lost")
    heading = slow_page.get_by_role("heading", level=1)
    expect(heading).to_have_text(large_video.name, timeout=40_000)
    assert max(offsets) > MIB


def test_an_upload_can_be_paused_and_cancelled(slow_page: Page, large_video: Path) -> None:
    _begin(slow_page, large_video)
    slow_page.get_by_role("button", name="Pause").click()
    queue = slow_page.get_by_role("list", name="Uploads")
    expect(queue).to_contain_text("Paused")
    slow_page.get_by_role("button", name="Resume").click()
    expect(queue).to_contain_text("left")
    slow_page.get_by_role("button", name="Cancel").click()
    expect(queue.get_by_role("listitem")).to_have_count(0)
    slow_page.reload()
    expect(queue.get_by_role("listitem")).to_have_count(0)
    known = slow_page.evaluate(
        "fetch('/uploads/', {headers: {Accept: 'application/json'}}).then(r => r.json())"
    )
    assert known == []
