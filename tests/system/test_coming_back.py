"""People come back: on another device, on another day, after something broke."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from tests.media import make_clip, padded
from tests.system import journeys
from tests.system.stack import Stack

MIB = 1024 * 1024
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


def opened(browser: Browser, stack: Stack, **kept: object) -> BrowserContext:
    """Open a browser on a phone, perhaps with what it has kept from another day."""
    context = browser.new_context(base_url=stack.url, **PHONE, **kept)  # type: ignore[arg-type]  # named options
    context.set_default_timeout(15_000)
    return context


def opened_again(browser: Browser, stack: Stack, closed: BrowserContext) -> BrowserContext:
    """Close a browser with all its pages, and open it again."""
    kept = closed.storage_state()
    closed.close()
    return opened(browser, stack, storage_state=kept)


def test_what_was_made_at_the_desk_is_on_the_phone_the_next_day(
    page: Page, browser: Browser, stack: Stack, video: Path, tmp_path: Path
) -> None:
    name, password = journeys.register(page)
    journeys.upload(page, video)
    journeys.convert(page, "mp3")
    page.context.close()
    phone = opened(browser, stack)
    evening = phone.new_page()
    # Where somebody wanted to go is where logging in leads.
    evening.goto("/files/")
    evening.fill("[name=login]", name)
    evening.fill("[name=password]", password)
    evening.locator("main").get_by_role("button", name="Log in").click()
    expect(evening).to_have_url(f"{stack.url}/files/")
    phone = opened_again(browser, stack, phone)
    morning = phone.new_page()
    morning.goto("/files/")
    expect(morning.get_by_role("heading", name=video.name)).to_be_visible()
    made = journeys.download(morning, re.compile(r"Download .*\.mp3"), tmp_path)
    assert made.stat().st_size > 1000
    morning.locator(".file__details > summary").click()
    expect(morning.locator("[data-facts]")).to_contain_text("Container")
    phone.close()


def test_what_was_typed_outlives_the_gateway(page: Page, stack: Stack, video: Path) -> None:
    journeys.register(page)
    journeys.upload(page, video)
    form = journeys.unfold(page, "convert")
    form.locator("[name=format][value=mp3]").check(force=True)
    with stack.without("gateway"):
        form.get_by_role("button", name="Convert", exact=True).click()
        heading = page.get_by_role("heading", level=1)
        expect(heading).to_have_text("Not reachable right now")
        expect(page.locator("main")).to_contain_text("What you typed is kept.")
    stack.wait_until_healthy()
    page.get_by_role("button", name="Send it again").click()
    journeys.wait_for_result(page)


@pytest.fixture(scope="module")
def large_video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that takes several seconds on a slow connection."""
    return padded(make_clip(tmp_path_factory.mktemp("large") / "large.mp4"), 24 * MIB)


def test_an_upload_goes_on_after_the_browser_was_closed(
    browser: Browser, stack: Stack, large_video: Path
) -> None:
    phone = opened(browser, stack)
    page = phone.new_page()
    journeys.register(page)
    page.goto("/video/")
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 4 * MIB}
    phone.new_cdp_session(page).send("Network.emulateNetworkConditions", slow)
    page.set_input_files("[name=file]", large_video)
    expect(page.get_by_role("list", name="Uploads")).to_contain_text(re.compile(r"[1-5]\d %"))
    phone = opened_again(browser, stack, phone)
    page = phone.new_page()
    offsets: list[int] = []

    def note(request: Request) -> None:
        if request.method == "PATCH":
            offsets.append(int(request.headers["upload-offset"]))

    page.on("request", note)
    page.goto("/video/")
    queue = page.get_by_role("list", name="Uploads")
    expect(queue).to_contain_text("Choose the same file again")
    page.set_input_files("[name=file]", large_video)
    expect(page.get_by_role("heading", level=1)).to_have_text(large_video.name, timeout=60_000)
    assert min(offsets) > MIB
    phone.close()
