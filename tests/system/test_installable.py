"""The site on a home screen, and without a network."""

import re
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from tests.system import journeys
from tests.system.stack import running_stack

READY = "navigator.serviceWorker.ready.then(() => true)"
UNREACHED = "The server cannot be reached"
KEPT = """async () => {
    const opened = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
    const kept = await Promise.all(opened.map((cache) => cache.keys()));
    return kept.flat().map((request) => new URL(request.url).pathname);
}"""


def test_the_browser_finds_nothing_that_stands_against_installing(page: Page) -> None:
    page.goto("/about")
    page.evaluate(READY)
    session = page.context.new_cdp_session(page)
    manifest = session.send("Page.getAppManifest")
    assert manifest["errors"] == []
    errors = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # A test's browser has no profile to install anything in.
    assert [each for each in errors if each["errorId"] != "in-incognito"] == []


def test_without_a_server_people_are_told_and_led_back_when_it_answers(
    context: BrowserContext, tmp_path: Path
) -> None:
    page = context.new_page()
    with running_stack(tmp_path / "data") as stack:
        page.goto(f"{stack.url}/about")
        page.evaluate(READY)
        stack.stop()
        page.goto(f"{stack.url}/status/")
        expect(page.get_by_role("heading", level=1)).to_have_text(UNREACHED)
        serif = "getComputedStyle(document.querySelector('h1')).fontFamily"
        assert "Cormorant" in page.evaluate(serif)
        page.get_by_role("link", name="Try again").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(UNREACHED)
        stack.start()
        # Nobody touches the page: it finds its way itself.
        expect(page.get_by_role("heading", level=1)).not_to_have_text(UNREACHED, timeout=20_000)
        expect(page).to_have_url(f"{stack.url}/status/")


def test_no_private_page_is_kept_on_the_device(page: Page, video: Path) -> None:
    journeys.register(page)
    page.evaluate(READY)
    journeys.upload(page, video)
    page.goto("/files/")
    kept = page.evaluate(KEPT)
    assert "/offline" in kept
    others = [path for path in kept if not re.match(r"/static/|/offline$", path)]
    assert others == []
