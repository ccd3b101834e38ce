from flask.testing import FlaskClient

from tests.frontend import media_samples, samples
from tests.frontend.browser import Browser
from tests.frontend.mock_gateway import MockGateway

TUS = {"Tus-Resumable": "1.0.0"}


def token(ada: Browser, gateway: MockGateway) -> dict[str, str]:
    """Return the headers that the upload page's script sends."""
    gateway.answers("GET", "/v1/services/video", samples.service())
    gateway.answers("GET", "/v1/files", media_samples.page_of_files())
    (section,) = ada.open("/video/").all("section", data_module="upload")
    return {**TUS, "X-CSRFToken": section.get("data-csrf") or ""}


def test_an_upload_begins_at_the_gateway_and_goes_on_here(
    ada: Browser, gateway: MockGateway
) -> None:
    headers = token(ada, gateway)
    gateway.sends("POST", "/v1/uploads", b"", status=201, Location="/v1/uploads/u-1")
    response = ada.client.post(
        "/uploads/",
        headers={**headers, "Upload-Length": "4", "Upload-Metadata": "filename bGFrZQ=="},
    )
    assert (response.status_code, response.headers["Location"]) == (201, "/uploads/u-1")
    sent = gateway.requests[-1].headers
    assert (sent["Upload-Length"], sent["Upload-Metadata"]) == ("4", "filename bGFrZQ==")
    assert "X-CSRFToken" not in sent
    assert "Cookie" not in sent


def test_bytes_are_handed_on_with_their_length(ada: Browser, gateway: MockGateway) -> None:
    headers = token(ada, gateway)
    gateway.sends(
        *("PATCH", "/v1/uploads/u-1", b""), status=204, Upload_Offset="4", Upload_File="f-lake"
    )
    response = ada.client.patch(
        "/uploads/u-1",
        data=b"film",
        headers={**headers, "Upload-Offset": "0"},
        content_type="application/offset+octet-stream",
    )
    assert (response.status_code, response.headers["Upload-File"]) == (204, "f-lake")
    sent = gateway.requests[-1]
    assert sent.headers["Content-Length"] == "4"
    assert sent.headers["Content-Type"] == "application/offset+octet-stream"
    assert sent.headers["Authorization"] == "Bearer token-of-ada"


def test_how_far_an_upload_is_can_be_asked(ada: Browser, gateway: MockGateway) -> None:
    gateway.sends("HEAD", "/v1/uploads/u-1", b"", Upload_Offset="3", Upload_Length="4")
    response = ada.client.head("/uploads/u-1", headers=TUS)
    assert (response.status_code, response.headers["Upload-Offset"]) == (200, "3")


def test_an_upload_can_be_given_up(ada: Browser, gateway: MockGateway) -> None:
    headers = token(ada, gateway)
    gateway.sends("DELETE", "/v1/uploads/u-1", b"", status=204)
    assert ada.client.delete("/uploads/u-1", headers=headers).status_code == 204


def test_what_tus_can_do_is_answered_by_the_gateway(ada: Browser, gateway: MockGateway) -> None:
    gateway.sends("OPTIONS", "/v1/uploads", b"", status=204, Tus_Extension="creation,termination")
    response = ada.client.options("/uploads/")
    assert response.headers["Tus-Extension"] == "creation,termination"


def test_a_refusal_reaches_the_script_as_it_came(ada: Browser, gateway: MockGateway) -> None:
    headers = token(ada, gateway)
    gateway.refuses("POST", "/v1/uploads", 413, "quota_exceeded", "Your space is used up.")
    response = ada.client.post("/uploads/", headers={**headers, "Upload-Length": "9"})
    assert response.status_code == 413
    assert response.get_json()["message"] == "Your space is used up."


def test_changes_need_the_token_of_the_page(ada: Browser, gateway: MockGateway) -> None:
    client: FlaskClient = ada.client
    for method, path in (
        ("POST", "/uploads/"),
        ("PATCH", "/uploads/u-1"),
        ("DELETE", "/uploads/u-1"),
    ):
        without = client.open(path, method=method, headers=TUS)
        wrong = client.open(path, method=method, headers={**TUS, "X-CSRFToken": "guessed"})
        assert (without.status_code, wrong.status_code) == (400, 400)
    assert gateway.asked == []


def test_a_body_that_calls_itself_a_form_is_not_parsed(ada: Browser, gateway: MockGateway) -> None:
    headers = token(ada, gateway)
    gateway.sends("PATCH", "/v1/uploads/u-1", b"", status=415)
    ada.client.patch(
        "/uploads/u-1",
        data=b"csrf_token=x",
        headers=headers,
        content_type="application/x-www-form-urlencoded",
    )
    assert gateway.requests[-1].headers["Content-Length"] == str(len(b"csrf_token=x"))


def test_bytes_without_a_length_are_refused(ada: Browser, gateway: MockGateway) -> None:
    headers = token(ada, gateway)
    response = ada.client.patch("/uploads/u-1", headers=headers)
    assert response.status_code == 411


def test_bytes_beyond_the_limit_are_refused_by_their_length(
    ada: Browser, gateway: MockGateway
) -> None:
    headers = token(ada, gateway)
    response = ada.client.patch(
        "/uploads/u-1",
        environ_overrides={"CONTENT_LENGTH": str(11 * 1024 * 1024)},
        headers=headers,
    )
    assert response.status_code == 413
    assert "PATCH /v1/uploads/u-1" not in gateway.asked


def test_unfinished_uploads_can_be_found_again(ada: Browser, gateway: MockGateway) -> None:
    upload = {
        "id": "u-1",
        "filename": "lake.mp4",
        "service": "video",
        "size_bytes": 4,
        "offset_bytes": 3,
        "expires_at": "2030-01-01T00:00:00Z",
        "file_id": None,
    }
    gateway.answers("GET", "/v1/uploads", {"items": [upload]})
    (found,) = ada.client.get("/uploads/").get_json()
    assert found["url"] == "/uploads/u-1"
    assert (found["filename"], found["size_bytes"], found["offset_bytes"]) == ("lake.mp4", 4, 3)


def test_a_script_whose_session_ended_is_told_so_instead_of_sent_to_the_login_page(
    browser: Browser,
) -> None:
    response = browser.client.patch("/uploads/u-1", headers={**TUS, "HX-Request": "true"})
    assert response.status_code == 401
