import pytest

from tests.frontend.browser import Browser
from tests.frontend.mock_gateway import MockGateway

CONTENT = "/v1/files/f-lake/content"


def test_a_download_is_an_attachment_under_its_own_name(ada: Browser, gateway: MockGateway) -> None:
    disposition = "attachment; filename*=UTF-8''lake.mp4"
    gateway.sends(
        *("GET", CONTENT, b"film"),
        Content_Type="video/mp4",
        Content_Disposition=disposition,
        ETag='"1"',
    )
    response = ada.client.get("/files/f-lake/download")
    assert (response.status_code, response.data) == (200, b"film")
    assert response.headers["Content-Disposition"] == disposition
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert (gateway.requests[-1].url or "").endswith("?disposition=attachment")


def test_players_get_the_part_that_they_ask_for(ada: Browser, gateway: MockGateway) -> None:
    gateway.sends(
        *("GET", CONTENT, b"il"),
        status=206,
        Content_Type="video/mp4",
        Content_Range="bytes 1-2/4",
        Accept_Ranges="bytes",
    )
    headers = {"Range": "bytes=1-2", "If-Range": '"1"'}
    response = ada.client.get("/files/f-lake/content", headers=headers)
    assert (response.status_code, response.data) == (206, b"il")
    assert response.headers["Content-Range"] == "bytes 1-2/4"
    assert response.headers["Cache-Control"] == "private, no-cache"
    sent = gateway.requests[-1]
    assert (sent.headers["Range"], sent.headers["If-Range"]) == ("bytes=1-2", '"1"')
    assert (sent.url or "").endswith("?disposition=inline")


def test_a_copy_that_is_still_good_is_not_sent_again(ada: Browser, gateway: MockGateway) -> None:
    gateway.sends("GET", "/v1/files/f-lake/poster", b"", status=304, ETag='"1"')
    response = ada.client.get("/files/f-lake/poster", headers={"If-None-Match": '"1"'})
    assert (response.status_code, response.data) == (304, b"")
    assert gateway.requests[-1].headers["If-None-Match"] == '"1"'


def test_the_length_can_be_asked_without_the_bytes(ada: Browser, gateway: MockGateway) -> None:
    gateway.sends("HEAD", CONTENT, b"", Content_Length="4000000000", Content_Type="video/mp4")
    response = ada.client.head("/files/f-lake/download")
    assert response.headers["Content-Length"] == "4000000000"
    assert gateway.asked == [f"HEAD {CONTENT}"]


def test_a_part_beyond_the_end_is_refused_as_the_gateway_does(
    ada: Browser, gateway: MockGateway
) -> None:
    gateway.sends("GET", CONTENT, b"", status=416, Content_Range="bytes */4")
    response = ada.client.get("/files/f-lake/content", headers={"Range": "bytes=9-"})
    assert (response.status_code, response.headers["Content-Range"]) == (416, "bytes */4")


@pytest.mark.parametrize("what", ["content", "download", "poster"])
def test_somebody_elses_file_is_not_there(ada: Browser, gateway: MockGateway, what: str) -> None:
    path = "/v1/files/f-lake/poster" if what == "poster" else CONTENT
    gateway.refuses("GET", path, 404, "not_found")
    ada.open(f"/files/f-lake/{what}", status=404)


@pytest.mark.parametrize("what", ["content", "download", "poster"])
def test_files_are_for_people_who_are_logged_in(browser: Browser, what: str) -> None:
    assert browser.led_from(f"/files/f-lake/{what}").startswith("/login")
