"""How little travels: to read a page, to work with it, and never to anybody else."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request

from tests.system.stack import Stack
from tests.system.visitor import Visitor
from tests.system.walk import pages_within_reach

MOST_SCRIPT_BYTES = 100_000
MOST_HOME_BYTES = 300_000


@dataclass(frozen=True)
class Answer:
    """What came for one request; `headers` are empty where nothing came."""

    url: str
    kind: str
    headers: dict[str, str]


@dataclass(frozen=True)
class Load:
    """All that one page asks for."""

    path: str
    answers: list[Answer]

    def bytes_of(self, *kinds: str) -> int:
        """Return the bytes on the wire of some kinds of resource, by default of all.

        What the browser still had from an earlier page counts as if it came anew.
        """
        lengths = {
            answer.url: int(answer.headers.get("content-length", 0))
            for answer in self.answers
            if not kinds or answer.kind in kinds
        }
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
        found
        for context in contexts
        for found in loads_of(context.new_page(), pages_within_reach(context, ["/"]))
    ]
    for context in contexts:
        context.close()


def loads_of(page: Page, paths: list[str]) -> Iterator[Load]:
    """Open pages one after the other, each to its end, and note all that they ask for."""
    requests: list[Request] = []

    def note(request: Request) -> None:
        requests.append(request)

    page.on("requestfinished", note)
    for path in paths:
        requests.clear()
        page.goto(path)
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        page.wait_for_load_state("networkidle")
        answers = [
            Answer(each.url, each.resource_type, response.headers if response else {})
            for each in requests
            for response in [each.response()]
        ]
        yield Load(path, answers)


def test_no_page_needs_more_than_100_kilobytes_of_script(loads: list[Load]) -> None:
    weights = [(each.path, each.bytes_of("script")) for each in loads]
    assert min(size for _, size in weights) > 500
    assert [weight for weight in weights if weight[1] > MOST_SCRIPT_BYTES] == []


def test_home_travels_in_less_than_300_kilobytes(loads: list[Load]) -> None:
    for home in (each for each in loads if each.path == "/"):
        assert 20_000 < home.bytes_of() < MOST_HOME_BYTES


def test_no_request_leaves_the_site(loads: list[Load], stack: Stack) -> None:
    asked = {urlsplit(answer.url) for each in loads for answer in each.answers}
    foreign = [url for url in asked if url.scheme not in {"data", "blob"}]
    assert [url for url in foreign if f"{url.scheme}://{url.netloc}" != stack.url] == []


def test_every_asset_is_kept_for_ever_and_compressed(loads: list[Load]) -> None:
    seen = set()
    for each in loads:
        for answer in each.answers:
            path = urlsplit(answer.url).path
            if not path.startswith("/static/") or path in seen:
                continue
            seen.add(path)
            assert "immutable" in answer.headers["cache-control"], path
            if path.endswith((".js", ".css", ".svg")):
                assert answer.headers["content-encoding"] == "br", path
    assert len(seen) > 30
