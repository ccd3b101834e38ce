"""How little travels: to read a page, to work with it, and never to anybody else."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Request

from tests.system.stack import Stack
from tests.system.visitor import Visitor
from tests.system.walk import pages_within_reach

MOST_SCRIPT_BYTES = 100_000
MOST_HOME_BYTES = 300_000


@dataclass
class Load:
    """All that one page asks for."""

    path: str
    requests: list[Request] = field(default_factory=list)

    def bytes_of(self, *kinds: str) -> int:
        """Return the bytes on the wire of some kinds of resource, by default of all.

        What the browser still had from an earlier page counts as if it came anew.
        """
        lengths = {}
        for request in self.requests:
            response = request.response()
            if response and (not kinds or request.resource_type in kinds):
                lengths[request.url] = int(response.headers.get("content-length", 0))
        return sum(lengths.values())


@pytest.fixture(scope="module")
def loads(browser: Browser, stack: Stack, video: Path) -> Iterator[list[Load]]:
    """Every page, as nobody and as somebody with a file."""
    visitor = Visitor(stack.url)
    visitor.register()
    visitor.upload(video)
    # The worker would fetch the offline page beside each first page.
    contexts = [browser.new_context(base_url=stack.url, service_workers="block") for _ in range(2)]
    for cookie in visitor.http.cookies:
        contexts[1].add_cookies(
            [{"name": cookie.name, "value": cookie.value or "", "url": stack.url}]
        )
    yield [
        load(context, path) for context in contexts for path in pages_within_reach(context, ["/"])
    ]
    for context in contexts:
        context.close()


def load(context: BrowserContext, path: str) -> Load:
    """Open a page, to its end, and note all that it asks for."""
    result = Load(path)

    def note(request: Request) -> None:
        result.requests.append(request)

    page = context.new_page()
    page.on("requestfinished", note)
    page.goto(path)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.wait_for_load_state("networkidle")
    return result


def test_no_page_needs_more_than_100_kilobytes_of_script(loads: list[Load]) -> None:
    weights = [(each.path, each.bytes_of("script")) for each in loads]
    assert min(size for _, size in weights) > 500
    assert [weight for weight in weights if weight[1] > MOST_SCRIPT_BYTES] == []


def test_home_travels_in_less_than_300_kilobytes(loads: list[Load]) -> None:
    for home in (each for each in loads if each.path == "/"):
        assert 20_000 < home.bytes_of() < MOST_HOME_BYTES


def test_no_request_leaves_the_site(loads: list[Load], stack: Stack) -> None:
    asked = {urlsplit(request.url) for each in loads for request in each.requests}
    foreign = [url for url in asked if url.scheme not in {"data", "blob"}]
    assert [url for url in foreign if f"{url.scheme}://{url.netloc}" != stack.url] == []


def test_every_asset_is_kept_for_ever_and_compressed(loads: list[Load]) -> None:
    seen = set()
    for each in loads:
        for request in each.requests:
            path = urlsplit(request.url).path
            if not path.startswith("/static/") or path in seen:
                continue
            seen.add(path)
            response = request.response()
            assert response is not None
            headers = response.headers
            assert "immutable" in headers["cache-control"], path
            if path.endswith((".js", ".css", ".svg")):
                assert headers["content-encoding"] == "br", path
    assert len(seen) > 30
