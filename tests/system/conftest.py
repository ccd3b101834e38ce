"""A running stack and a real browser."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

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
Run = Callable[..., Any]
# How long a page may take to come to be as expected, on a machine with other work.
expect.set_options(timeout=20_000)


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


def open_context(browser: Browser, stack: Stack, **options: object) -> Iterator[BrowserContext]:
    """A visitor of `stack`, for as long as the generator is not ended.

    One who wants no motion: drawing it all the time leaves less for the tests beside this one.
    """
    context = browser.new_context(
        base_url=stack.url,
        accept_downloads=True,
        reduced_motion="reduce",
        **options,  # type: ignore[arg-type]  # named options of Playwright
    )
    context.set_default_timeout(30_000)
    yield context
    context.close()


@pytest.fixture
def context(browser: Browser, stack: Stack) -> Iterator[BrowserContext]:
    """A visitor on a desktop."""
    yield from open_context(browser, stack, viewport={"width": 1440, "height": 900})


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page of that visitor."""
    return context.new_page()


@pytest.fixture
def plain_page(browser: Browser, stack: Stack) -> Iterator[Page]:
    """A page on a phone whose browser runs no JavaScript."""
    for context in open_context(
        browser,
        stack,
        viewport={"width": 360, "height": 740},
        java_script_enabled=False,
        has_touch=True,
        is_mobile=True,
    ):
        yield context.new_page()


@pytest.fixture(scope="module")
def run(browser: Browser, stack: Stack) -> Iterator[Run]:
    """Runs `body` with what a module exports as `m` and a value as `given`; returns its value."""
    context = browser.new_context(base_url=stack.url)
    page = context.new_page()
    page.goto("/about")
    main = page.locator("script[type=module]").get_attribute("src")
    assert main

    def run(module: str, body: str, given: object = None) -> Any:
        address = main.replace("main.js", f"{module}.js")
        script = f"([address, given]) => import(address).then((m) => {{ {body} }})"
        return page.evaluate(script, [address, given])

    yield run
    context.close()
