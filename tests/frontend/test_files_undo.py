from tests.frontend import media_samples
from tests.frontend.browser import Browser
from tests.frontend.mock_gateway import MockGateway
from tests.frontend.page import Page


def listed(ada: Browser, gateway: MockGateway) -> Page:
    gateway.answers("GET", "/v1/files", media_samples.page_of_files(media_samples.entry()))
    return ada.open("/files/")


def sent(ada: Browser, page: Page, what: str) -> str:
    (token, *_) = [each.get("value") for each in page.all("input", name="csrf_token")]
    values = {"csrf_token": token, "from": "/files/?q=lake&page=2"}
    answer = ada.client.post(f"/files/f-lake/{what}", data=values)
    if answer.status_code == 303:
        return answer.headers["Location"]
    assert answer.status_code == 200, answer.text
    return answer.text


def test_a_script_may_delete_at_once_and_is_given_the_way_back(
    ada: Browser, gateway: MockGateway
) -> None:
    page = listed(ada, gateway)
    (link,) = page.all("a", data_module="discard")
    assert link.get("href") == "/files/f-lake/delete"
    assert link.get("data-discard") == "/files/f-lake/discard"
    gateway.answers("DELETE", "/v1/files/f-lake", status=204)
    toast = sent(ada, page, "discard")
    assert (gateway.requests[-1].url or "").endswith("?undoable=true")
    assert 'action="/files/f-lake/restore"' in toast
    assert 'value="/files/?q=lake&amp;page=2"' in toast


def test_undoing_leads_back_to_the_list_as_it_was(ada: Browser, gateway: MockGateway) -> None:
    page = listed(ada, gateway)
    gateway.answers("POST", "/v1/files/f-lake/restore", media_samples.file())
    assert sent(ada, page, "restore") == "/files/?q=lake&page=2"
    assert "“lake.mp4” is back." in listed(ada, gateway).main


def test_undoing_too_late_is_told(ada: Browser, gateway: MockGateway) -> None:
    page = listed(ada, gateway)
    gateway.refuses("POST", "/v1/files/f-lake/restore", 404, "not_found")
    sent(ada, page, "restore")
    assert "too late to undo" in listed(ada, gateway).main


def test_undoing_without_room_is_told(ada: Browser, gateway: MockGateway) -> None:
    page = listed(ada, gateway)
    message = "Your files may hold 50 GiB together."
    gateway.refuses("POST", "/v1/files/f-lake/restore", 413, "quota_exceeded", message)
    sent(ada, page, "restore")
    assert message in listed(ada, gateway).main


def test_the_way_back_never_leads_to_another_site(ada: Browser, gateway: MockGateway) -> None:
    page = listed(ada, gateway)
    (token, *_) = [each.get("value") for each in page.all("input", name="csrf_token")]
    gateway.answers("POST", "/v1/files/f-lake/restore", media_samples.file())
    values = {"csrf_token": token, "from": "https://evil.example/steal?page=2"}
    answer = ada.client.post("/files/f-lake/restore", data=values)
    assert answer.headers["Location"] == "/files/?page=2"
