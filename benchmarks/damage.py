"""A thousand damaged files: each ends in a clear error or a valid file, and none in a hang."""

import os
import statistics
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from benchmarks.report import Figure
from tests.services.video import damage

VARIANTS = 1000


def ends(folder: Path, whole: list[bytes], seed: int) -> damage.Ending:
    """Return how one of them ends."""
    path = folder / f"{seed}.bin"
    path.write_bytes(damage.variant(whole, seed))
    try:
        return damage.ending(damage.probe_and_cut, path, folder / f"{seed}.mkv")
    finally:
        path.unlink()


def main() -> Iterator[Figure]:
    """Yield how a thousand files end."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "whole").mkdir()
        whole = damage.sources(folder / "whole")
        with ProcessPoolExecutor(os.cpu_count()) as pool:
            jobs = [pool.submit(ends, folder, whole, seed) for seed in range(VARIANTS)]
            endings = [job.result() for job in jobs]
        left = [path for path in folder.iterdir() if path.name != "whole"]
    statuses = Counter(each.status for each in endings)
    fine = statuses[damage.VALID] + statuses[damage.REFUSED]
    yield Figure("damaged files: cut, to a valid file", statuses[damage.VALID], "of 1000")
    yield Figure("damaged files: neither valid nor refused", VARIANTS - fine, "", at_most=0)
    yield Figure("damaged files: left behind", len(left), "", at_most=0)
    yield Figure("damaged files: longest", max(each.seconds for each in endings), "s", at_most=20)
    yield Figure("damaged files: median", statistics.median(e.seconds for e in endings), "s")


if __name__ == "__main__":
    for figure in main():
        print(figure, flush=True)
