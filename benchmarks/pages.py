"""What a page costs: with one gateway call, against a bare Flask route of the same server.

And whether the hall of the home page moves smoothly while somebody scrolls through it.
"""

import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import requests
from playwright.sync_api import sync_playwright

from benchmarks.report import Figure
from tests.system.conftest import CHROMIUM_ARGUMENTS, find_chromium
from tests.system.stack import running_stack
from tests.system.visitor import Visitor

ROUNDS = 300
PICTURES = 300
WIDTHS = {"phone": (360, 740), "desktop": (1440, 900)}
# Scrolls to the end and from the top again, twelve pixels with each picture of the screen, and
# counts those that came later than the sixtieth of a second allows, rounded up.
SCROLL = """(pictures) => new Promise((done) => {
  const end = document.documentElement.scrollHeight - innerHeight;
  let [last, late, seen] = [null, 0, 0];
  const next = (now) => {
    if (last !== null && now - last > 18) late += 1;
    last = now;
    scrollTo(0, (12 * seen) % end);
    seen += 1;
    if (seen <= pictures) requestAnimationFrame(next);
    else done(late);
  };
  requestAnimationFrame(next);
})"""


def median_ms(http: requests.Session, url: str) -> float:
    """Return the median time of a GET in milliseconds."""
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        http.get(url, timeout=10).raise_for_status()
        times.append(time.perf_counter() - begun)
    return statistics.median(times) * 1000


def scrolling(url: str) -> Iterator[Figure]:
    """Yield how many pictures come late; nothing where there is no Chromium."""
    chromium = find_chromium()
    if chromium is None:
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
        for name, (width, height) in WIDTHS.items():
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto(url, wait_until="networkidle")
            late = page.evaluate(SCROLL, PICTURES)
            yield Figure(f"hall on a {name}, pictures late at 60 a second",
                         100 * late / PICTURES, "%", at_most=1)  # fmt: skip
        browser.close()


def main() -> Iterator[Figure]:
    """Yield all figures."""
    with tempfile.TemporaryDirectory() as name, running_stack(Path(name) / "data") as stack:
        visitor = Visitor(stack.url)
        visitor.register()
        # The same session, so that both pay for the cookie, the headers and the log line.
        bare = median_ms(visitor.http, f"{stack.url}/profile/password")
        yield Figure("a page without a gateway call", bare, "ms")
        for page in ("/achievements/", "/files/", "/profile/"):
            once = median_ms(visitor.http, f"{stack.url}{page}")
            yield Figure(f"{page} against it", once / bare, "×", at_most=3)
        yield from scrolling(stack.url)


if __name__ == "__main__":
    for figure in main():
        print(figure, flush=True)
