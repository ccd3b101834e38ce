"""Every page for everyone: WCAG 2.2 AA as far as machines can tell, on phones and desktops."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.system import journeys
from tests.system.stack import ROOT, Stack
from tests.system.walk import IDENTIFIER, pages_within_reach

AXE = ROOT / "tests/vendor/axe-core-4.14.1/axe.min.js"
CHECKS = Path(__file__).with_name("page_checks.js")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1440, "height": 900}
# Nothing leads there but a mistake or a form.
HIDDEN_PAGES = [
    "/nothing-here",
    "/offline",
    "/_components",
    "/reset-password/used",
    "/forgot-password/sent",
]


@pytest.fixture(scope="module")
def contexts(browser: Browser, stack: Stack, video: Path) -> Iterator[dict[BrowserContext, str]]:
    """Nobody in particular, and somebody with a file, at what was just made of it."""
    # Colours are read when they have arrived, not on their way.
    nobody, somebody = (
        browser.new_context(base_url=stack.url, reduced_motion="reduce") for _ in range(2)
    )
    page = somebody.new_page()
    journeys.register(page)
    journeys.upload(page, video)
    journeys.cut(page, "0:01", "2.5")
    yield {nobody: "/", somebody: page.url.removeprefix(stack.url)}
    nobody.close()
    somebody.close()


@pytest.fixture(scope="module")
def visits(contexts: dict[BrowserContext, str]) -> list[tuple[Page, str]]:
    """A browser page and an address for every page of the site."""
    visits = [
        (context.new_page(), path)
        for context, place in contexts.items()
        for path in pages_within_reach(context, [place, *HIDDEN_PAGES])
    ]
    for page, path in visits:
        page.goto(path)
        page.evaluate(AXE.read_text())
        page.evaluate(CHECKS.read_text())
    return visits


def test_the_walk_finds_the_whole_house(visits: list[tuple[Page, str]]) -> None:
    kinds = {IDENTIFIER.sub("/*", path) for _, path in visits}
    assert {"/", "/login", "/register", "/about", "/status/", "/video/", "/video/*"} <= kinds
    assert {"/files/", "/files/*/delete", "/jobs/*", "/profile/", "/profile/password"} <= kinds


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_axe_finds_nothing_on_any_page(
    visits: list[tuple[Page, str]], size: Any, theme: Any
) -> None:
    found = []
    for page, path in visits:
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size(size)
        found += [f"{path}: {each}" for each in violations(page)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_axe_finds_nothing_in_open_menus(contexts: dict[BrowserContext, str], theme: Any) -> None:
    found = []
    for context in contexts:
        for size in (PHONE, DESKTOP):
            page = prepared(context, "/about", size)
            page.emulate_media(color_scheme=theme)
            page.locator("summary", has_text="Menu").click()
            found += violations(page)
            page.close()
    assert not found, "\n".join(found)


def test_axe_finds_nothing_in_a_form_with_errors(contexts: dict[BrowserContext, str]) -> None:
    page = prepared(next(iter(contexts)), "/register", PHONE)
    page.locator("main form").evaluate("form => { form.noValidate = true }")
    page.get_by_role("button", name="Create account").click()
    page.locator("[role=alert]").wait_for()
    page.evaluate(AXE.read_text())
    assert violations(page) == []


@pytest.mark.parametrize("check", ["sideways", "cutOff", "overlapping"])
def test_at_320_pixels_nothing_is_lost(visits: list[tuple[Page, str]], check: str) -> None:
    found = complaints(visits, check, {"width": 320, "height": 640})
    assert not found, "\n".join(found)


def test_everything_to_press_is_as_large_as_a_fingertip(visits: list[tuple[Page, str]]) -> None:
    found = complaints(visits, "small", PHONE, 44)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("change", ["spaceText", "doubleText"])
def test_wider_and_larger_text_loses_nothing(visits: list[tuple[Page, str]], change: str) -> None:
    found = []
    for page, path in visits:
        page.goto(path)
        page.evaluate(CHECKS.read_text())
        page.evaluate(f"pageChecks.{change}()")
    for check in ("sideways", "cutOff", "overlapping"):
        for size in (PHONE, {"width": 1280, "height": 900}):
            found += [f"{check}: {each}" for each in complaints(visits, check, size)]
    assert not found, "\n".join(found)


def test_without_our_colours_one_still_sees_what_is_chosen(
    visits: list[tuple[Page, str]],
) -> None:
    found = []
    for page, _ in visits:
        page.emulate_media(forced_colors="active")
        page.evaluate(
            "document.querySelectorAll('details.menu').forEach(menu => { menu.open = true })"
        )
    for size in (PHONE, DESKTOP):
        found += complaints(visits, "unmarked", size)
    assert not found, "\n".join(found)


def prepared(context: BrowserContext, path: str, size: Any) -> Page:
    """Open a page, ready for axe."""
    page = context.new_page()
    page.set_viewport_size(size)
    page.goto(path)
    page.evaluate(AXE.read_text())
    return page


def violations(page: Page) -> list[str]:
    """Return what axe finds wrong with the page as it is now."""
    options = {"runOnly": TAGS, "resultTypes": ["violations"]}
    found: list[dict[str, Any]] = page.evaluate(
        f"axe.run(document, {json.dumps(options)}).then(results => results.violations)"
    )
    return [
        f"{violation['id']}: {node['html'][:200]} {node['failureSummary'][:300]}"
        for violation in found
        for node in violation["nodes"]
    ]


def complaints(visits: list[tuple[Page, str]], check: str, size: Any, *values: int) -> list[str]:
    """Return what one of the checks says of each page in a window of this size."""
    found = []
    for page, path in visits:
        page.set_viewport_size(size)
        found += [
            f"{path}: {each}" for each in page.evaluate(f"pageChecks.{check}(...{[*values]})")
        ]
    return found
