from collections.abc import Sequence
from typing import Any

from tests.frontend import media_samples, samples
from tests.frontend.browser import Browser
from tests.frontend.media_samples import CONVERT, CUT, JOIN
from tests.frontend.mock_gateway import MockGateway
from tests.frontend.page import Page

FILES = [media_samples.file(), media_samples.file(id="f-hill", name="hill.mp4")]


def batch(*jobs: dict[str, Any], **changes: object) -> dict[str, Any]:
    return {
        "id": "b-1",
        "service": "video",
        "operation": "convert",
        "parameters": {"format": "webm"},
        "created_at": media_samples.CREATED,
        "fraction": 0.5,
        "jobs": list(jobs),
        **changes,
    }


def token_of(page: Page) -> str:
    return page.all("input", name="csrf_token")[0].get("value") or ""


ADDRESS = "/batches/new?file=f-lake&file=f-hill"


def open_form(
    ada: Browser,
    gateway: MockGateway,
    *files: dict[str, Any],
    operations: Sequence[dict[str, Any]] = (CONVERT, CUT, JOIN),
    address: str = ADDRESS,
    **bench: object,
) -> Page:
    told = {"items": list(files), "others": [], "presets": [], **bench}
    gateway.answers("GET", "/v1/files/selected/workbench", told)
    gateway.answers("GET", "/v1/services/video", samples.service(operations=list(operations)))
    return ada.open(address)


def test_what_works_for_many_files_is_offered(ada: Browser, gateway: MockGateway) -> None:
    page = open_form(ada, gateway, *FILES)
    assert "lake.mp4" in page.main
    assert "hill.mp4" in page.main
    assert [each.get("id") for each in page.all("details", name="operation")] == ["convert", "cut"]
    song = media_samples.file(id="f-song", service="audio", kind="audio")
    assert "1 other file was left out." in open_form(ada, gateway, *FILES, song).main


def test_a_file_that_only_a_choice_asks_for_does_not_stand_against_many(
    ada: Browser, gateway: MockGateway
) -> None:
    sound = media_samples.parameter(
        "sound", "file", required=True, shown_if_parameter="audio", shown_if_values=["replace"]
    )
    replacing = {**CONVERT, "parameters": [*CONVERT["parameters"], sound]}
    page = open_form(ada, gateway, *FILES, operations=[replacing])
    assert [each.get("id") for each in page.all("details", name="operation")] == ["convert"]


def test_one_other_file_can_go_into_the_work_on_all(ada: Browser, gateway: MockGateway) -> None:
    logo = media_samples.parameter("logo", "file", file_kinds=["image"])
    marking = {**CONVERT, "parameters": [*CONVERT["parameters"], logo]}
    others = [
        {**media_samples.file(id=f"f-{kind}", name=kind, kind=kind), "results": [], "jobs": []}
        for kind in ("image", "audio")
    ]
    page = open_form(ada, gateway, *FILES, operations=[marking], others=others)
    offered = [each.get("value") for each in page.control("logo").findall("option")]
    assert offered == ["", "f-image"]


def test_one_form_becomes_a_batch(ada: Browser, gateway: MockGateway) -> None:
    token = token_of(open_form(ada, gateway, *FILES))
    gateway.answers("GET", "/v1/services/video", samples.service(operations=[CONVERT]))
    gateway.answers("POST", "/v1/batches", batch(), status=201)
    form = {
        "csrf_token": token,
        "service": "video",
        "operation": "convert",
        "nonce": "a-nonce-of-a-form",
        "file": ["f-lake", "f-hill"],
        "format": "mp4",
    }
    response = ada.client.post("/batches/new", data=form)
    assert (response.status_code, response.headers["Location"]) == (303, "/batches/b-1")
    sent = gateway.sent()
    assert (sent["file_ids"], sent["key"]) == (["f-lake", "f-hill"], "a-nonce-of-a-form")
    assert sent["parameters"]["format"] == "mp4"


def test_what_is_wrong_is_told_and_the_files_stay(ada: Browser, gateway: MockGateway) -> None:
    token = token_of(open_form(ada, gateway, *FILES))
    gateway.answers("GET", "/v1/services/video", samples.service(operations=[CONVERT]))
    form = {
        "csrf_token": token,
        "service": "video",
        "operation": "convert",
        "file": ["f-lake", "f-hill"],
    }
    response = ada.client.post("/batches/new", data=form)
    assert (response.status_code, response.headers["Location"]) == (303, f"{ADDRESS}#convert")
    page = open_form(ada, gateway, *FILES, operations=[CONVERT])
    assert "Please fill this in." in page.main
    assert page.all("a", href="#convert-format")
    assert [each.get("value") for each in page.all("input", name="file")] == ["f-lake", "f-hill"]


def test_a_preset_fills_in_the_form_for_all_of_them(ada: Browser, gateway: MockGateway) -> None:
    small = {
        "name": "small",
        "title": "Small",
        "summary": "",
        "group": "",
        "parameters": {"crf": 30},
    }
    operations = [{**CONVERT, "presets": [small]}]
    address = f"{ADDRESS}&operation=convert&preset=small"
    for path in (ADDRESS, address):
        page = open_form(ada, gateway, *FILES, operations=operations, address=path)
        (preset,) = page.all("a", href=f"{address}#convert")
    assert preset.get("aria-current") == "true"
    assert page.control("crf").get("value") == "30"


def test_presets_of_ones_own_are_there_for_many_too(ada: Browser, gateway: MockGateway) -> None:
    own = {**media_samples.WEB, "parameters": {"crf": 30}}
    address = f"{ADDRESS}&operation=convert&own=p-1"
    page = open_form(ada, gateway, *FILES, presets=[own])
    assert page.all("a", href=f"{address}#convert")
    page = open_form(ada, gateway, *FILES, presets=[own], address=address)
    assert page.control("crf").get("value") == "30"


def test_its_page_shows_each_file_and_the_whole(ada: Browser, gateway: MockGateway) -> None:
    jobs = (
        media_samples.job(id="j-1", state="done", result_file_id="f-made", batch_id="b-1"),
        media_samples.job(id="j-2", state="failed", error_message="Too odd.", batch_id="b-1"),
        media_samples.job(id="j-3", batch_id="b-1"),
    )
    gateway.answers("GET", "/v1/batches/b-1", batch(*jobs))
    page = ada.open("/batches/b-1")
    assert "1 of 3 done" in page.main
    assert "1 failed" in page.main
    assert "Too odd." in page.main
    assert page.all("a", href="/files/f-made/download")
    assert page.form("/jobs/j-2/again") is not None
    gateway.answers("GET", "/v1/batches/b-1", batch(*jobs[:2], fraction=1.0))
    assert "hx-get" not in ada.fragment("/batches/b-1/progress")


def test_what_failed_is_tried_again_and_leads_back(ada: Browser, gateway: MockGateway) -> None:
    failed = media_samples.job(id="j-2", state="failed", batch_id="b-1")
    gateway.answers("GET", "/v1/batches/b-1", batch(failed))
    page = ada.open("/batches/b-1")
    gateway.answers("POST", "/v1/jobs/j-2/retry", media_samples.job(batch_id="b-1"), status=201)
    assert ada.send_on(page, action="/jobs/j-2/again") == "/batches/b-1"


def test_the_rest_can_be_cancelled(ada: Browser, gateway: MockGateway) -> None:
    gateway.answers("GET", "/v1/batches/b-1", batch(media_samples.job(batch_id="b-1")))
    page = ada.open("/batches/b-1")
    gateway.answers("POST", "/v1/batches/b-1/cancel", batch())
    assert ada.send_on(page, action="/batches/b-1/cancel") == "/batches/b-1"


def test_nothing_picked_leads_back(ada: Browser) -> None:
    assert ada.led_from("/batches/new") == "/files/"
