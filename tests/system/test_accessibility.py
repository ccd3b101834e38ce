"""Every page for everyone: WCAG 2.2 AA as far as machines can tell, on phones and desktops."""

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from tests.system import journeys
from tests.system.stack import ROOT, Stack
from tests.system.walk import IDENTIFIER, pages_within_reach

AXE = ROOT / "tests/vendor/axe-core-4.14.1/axe.min.js"
CHECKS = Path(__file__).with_name("page_checks.js")
NARROW: ViewportSize = {"width": 320, "height": 640}
LAPTOP: ViewportSize = {"width": 1280, "height": 900}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE: ViewportSize = {"width": 360, "height": 740}
DESKTOP: ViewportSize = {"width": 1440, "height": 900}
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
    for context in (nobody, somebody):
        context.add_init_script(path=AXE)
        context.add_init_script(path=CHECKS)
    page = somebody.new_page()
    journeys.register(page)
    journeys.upload(page, video)
    journeys.cut(page, "0:01", "2.5")
    yield {nobody: "/", somebody: page.url.removeprefix(stack.url)}
    nobody.close()
    somebody.close()


@pytest.fixture(scope="module")
def visits(contexts: dict[BrowserContext, str]) -> list[tuple[BrowserContext, str]]:
    """A visitor and an address for every page of the site."""
    return [
        (context, path)
        for context, place in contexts.items()
        for path in pages_within_reach(context, [place, *HIDDEN_PAGES])
    ]


@pytest.fixture(scope="module")
def findings(
    contexts: dict[BrowserContext, str], visits: list[tuple[BrowserContext, str]]
) -> dict[str, list[str]]:
    """What is wrong with any page, by the name of the check.

    Each is opened once, in the same window as the one before, and looked at in every way: many
    open pages at once draw themselves all the time and leave nothing for the tests beside this one.
    """
    found: dict[str, list[str]] = defaultdict(list)
    windows = {context: context.new_page() for context in contexts}
    for context, path in visits:
        page = windows[context]
        page.emulate_media(forced_colors="none")
        page.goto(path)
        for check, complaint in looked_at(page):
            found[check].append(f"{path}: {complaint}")
    for page in windows.values():
        page.close()
    return found


def looked_at(page: Page) -> Iterator[tuple[str, str]]:
    """Yield the name of a check and a complaint for all that is wrong with an open page."""
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme="dark")
        yield from (("axe", each) for each in violations(page))
        # Between the themes only colours differ.
        page.emulate_media(color_scheme="light")
        yield from (("axe", each) for each in violations(page, "color-contrast"))
    page.set_viewport_size(PHONE)
    yield from (("small", each) for each in complaints(page, "small", 44))
    page.set_viewport_size(NARROW)
    yield from (("narrow", each) for each in layout_complaints(page))
    for change in ("spaceText", "doubleText"):
        page.evaluate(f"pageChecks.{change}()")
        for size in (PHONE, LAPTOP):
            page.set_viewport_size(size)
            yield from ((change, each) for each in layout_complaints(page))
    page.evaluate("pageChecks.usualText()")
    page.emulate_media(forced_colors="active")
    page.evaluate("document.querySelectorAll('details.menu').forEach(menu => { menu.open = true })")
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        yield from (("unmarked", each) for each in complaints(page, "unmarked"))


def test_the_walk_finds_the_whole_house(visits: list[tuple[BrowserContext, str]]) -> None:
    kinds = {IDENTIFIER.sub("/*", path) for _, path in visits}
    assert {"/", "/login", "/register", "/about", "/status/", "/video/", "/video/*"} <= kinds
    assert {"/files/", "/files/*/delete", "/jobs/*", "/profile/", "/profile/password"} <= kinds


@pytest.mark.parametrize(
    "check",
    [
        pytest.param("axe", id="axe finds nothing, in both themes, on phones and desktops"),
        pytest.param("small", id="everything to press is as large as a fingertip"),
        pytest.param("narrow", id="at 320 pixels nothing is lost"),
        pytest.param("spaceText", id="wider text loses nothing"),
        pytest.param("doubleText", id="larger text loses nothing"),
        pytest.param("unmarked", id="without our colours one still sees what is chosen"),
    ],
)
def test_on_every_page(findings: dict[str, list[str]], check: str) -> None:
    assert not findings[check], "\n".join(findings[check])


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
    assert violations(page) == []


def prepared(context: BrowserContext, path: str, size: ViewportSize) -> Page:
    """Open a page of that size."""
    page = context.new_page()
    page.set_viewport_size(size)
    page.goto(path)
    return page


def violations(page: Page, *rules: str) -> list[str]:
    """Return what axe, or only some of its rules, finds wrong with the page as it is now."""
    options = {"runOnly": [*rules] or TAGS, "resultTypes": ["violations"], "preload": False}
    found: list[dict[str, Any]] = page.evaluate(
        f"axe.run(document, {json.dumps(options)}).then(results => results.violations)"
    )
    return [
        f"{violation['id']}: {node['html'][:200]} {node['failureSummary'][:300]}"
        for violation in found
        for node in violation["nodes"]
    ]


def complaints(page: Page, check: str, *values: int) -> list[str]:
    """Return what one of the checks says of the page as it is now."""
    found: list[str] = page.evaluate(f"pageChecks.{check}(...{[*values]})")
    return found


def layout_complaints(page: Page) -> list[str]:
    """Return what is cut off, covered, or wider than the window."""
    return [
        f"{check}: {each}"
        for check in ("sideways", "cutOff", "overlapping")
        for each in complaints(page, check)
    ]
