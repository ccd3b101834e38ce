"""An exact cut seeks right where most people look at it: at each time its own frame is shown."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.services.video.smart_cut.clips import NUMBER_BITS, STRIP_HEIGHT, make_clip
from tests.services.video.smart_cut.cutting import assert_exact, cut
from tests.services.video.smart_cut.kinds import KINDS
from tests.system import journeys

FPS = 30
# Out of order, with edges inside groups of pictures and with whole groups. The second begins
# with the film: open groups are copied from there only.
SEGMENTS = [(1.4, 2.6), (0.0, 3.4), (0.2, 1.3)]
JOINTS_SECONDS = [1.2, 4.6]
FRAMES = [frame for start, end in SEGMENTS for frame in range(round(start * FPS), round(end * FPS))]
# Has no factor in common with their number: comes to all frames, to each from far away.
STRIDE = 47

PLAYER = "<input type=file><video muted></video><canvas></canvas>"
# Which frames are shown after seeking to each of `times`, by the numbers in their last lines.
SHOWN = """({ times, bits, strip, limit }) => new Promise((done, fail) => {
    const video = document.querySelector("video");
    const pen = document.querySelector("canvas").getContext("2d", { willReadFrequently: true });
    const event = (name) => new Promise((met) => video.addEventListener(name, met, { once: true }));
    const number = () => {
        const [width, height] = [video.videoWidth, video.videoHeight];
        Object.assign(pen.canvas, { width, height });
        pen.drawImage(video, 0, 0);
        const line = pen.getImageData(0, height - strip / 2, width, 1).data;
        const field = Math.floor(width / bits);
        const bit = (index) => line[4 * Math.floor((index + 0.5) * field)] > 127 ? 2 ** index : 0;
        return Array.from({ length: bits }, (_, index) => bit(index)).reduce((a, b) => a + b);
    };
    const look = async () => {
        const loaded = event("loadeddata");
        video.src = URL.createObjectURL(document.querySelector("input").files[0]);
        await loaded;
        const shown = [];
        for (const time of times) {
            const painted = new Promise((met) => video.requestVideoFrameCallback(met));
            const sought = event("seeked");
            video.currentTime = time;
            await Promise.all([sought, painted]);
            shown.push(number());
        }
        return shown;
    };
    event("error").then(() => fail(new Error(`at ${video.currentTime}: ${video.error.message}`)));
    setTimeout(() => fail(new Error(`stuck on the way to ${video.currentTime}`)), limit);
    look().then(done, fail);
})"""


@pytest.fixture
def player(browser: Browser) -> Iterator[Page]:
    """A page that plays a file given to it."""
    page = browser.new_page()
    page.set_content(PLAYER)
    yield page
    page.close()


def shown(player: Page, path: Path, times: list[float]) -> list[int]:
    """Return the numbers of the frames that are shown at `times`."""
    player.set_input_files("input", path)
    strip = {"bits": NUMBER_BITS, "strip": STRIP_HEIGHT}
    numbers: list[int] = player.evaluate(
        SHOWN, {"times": times, "limit": journeys.WORK_MS, **strip}
    )
    return numbers


@pytest.mark.parametrize(
    "name",
    [
        "h264 with a B-pyramid.mp4",
        "h264 with open GOPs.mp4",
        "h264 without B-frames.mov",
        "vp9 with hidden pictures.webm",
        "av1.mp4",
    ],
)
def test_an_exact_cut_seeks_right_in_chromium(player: Page, tmp_path: Path, name: str) -> None:
    source = make_clip(tmp_path / name, KINDS[name])
    output = tmp_path / f"cut{source.suffix}"
    report = cut(source, output, SEGMENTS)
    assert report.frames_copied
    assert report.frames_encoded
    assert_exact(source, output, SEGMENTS, report)
    order = [index * STRIDE % len(FRAMES) for index in range(len(FRAMES))]
    # A millisecond, which is what WebM stores, behind the beginning and before the end of each.
    moments = [(index, (index + part) / FPS) for index in order for part in (0.03, 0.97)]
    found = shown(player, output, [seconds for _, seconds in moments])
    wrong = {
        round(seconds, 3): f"{number} instead of {FRAMES[index]}"
        for (index, seconds), number in zip(moments, found, strict=True)
        if number != FRAMES[index]
    }
    assert wrong == {}
    exactly = [0.0, *JOINTS_SECONDS]
    assert shown(player, output, exactly) == [FRAMES[round(at * FPS)] for at in exactly]
