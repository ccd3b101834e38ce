"""What a page costs: with one gateway call, against a bare Flask route of the same server."""

import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import requests

from benchmarks.report import Figure
from tests.system.stack import running_stack
from tests.system.visitor import Visitor

ROUNDS = 300


def median_ms(http: requests.Session, url: str) -> float:
    """Return the median time of a GET in milliseconds."""
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        http.get(url, timeout=10).raise_for_status()
        times.append(time.perf_counter() - begun)
    return statistics.median(times) * 1000


def main() -> Iterator[Figure]:
    """Yield all figures."""
    with tempfile.TemporaryDirectory() as name, running_stack(Path(name) / "data") as stack:
        visitor = Visitor(stack.url)
        visitor.register()
        # The same session, so that both pay for the cookie, the headers and the log line.
        bare = median_ms(visitor.http, f"{stack.url}/about")
        yield Figure("a page without a gateway call", bare, "ms")
        for page in ("/achievements/", "/files/", "/profile/"):
            once = median_ms(visitor.http, f"{stack.url}{page}")
            yield Figure(f"{page} against it", once / bare, "×", at_most=3)


if __name__ == "__main__":
    for figure in main():
        print(figure, flush=True)
