"""The image editor: what is inside the picture comes first, and a form leads to its preview."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.frontend import media_samples, samples
from tests.frontend.browser import Browser
from tests.frontend.media_samples import parameter
from tests.frontend.mock_gateway import MockGateway
from tests.frontend.page import Page, text_of

EDIT: dict[str, Any] = {
    "name": "edit",
    "title": "Edit",
    "summary": "Crop and improve it.",
    "parameters": [
        parameter("crop_width", "integer", minimum=1, maximum=65500, unit="px"),
        parameter("brightness", "integer", minimum=-100, maximum=100, step=1, default=0),
    ],
    "presets": [],
}
PLACE = media_samples.fact("gps", "Place where it was taken", "48.858333, 2.294444")
BLOCKS = media_samples.fact("metadata", "Metadata inside", "EXIF")
TAGS = {"camera": "Acme Phone 3", "date": "2024-05-01 11:59:58"}


def open_editor(ada: Browser, gateway: MockGateway, **media: object) -> Page:
    photo = media_samples.file(
        kind="image", service="image", extension="jpg", media_type="image/jpeg"
    )
    shown = media_samples.stream("video", "jpeg", width=4000, height=3000)
    details = media_samples.details(photo, shown)
    details["media"].update(media)
    gateway.answers("GET", "/v1/files/f-lake/workbench", media_samples.bench(details))
    gateway.answers("GET", "/v1/services/image", samples.service(name="image", operations=[EDIT]))
    return ada.open("/image/f-lake")


def test_what_is_inside_comes_first_and_the_place_stands_out(
    ada: Browser, gateway: MockGateway
) -> None:
    page = open_editor(ada, gateway, tags=TAGS, facts=[PLACE, BLOCKS])
    inside, form = page.main.index("Inside this picture"), page.main.index("Brightness")
    assert inside < page.main.index("It tells where it was taken") < form
    assert "48.858333, 2.294444" in page.main
    facts = {
        text_of(term): text_of(value)
        for term, value in zip(page.all("dt"), page.all("dd"), strict=True)
    }
    assert facts["Camera"] == "Acme Phone 3"
    assert facts["Taken"] == "2024-05-01 11:59:58"


def test_a_picture_that_tells_nothing_is_called_so(ada: Browser, gateway: MockGateway) -> None:
    page = open_editor(ada, gateway)
    assert "No metadata: it tells neither when, where nor by what it was made." in page.main
    assert "It tells where it was taken" not in page.main


def test_the_picture_is_shown_as_every_browser_knows_it(ada: Browser, gateway: MockGateway) -> None:
    page = open_editor(ada, gateway)
    picture = page.all("img")[0]
    assert picture.get("src") == "/files/f-lake/preview/before"
    assert (picture.get("width"), picture.get("height")) == ("4000", "3000")


@pytest.mark.parametrize(("kind", "changes"), [("edited", {"brightness": 25}), ("before", {})])
def test_a_form_leads_to_the_preview_of_its_result(
    ada: Browser, gateway: MockGateway, kind: str, changes: dict[str, int]
) -> None:
    page = open_editor(ada, gateway)
    gateway.answers("GET", "/v1/services/image", samples.service(name="image", operations=[EDIT]))
    filled = page.values("/image/f-lake/edit") | {"brightness": "25", "crop_width": "900"}
    answer = ada.client.post(f"/image/f-lake/preview/{kind}", data=filled)
    assert answer.status_code == 303
    parts = urlsplit(answer.headers["Location"])
    assert parts.path == f"/files/f-lake/preview/{kind}"
    assert json.loads(parse_qs(parts.query)["parameters"][0]) == {
        "operation": "edit",
        "parameters": {**changes, "crop_width": 900},
        "longest_side": 1280,
    }


def test_a_form_that_is_not_ready_has_no_preview(ada: Browser, gateway: MockGateway) -> None:
    page = open_editor(ada, gateway)
    described = samples.service(name="image", operations=[EDIT])
    for changes, kind, status in (
        ({"brightness": "much"}, "edited", 204),
        ({"operation": "melt"}, "edited", 404),
        ({}, "poster", 404),
    ):
        gateway.answers("GET", "/v1/services/image", described)
        filled = page.values("/image/f-lake/edit") | changes
        answer = ada.client.post(f"/image/f-lake/preview/{kind}", data=filled)
        assert answer.status_code == status


def test_numbers_carry_their_bounds_for_the_slider(ada: Browser, gateway: MockGateway) -> None:
    page = open_editor(ada, gateway)
    field = page.control("brightness")
    bounds = [field.get(f"data-{name}") for name in ("minimum", "maximum", "step")]
    assert bounds == ["-100.0", "100.0", "1.0"]


def test_the_script_finds_each_operation_and_its_form(ada: Browser, gateway: MockGateway) -> None:
    (operation,) = open_editor(ada, gateway).all("details", data_operation="")
    assert operation.get("open") is not None
    assert [each.get("action") for each in operation.iter("form")] == ["/image/f-lake/edit"]
