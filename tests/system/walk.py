"""Every page that a person can come to by links, found by following them."""

import re
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import BrowserContext

# What is different between two files' editors is the file: one of each is looked at.
IDENTIFIER = re.compile(r"/[A-Za-z0-9_-]{20,}(?=/|$)")
ASSETS = re.compile(r"^/static/")


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where a link leads; what is only downloaded is no page."""
        attributes = dict(attrs)
        if tag == "a" and "download" not in attributes:
            self.found.append(attributes.get("href") or "")


def pages_within_reach(context: BrowserContext, start: list[str], most: int = 60) -> list[str]:
    """Return the paths of all pages that links lead to from `start`, one of each kind."""
    found: dict[str, str] = {}
    waiting = list(start)
    while waiting:
        path = waiting.pop(0)
        kind = IDENTIFIER.sub("/*", urlsplit(path).path)
        if kind in found or ASSETS.match(path):
            continue
        answer = context.request.head(path)
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        answer = context.request.get(path)
        # A page that leads on, such as from a file to its editor, is the page it leads to.
        landed = IDENTIFIER.sub("/*", urlsplit(answer.url).path)
        if landed not in found:
            found[landed] = _path(answer.url)
        found.setdefault(kind, found[landed])
        links = _Links()
        links.feed(answer.text())
        waiting += [_path(target) for href in links.found if (target := _here(answer.url, href))]
        assert len(found) <= most, f"no end of pages: {sorted(found)}"
    return list(dict.fromkeys(found.values()))


def _here(page: str, href: str) -> str | None:
    target = urljoin(page, href.partition("#")[0])
    return target if urlsplit(target).netloc == urlsplit(page).netloc else None


def _path(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")
