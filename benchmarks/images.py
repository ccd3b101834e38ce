"""What the image service costs beside libvips itself, and how fast an editor sees a result."""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import psutil
import pyvips
from PIL import Image

from backend.services.image.engine.developing import develop
from backend.services.image.recipe import Box, Recipe, Size
from benchmarks.report import Figure
from config import ROOT
from tests.services.image.image_process import ImageProcess
from tests.services.image.pictures import photo, quarters
from tests.services.service_process import ServiceProcess

ROUNDS = 9
BATCH = 100
SIDE = 1600
MIB = 1024 * 1024
# Each runs in a process of its own and prints the seconds that its work took: what it
# costs to start one is part of what is measured from the button.
CLOCK = "import sys, time; from pathlib import Path; source, target = sys.argv[1:]; "
# The shortest way with libvips: its thumbnail, the same format and quality.
BARE = (
    f"{CLOCK}import pyvips; begun = time.perf_counter(); "
    f"image = pyvips.Image.thumbnail(source, {SIDE}, height={SIDE}, size='down'); "
    "image.webpsave(target, Q=80); print('', time.perf_counter() - begun)"
)
ENGINE = (
    f"{CLOCK}from backend.services.image.engine.developing import develop; "
    "from backend.services.image.recipe import Recipe, Size; begun = time.perf_counter(); "
    f"recipe = Recipe('webp', size=Size('fit', {SIDE}, {SIDE})); "
    "develop(Path(source), recipe, Path(target), None, lambda _: None); "
    "print('', time.perf_counter() - begun)"
)
# Run by a process that is small itself: what a child has in memory when it is forked
# counts as its own peak.
WATCH = (
    "import os, sys; child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ); "
    "_, status, used = os.wait4(child, 0); print('', used.ru_maxrss); sys.exit(status != 0)"
)


def measured(code: str, source: Path) -> tuple[float, float]:
    """Make a WebP of `source` by `code`; return seconds and the most memory it had, in MiB."""
    command = [sys.executable, "-c", code, str(source), str(source.with_suffix(".webp"))]
    watch = [sys.executable, "-I", "-S", "-c", WATCH, *command]
    finished = subprocess.run(watch, capture_output=True, check=True, cwd=ROOT)
    seconds, kibibytes = finished.stdout.split()[-2:]
    return float(seconds), int(kibibytes) / 1024


def against_libvips(source: Path, name: str, at_most_mib: float) -> Iterator[Figure]:
    """Yield time and memory of one photo made into a WebP of 1600 pixels."""
    ratios, peaks, bare = [], [], []
    for _ in range(ROUNDS):
        # Alternately, so that both meet the same neighbours on the machine.
        without, _ = measured(BARE, source)
        seconds, peak = measured(ENGINE, source)
        ratios.append(seconds / without)
        peaks.append(peak)
        bare.append(without)
    yield Figure(f"{name}: bare libvips, median", statistics.median(bare), "s")
    yield Figure(f"{name}: against bare libvips", statistics.median(ratios), "×", at_most=1.1)
    yield Figure(f"{name}: memory of the process", max(peaks), "MiB", at_most=at_most_mib)


def median_seconds(work: Callable[[int], object]) -> float:
    """Return the median time of `work`, which is given the number of the round."""
    times = []
    for number in range(ROUNDS):
        begun = time.perf_counter()
        work(number)
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def from_the_button(service: ServiceProcess, large: Path, small: Path) -> Iterator[Figure]:
    """Yield how long people wait, and what the service itself keeps in memory."""
    url, small_url = service.stored(large), service.stored(small)
    # The process that forks the others is there before anybody waits for it.
    service.probe(small_url)
    resident = psutil.Process(service.process.pid).memory_info().rss

    def convert(number: int) -> None:
        service.convert(
            url, "resize", f"large-{number}", mode="longest", longest=SIDE, format="webp"
        )

    without = statistics.median(measured(BARE, large)[0] for _ in range(ROUNDS))
    whole = median_seconds(convert)
    yield Figure("12 megapixels, button to result, beyond bare", whole - without, "s", at_most=0.5)
    seconds = median_seconds(
        lambda number: service.convert(small_url, "convert", f"small-{number}", format="webp")
    )
    yield Figure("a small picture, button to result", seconds, "s", at_most=0.5)
    grown = (psutil.Process(service.process.pid).memory_info().rss - resident) / MIB
    yield Figure("growth of the service itself", grown, "MiB", at_most=10)


def live_previews(service: ServiceProcess, photos: dict[str, Path]) -> Iterator[Figure]:
    """Yield how soon an editor sees what a form would come to."""
    cropped = {"crop_x": 400, "crop_y": 300, "crop_width": 2400, "crop_height": 2000}
    for name, path in photos.items():
        url = service.stored(path)

        def seen(
            number: int,
            kind: str = "edited",
            url: str = url,
            name: str = name,
            **parameters: object,
        ) -> None:
            output = f"{name}-{kind}-{number}-{len(parameters)}"
            service.preview(url, output, kind, operation="edit", parameters=parameters)

        begun = time.perf_counter()
        seen(0, "before")
        yield Figure(f"{name}: the editor opens, first picture", time.perf_counter() - begun, "s")
        for change, parameters in (
            ("brighter", {"brightness": 10, "contrast": 10}),
            ("turned, sharper", {"rotate": "90", "saturation": 10, "sharpen": 20}),
            ("cropped, straightened", {**cropped, "straighten": 3}),
        ):
            seconds = median_seconds(partial(seen, **parameters))
            yield Figure(f"{name}: live preview, {change}", seconds, "s", at_most=0.3)


def likeness(source: Path) -> Iterator[Figure]:
    """Yield how far colours are from those of the engine's own lossless path."""
    size = Size("fit", SIDE, SIDE)
    # Decoded whole, then shrunk: no decoder's short cut, nothing lost in the result.
    exact = Recipe("png", Box(0, 0, 3999, 2999), size=size)
    lossless = source.with_name("lossless.png")
    develop(source, exact, lossless, None, lambda _: None)
    reference = pyvips.Image.new_from_file(str(lossless)).colourspace("lab")
    for target in ("jpeg", "webp", "avif", "heic"):
        output = source.with_name(f"likeness.{target}")
        develop(source, replace(exact, target=target, quality=95), output, None, lambda _: None)
        shown = source.with_name("shown.png")
        develop(output, Recipe("png"), shown, None, lambda _: None)
        lab = pyvips.Image.new_from_file(str(shown)).colourspace("lab")
        mean = reference.dE00(lab).avg()
        yield Figure(f"{target}: mean ΔE2000 to the lossless path", mean, "", at_most=1)


def batch(service: ServiceProcess, source: Path) -> Iterator[Figure]:
    """Yield how much faster a batch is done by two jobs at once."""
    url = service.stored(source)

    def convert(number: int) -> None:
        service.convert(url, "convert", f"batch-{number}", format="webp")

    begun = time.perf_counter()
    for number in range(BATCH):
        convert(number)
    alone = time.perf_counter() - begun
    begun = time.perf_counter()
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(convert, range(BATCH)))
    together = time.perf_counter() - begun
    yield Figure(f"{BATCH} photos one after the other", alone, "s")
    yield Figure(f"{BATCH} photos as a batch, times faster", alone / together, "×", at_least=1.8)


def main() -> Iterator[Figure]:
    """Yield all figures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        large, huge, small = (folder / file for file in ("12.jpg", "50.png", "small.jpg"))
        photo(4000, 3000).jpegsave(str(large), Q=90)
        photo(8660, 5774).pngsave(str(huge), compression=3)
        quarters(640, 480).save(small)
        medium = folder / "medium.jpg"
        photo(2000, 1500).jpegsave(str(medium), Q=90)
        yield from against_libvips(large, "12 MP JPEG to 1600 px WebP", 80)
        yield from against_libvips(huge, "50 MP PNG to 1600 px WebP", 110)
        photos = {
            "12 MP JPEG": large,
            "12 MP PNG": folder / "12.png",
            "12 MP HEIC": folder / "12.heic",
        }
        with Image.open(large) as image:
            image.save(photos["12 MP PNG"], compress_level=3)
            image.save(photos["12 MP HEIC"], "HEIF", quality=80)
        yield from likeness(large)
        service = ImageProcess(folder / "data").started()
        try:
            yield from from_the_button(service, large, small)
            yield from live_previews(service, photos)
            yield from batch(service, medium)
        finally:
            service.stop()


if __name__ == "__main__":
    for figure in main():
        print(figure, flush=True)
