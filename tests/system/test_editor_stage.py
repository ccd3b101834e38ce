"""The screening room: what is seen on its timeline, and films that browsers do not play."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Response, expect

from tests.media import make_clip
from tests.system import journeys

# How many colours a canvas shows.
COLOURS = """track => {
    const canvas = document.querySelector(track);
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return new Set(new Uint32Array(data.buffer)).size;
}"""
PLAYS = "() => document.getElementById('media').videoWidth > 0"
PLAYS_COPY = "() => document.getElementById('media').currentSrc.includes('/preview/proxy')"


def wait_until(page: Page, condition: str, given: object = None) -> None:
    """Return when a function of the page is true; the page's own policy forbids Playwright's way
    of waiting, which is to evaluate a text there.
    """
    page.evaluate(
        f"""([given, limit]) => new Promise((done, fail) => {{
            const last = performance.now() + limit;
            const look = () => {{
                if (({condition})(given)) done();
                else if (performance.now() > last) fail(new Error("did not come true"));
                else requestAnimationFrame(look);
            }};
            look();
        }})""",
        [given, journeys.WORK_MS],
    )


@pytest.fixture(scope="module")
def avi(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film that no browser plays."""
    folder = tmp_path_factory.mktemp("old")
    return make_clip(folder / "wedding.avi", seconds=3, video="mpeg4", audio="mp3")


def test_the_timeline_shows_pictures_sound_and_keyframes(page: Page, video: Path) -> None:
    journeys.register(page)
    with page.expect_response(
        lambda answer: "preview/keyframes" in answer.url and answer.ok, timeout=journeys.WORK_MS
    ):
        journeys.upload(page, video)
    for track in ("[data-film]", "[data-wave]"):
        wait_until(page, f"track => ({COLOURS})(track) > 1", track)
    assert page.evaluate(COLOURS, "[data-film]") > 200


def test_a_film_that_browsers_do_not_play_is_shown_all_the_same(page: Page, avi: Path) -> None:
    journeys.register(page)
    journeys.upload(page, avi)
    wait_until(page, PLAYS)
    expect(page.locator("[data-player-note]")).to_be_hidden()
    # At first in pieces; the light copy takes their place when it is there.
    wait_until(page, PLAYS_COPY)
    wait_until(page, PLAYS)
    expect(page.locator("[data-player-wait]")).to_be_empty()


def test_a_segment_is_moved_as_a_whole_by_its_number(page: Page, video: Path) -> None:
    journeys.register(page)
    journeys.upload(page, video)
    lines = journeys.segments_field(page)
    lines.fill("0.5 - 1.5 waves")
    span = page.locator(".span--selected")
    # The line is heard at once, and drawn with the next picture of the screen.
    expect(span.locator("[data-edge=start]")).to_have_attribute("aria-valuenow", "0.500")
    grip = span.locator("[data-number]")
    grip.hover()
    box, view = grip.bounding_box(), page.locator(".timeline__view").bounding_box()
    assert box
    assert view
    page.mouse.down()
    # Half of four seconds further.
    page.mouse.move(box["x"] + box["width"] / 2 + view["width"] / 2, box["y"] + 5, steps=5)
    page.mouse.up()
    expect(lines).not_to_have_value("0.5 - 1.5 waves")
    line = re.fullmatch(r"([\d:.]+) - ([\d:.]+) waves", lines.input_value())
    assert line, lines.input_value()
    start, end = (float(each.rpartition(":")[2]) for each in line.groups())
    assert start == pytest.approx(2.5, abs=0.05)
    assert end - start == pytest.approx(1)
    page.keyboard.press("Control+Z")
    expect(lines).to_have_value(re.compile(r"^0:00\.5"))


def test_who_zooms_in_sees_finer_pictures(page: Page, tmp_path: Path) -> None:
    film = make_clip(tmp_path / "minute.mp4", seconds=60, size="160x90", fps=10)
    journeys.register(page)
    journeys.upload(page, film)
    wait_until(page, f"track => ({COLOURS})(track) > 200", "[data-film]")
    # On the way there, others may be asked for.
    with page.expect_response(_is_fine):
        for _ in range(8):
            page.get_by_role("button", name="Zoom in").click()


def _is_fine(answer: Response) -> bool:
    if "filmstrip?parameters" not in answer.url or not answer.ok:
        return False
    times = json.loads(answer.headers["preview-facts"])["times"]
    return bool(times[1] - times[0] < 0.3)
