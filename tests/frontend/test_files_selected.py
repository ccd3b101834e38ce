from urllib.parse import parse_qs, urlsplit

from tests.frontend import media_samples
from tests.frontend.browser import Browser
from tests.frontend.mock_gateway import MockGateway

SELECTED = "/v1/files/selected"


def selected(*items: dict[str, object], results: int = 0, jobs: int = 0) -> dict[str, object]:
    return {"items": list(items), "results_made_from_them": results, "jobs_under_way": jobs}


def ids_asked_for(gateway: MockGateway) -> list[str]:
    return parse_qs(urlsplit(gateway.requests[-1].url or "").query)["id"]


def test_originals_and_results_can_be_picked(ada: Browser, gateway: MockGateway) -> None:
    entry = media_samples.entry(results=[media_samples.result()])
    gateway.answers("GET", "/v1/files", media_samples.page_of_files(entry))
    page = ada.open("/files/")
    boxes = page.all("input", type="checkbox", form="selection")
    assert [box.get("value") for box in boxes] == ["f-lake", "f-cut"]
    form = page.form("/files/selected/zip")
    assert (form.get("id"), form.get("method")) == ("selection", "get")
    assert page.all("button", formaction="/files/selected/delete")


def test_picked_files_come_as_one_zip(ada: Browser, gateway: MockGateway) -> None:
    disposition = 'attachment; filename="files.zip"'
    gateway.sends("GET", f"{SELECTED}/zip", b"PK", Content_Disposition=disposition)
    answer = ada.client.get("/files/selected/zip?file=f-lake&file=f-cut")
    assert (answer.status_code, answer.data) == (200, b"PK")
    assert answer.headers["Content-Disposition"] == disposition
    assert ids_asked_for(gateway) == ["f-lake", "f-cut"]


def test_nothing_picked_is_told_and_asks_nothing(ada: Browser, gateway: MockGateway) -> None:
    assert ada.led_from("/files/selected/zip") == "/files/"
    assert ada.led_from("/files/selected/delete") == "/files/"
    assert gateway.asked == []
    gateway.answers("GET", "/v1/files", media_samples.page_of_files())
    assert "Please pick one or more files first" in ada.open("/files/").main


def test_deleting_several_asks_first_and_says_what_goes_along(
    ada: Browser, gateway: MockGateway
) -> None:
    known = selected(media_samples.file(), media_samples.result(), results=2, jobs=1)
    gateway.answers("GET", SELECTED, known)
    page = ada.open("/files/selected/delete?file=f-lake&file=f-cut")
    assert page.h1 == "Delete 2 files?"
    for words in (
        *("lake.mp4", "lake (cut).mp4", "2 results made from the picked files go along."),
        "Unfinished work is cancelled.",
    ):
        assert words in page.main
    assert page.link("Keep them") == "/files/"
    kept = [each.get("value") for each in page.all("input", name="file")]
    assert kept == ["f-lake", "f-cut"]


def test_picked_files_are_deleted(ada: Browser, gateway: MockGateway) -> None:
    gateway.answers("GET", SELECTED, selected(media_samples.file()))
    page = ada.open("/files/selected/delete?file=f-lake")
    assert page.h1 == "Delete lake.mp4?"
    gateway.answers("DELETE", SELECTED, status=204)
    assert ada.send_on(page) == "/files/"
    assert ids_asked_for(gateway) == ["f-lake"]
    gateway.answers("GET", "/v1/files", media_samples.page_of_files())
    assert "The file was deleted." in ada.open("/files/").main


def test_files_of_others_are_not_there(ada: Browser, gateway: MockGateway) -> None:
    gateway.refuses("GET", SELECTED, 404, "not_found")
    ada.open("/files/selected/delete?file=f-of-somebody-else", status=404)
