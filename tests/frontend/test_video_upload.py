import io
import time

import pytest
from flask import Flask

from tests.frontend import media_samples, samples
from tests.frontend.browser import Browser
from tests.frontend.conftest import log_in
from tests.frontend.mock_gateway import MockGateway
from tests.frontend.page import Page, text_of


def open_page(ada: Browser, gateway: MockGateway, *recent: dict[str, object]) -> Page:
    gateway.answers("GET", "/v1/services/video", samples.service())
    gateway.answers("GET", "/v1/files", media_samples.page_of_files(*recent))
    return ada.open("/video/")


def send(ada: Browser, action: str, content: bytes = b"film", name: str = "lake.mp4") -> None:
    ada.response = ada.client.post(action, data={"file": (io.BytesIO(content), name)})


def action_of(page: Page) -> str:
    return page.form().get("action") or ""


def test_the_page_takes_what_the_service_reads(ada: Browser, gateway: MockGateway) -> None:
    page = open_page(ada, gateway)
    control = page.control("file")
    # "video/*" makes phones offer their camera and their library; `capture` would take the latter.
    assert control.get("accept") == "video/*,.mp4"
    assert control.get("capture") is None
    assert "up to 10.5 MB" in page.main
    assert page.form().get("enctype") == "multipart/form-data"


def test_the_page_needs_two_calls_at_most(ada: Browser, gateway: MockGateway) -> None:
    open_page(ada, gateway)
    assert gateway.asked == ["GET /v1/services/video", "GET /v1/files"]


def test_recent_videos_lead_to_their_editor(ada: Browser, gateway: MockGateway) -> None:
    page = open_page(ada, gateway, media_samples.entry(name="<lake>.mp4"))
    assert page.link("<lake>.mp4") == "/video/f-lake"


def test_without_files_the_page_says_so(ada: Browser, gateway: MockGateway) -> None:
    assert "Nothing here yet" in open_page(ada, gateway).main


def test_a_service_that_is_away_is_told(ada: Browser, gateway: MockGateway) -> None:
    gateway.answers("GET", "/v1/services/video", samples.service(available=False))
    gateway.answers("GET", "/v1/files", media_samples.page_of_files())
    assert "not answering" in ada.open("/video/").main


def test_a_plain_form_is_passed_through_whole(ada: Browser, gateway: MockGateway) -> None:
    page = open_page(ada, gateway)
    gateway.answers("POST", "/v1/uploads/form", media_samples.file(), status=201)
    send(ada, action_of(page))
    assert (ada.response.status_code, ada.response.headers["Location"]) == (303, "/video/f-lake")
    sent = gateway.requests[-1]
    assert (sent.url or "").endswith("/v1/uploads/form?service=video")
    assert sent.headers["Content-Type"].startswith("multipart/form-data; boundary=")
    assert int(sent.headers["Content-Length"]) > len(b"film")


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        (413, "too_large", "The file is too large."),
        (413, "quota_exceeded", "Your space is used up."),
        (422, "not_media", "This is no video."),
        (507, "disk_full", "The disk is full."),
    ],
)
def test_a_refused_file_is_told_on_the_upload_page(
    ada: Browser, gateway: MockGateway, status: int, code: str, words: str
) -> None:
    page = open_page(ada, gateway)
    gateway.refuses("POST", "/v1/uploads/form", status, code, words)
    send(ada, action_of(page))
    assert (ada.response.status_code, ada.response.headers["Location"]) == (303, "/video/")
    assert words in open_page(ada, gateway).main


def test_a_form_over_the_limit_is_refused_by_its_length(ada: Browser, gateway: MockGateway) -> None:
    page = open_page(ada, gateway)
    response = ada.client.post(
        action_of(page),
        # Only the length is announced: the answer must not wait for the bytes.
        environ_overrides={"CONTENT_LENGTH": str(11 * 1024 * 1024)},
        content_type="multipart/form-data; boundary=b",
    )
    assert response.status_code == 413
    assert "POST /v1/uploads/form" not in gateway.asked


def test_a_form_with_a_changed_token_is_not_taken(ada: Browser, gateway: MockGateway) -> None:
    open_page(ada, gateway)
    send(ada, "/video/upload/no-token")
    assert ada.response.headers["Location"] == "/video/"
    assert "had expired" in open_page(ada, gateway).main


def test_a_token_is_good_for_its_own_session_only(
    app: Flask, ada: Browser, gateway: MockGateway
) -> None:
    action = action_of(open_page(ada, gateway))
    outsider = log_in(Browser(app.test_client()), samples.OUTSIDER)
    send(outsider, action)
    assert outsider.response.headers["Location"] == "/video/"
    assert "POST /v1/uploads/form" not in gateway.asked


def test_a_token_expires(
    ada: Browser, gateway: MockGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    action = action_of(open_page(ada, gateway))
    later = int(time.time()) + 13 * 3600
    monkeypatch.setattr("itsdangerous.TimestampSigner.get_timestamp", lambda signer: later)
    send(ada, action)
    assert ada.response.headers["Location"] == "/video/"


def test_a_form_sent_by_another_site_is_refused(ada: Browser, gateway: MockGateway) -> None:
    action = action_of(open_page(ada, gateway))
    response = ada.client.post(
        action,
        data={"file": (io.BytesIO(b"film"), "lake.mp4")},
        headers={"Origin": "https://evil.example"},
    )
    assert response.status_code == 403


def test_only_people_who_are_logged_in_bring_files(browser: Browser) -> None:
    assert browser.led_from("/video/") == "/login?next=/video/"
    send(browser, "/video/upload/x")
    assert browser.response.headers["Location"].startswith("/login")


def test_no_button_is_dead_without_javascript(ada: Browser, gateway: MockGateway) -> None:
    page = open_page(ada, gateway)
    visible = [
        text_of(button)
        for button in page.form().iter("button")
        if "needs-js" not in (button.get("class") or "")
    ]
    assert visible == ["Upload"]
