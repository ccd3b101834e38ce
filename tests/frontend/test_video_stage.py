"""The stage of the video editor: player, controls and timeline, and which fields they work on."""

import pytest

from tests.frontend import media_samples, samples
from tests.frontend.browser import Browser
from tests.frontend.media_samples import CONVERT, CUT, PICTURES
from tests.frontend.mock_gateway import MockGateway
from tests.frontend.page import Page


def open_editor(ada: Browser, gateway: MockGateway, *operations: object, **changes: object) -> Page:
    known = {**media_samples.details(), **changes}
    gateway.answers("GET", "/v1/files/f-lake/workbench", media_samples.bench(known))
    service = samples.service(operations=list(operations or (CUT, CONVERT)))
    gateway.answers("GET", "/v1/services/video", service)
    return ada.open("/video/f-lake")


def part(page: Page, module: str) -> dict[str, str]:
    (found,) = [each for each in page.root.iter() if each.get("data-module") == module]
    return dict(found.attrib)


def test_the_timeline_knows_the_film_and_the_fields_of_the_cut(
    ada: Browser, gateway: MockGateway
) -> None:
    found = part(open_editor(ada, gateway), "timeline")
    assert (found["data-duration"], found["data-frame-rate"]) == ("62.5", "29.97")
    assert (found["data-media"], found["data-marks"]) == ("media", "cut")
    assert (found["data-start"], found["data-end"]) == ("cut-start", "cut-end")


def test_an_operation_without_times_leaves_the_timeline_to_look_at(
    ada: Browser, gateway: MockGateway
) -> None:
    page = open_editor(ada, gateway, CONVERT)
    assert "data-marks" not in part(page, "timeline")
    assert [each.get("data-do") for each in page.all("button") if each.get("data-do")] == [
        "out",
        "all",
        "in",
    ]


def test_a_film_without_sound_has_no_volume(ada: Browser, gateway: MockGateway) -> None:
    silent = media_samples.details(media_samples.file(), PICTURES)
    page = open_editor(ada, gateway, **silent)
    controls = {each.get("data-mute") for each in page.all("button")}
    assert controls == {None}
    assert not page.all("input", type="range")


@pytest.mark.parametrize("changes", [{"extension": "gif"}, {"duration_seconds": 0}])
def test_what_is_no_film_has_no_timeline(
    ada: Browser, gateway: MockGateway, changes: dict[str, object]
) -> None:
    modules = {each.get("data-module") for each in open_editor(ada, gateway, **changes).root.iter()}
    assert {"timeline", "transport", "shortcuts"}.isdisjoint(modules)


def test_all_that_needs_a_script_waits_for_one(ada: Browser, gateway: MockGateway) -> None:
    page = open_editor(ada, gateway)
    for module in ("timeline", "transport", "shortcuts"):
        assert "needs-js" in part(page, module)["class"].split()
    (video,) = page.all("video")
    assert video.get("controls") is not None
