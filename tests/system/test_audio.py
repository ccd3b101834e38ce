"""Sound, from the browser to the result."""

from pathlib import Path

import av
import pytest
from playwright.sync_api import Page, expect

from tests.media import make_clip
from tests.system import journeys


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four seconds of a tone."""
    return make_clip(tmp_path_factory.mktemp("sounds") / "Rehearsal.mp3", video=None, audio="mp3")


def test_a_recording_is_trimmed_and_made_loud_enough(
    page: Page, recording: Path, tmp_path: Path
) -> None:
    journeys.register(page)
    page.goto("/audio/")
    page.set_input_files("[name=file]", recording)
    expect(page.get_by_role("heading", level=1)).to_have_text(
        recording.name, timeout=journeys.WORK_MS
    )
    form = page.locator("form[action$='/trim']")
    form.locator("[data-edge=start]").fill("1")
    form.locator("[data-edge=end]").fill("0:03")
    form.get_by_role("button", name="Trim", exact=True).click()
    journeys.wait_for_result(page)
    made = journeys.download(page, "Download", tmp_path)
    with av.open(str(made)) as sound:
        assert sound.duration is not None
        assert sound.duration / av.time_base == pytest.approx(2.0, abs=0.06)
    page.get_by_role("link", name="Cut or convert this").click()
    page.get_by_role("heading", name="Loudness").click()
    form = page.locator("form[action$='/loudness']")
    form.get_by_role("button", name="Loudness", exact=True).click()
    journeys.wait_for_result(page)
    expect(page.locator("main")).to_contain_text("LUFS")
