"""A running stack and a real browser."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.system.stack import Stack

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",  # tests run as root in containers
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    # no request of the browser's own leaves the machine
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything here as a system test."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.system)


def find_chromium() -> str | None:
    """Return the path of the system's Chromium, if it has one."""
    return shutil.which("chromium") or shutil.which("google-chrome")


# A browser for each file and not for the session: while it is open, Playwright's event loop
# runs, and tests of other files in the same process could not run one of their own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real Chromium; without one, browser tests are skipped and say so."""
    executable = find_chromium()
    if executable is None:
        pytest.skip("NO BROWSER: install Debian's chromium to run the browser tests")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=CHROMIUM_ARGUMENTS, timeout=60_000
        )
        yield browser
        browser.close()


def _open(browser: Browser, stack: Stack, **options: object) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=stack.url, accept_downloads=True, **options)  # type: ignore[arg-type]  # named options of Playwright
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def context(browser: Browser, stack: Stack) -> Iterator[BrowserContext]:
    """A visitor on a desktop."""
    yield from _open(browser, stack, viewport={"width": 1440, "height": 900})


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page of that visitor."""
    return context.new_page()


@pytest.fixture
def plain_page(browser: Browser, stack: Stack) -> Iterator[Page]:
    """A page on a phone whose browser runs no JavaScript."""
    for context in _open(
        browser,
        stack,
        viewport={"width": 360, "height": 740},
        java_script_enabled=False,
        has_touch=True,
        is_mobile=True,
    ):
        yield context.new_page()
