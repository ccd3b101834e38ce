import pytest

from tests.frontend import media_samples, samples
from tests.frontend.browser import Browser
from tests.frontend.media_samples import JOIN
from tests.frontend.mock_gateway import MockGateway
from tests.frontend.page import Page, text_of

ACTION = "/video/f-lake/join"
LOGO = media_samples.entry(id="f-logo", name="logo.png", kind="image", service="image")
LAKE = media_samples.entry(results=[media_samples.result()])
SONG = media_samples.entry(id="f-song", name="song.mp3", kind="audio", service="audio")


def open_editor(ada: Browser, gateway: MockGateway, query: str = "") -> Page:
    bench = {"file": media_samples.details(), "others": [LAKE, LOGO, SONG], "presets": []}
    gateway.answers("GET", "/v1/files/f-lake/workbench", bench)
    gateway.answers("GET", "/v1/services/video", samples.service(operations=[JOIN]))
    return ada.open(f"/video/f-lake{query}")


def test_only_files_that_fit_are_offered(ada: Browser, gateway: MockGateway) -> None:
    page = open_editor(ada, gateway)
    offered = [
        text_of(label) for label in page.all("label") if "offers__name" in label.get("class", "")
    ]
    assert [text.split("  ")[0].rsplit(" ", 1)[0] for text in offered] == [
        "lake.mp4",
        "lake (cut).mp4",
    ]
    (logo,) = page.all("select", name="logo")
    assert [option.get("value") for option in logo] == ["", "f-logo"]


def test_numbers_put_files_in_order(ada: Browser, gateway: MockGateway) -> None:
    page = open_editor(ada, gateway)
    gateway.answers("GET", "/v1/services/video", samples.service(operations=[JOIN]))
    gateway.answers("POST", "/v1/jobs", media_samples.job(), status=201)
    values = {"clips.f-lake": "2", "clips.f-cut": "1, 3", "logo": "f-logo", "gap": "1,5"}
    assert ada.send_on(page, values, action=ACTION) == "/jobs/j-1"
    assert gateway.sent()["parameters"] == {
        "clips": ["f-cut", "f-lake", "f-cut"],
        "logo": "f-logo",
        "gap": 1.5,
    }


@pytest.mark.parametrize(
    ("places", "problem"),
    [
        ("first", "Write 1, 2, 3 … beside the files, in their order."),
        ("", "Please fill this in."),
    ],
)
def test_what_is_no_place_is_told(
    ada: Browser, gateway: MockGateway, places: str, problem: str
) -> None:
    page = open_editor(ada, gateway)
    gateway.answers("GET", "/v1/services/video", samples.service(operations=[JOIN]))
    assert ada.send_on(page, {"clips.f-lake": places}, action=ACTION) == "/video/f-lake#join"
    assert problem in open_editor(ada, gateway).main


def test_a_refused_form_keeps_its_files(ada: Browser, gateway: MockGateway) -> None:
    page = open_editor(ada, gateway)
    gateway.answers("GET", "/v1/services/video", samples.service(operations=[JOIN]))
    fields = {"clips": ("file_not_found", "File 2 of these is not there (any more).")}
    gateway.refuses("POST", "/v1/jobs", 422, "invalid", fields=fields)
    values = {"clips.f-lake": "2", "clips.f-cut": "1"}
    ada.send_on(page, values, action=ACTION)
    page = open_editor(ada, gateway)
    assert "File 2 of these" in page.main
    assert page.values(ACTION)["clips.f-cut"] == "1"
    assert page.values(ACTION)["clips.f-lake"] == "2"


def test_bounds_of_numbers_are_told(ada: Browser, gateway: MockGateway) -> None:
    assert "Of silence. From 0.5 to 10." in open_editor(ada, gateway).main


def test_a_preset_fills_the_form_in(ada: Browser, gateway: MockGateway) -> None:
    (link,) = open_editor(ada, gateway).all(
        "a", href="/video/f-lake?operation=join&preset=slow#join"
    )
    assert text_of(link) == "Slow"
    page = open_editor(ada, gateway, "?operation=join&preset=slow")
    assert page.values(ACTION)["gap"] == "2.5"
    (chosen,) = page.all("a", href="/video/f-lake?operation=join&preset=slow#join")
    assert chosen.get("aria-current") == "true"


def test_a_preset_that_is_none_changes_nothing(ada: Browser, gateway: MockGateway) -> None:
    page = open_editor(ada, gateway, "?operation=join&preset=%3Cx%3E")
    assert page.values(ACTION)["gap"] == ""
