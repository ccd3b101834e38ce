"""The picture of somebody."""

import io

from tests.frontend import samples
from tests.frontend.browser import Browser
from tests.frontend.mock_gateway import MockGateway

SVG = "{http://www.w3.org/2000/svg}"
WITH_PICTURE = {**samples.ADA, "avatar": "version-1"}


def send(ada: Browser, content: bytes) -> int:
    page = ada.open("/profile/picture")
    data = {
        "csrf_token": page.values("/profile/picture")["csrf_token"],
        "picture": (io.BytesIO(content), "me.jpg"),
    }
    ada.response = ada.client.post("/profile/picture", data=data, headers={"Accept": "text/html"})
    return ada.response.status_code


def test_a_picture_is_handed_on_as_it_came_and_shown_from_then_on(
    ada: Browser, gateway: MockGateway
) -> None:
    gateway.answers("PUT", "/v1/account/avatar", WITH_PICTURE)
    assert send(ada, b"jpeg" * 100_000) == 303
    assert gateway.requests[-1].headers["Content-Length"] == "400000"
    page = ada.open("/profile/picture")
    sources = {each.get("src") for each in page.all("img", alt="")}
    assert sources == {"/profile/avatar?v=version-1"}


def test_without_one_the_first_letters_stand_in_its_place(
    ada: Browser, gateway: MockGateway
) -> None:
    gateway.answers("GET", "/v1/account", samples.ADA)
    page = ada.open("/profile/")
    assert [each.text for each in page.all(f"{SVG}text")] == ["AL", "AL"]
    gateway.refuses("GET", "/v1/account/avatar", 404, "not_found")
    answer = ada.client.get("/profile/avatar")
    assert answer.mimetype == "image/svg+xml"
    assert ">AL<" in answer.text


def test_what_the_gateway_refuses_is_told_at_the_field(ada: Browser, gateway: MockGateway) -> None:
    fields = {"picture": ("unsupported_format", "This is no picture that can be read.")}
    gateway.refuses("PUT", "/v1/account/avatar", 422, "invalid", fields=fields)
    assert send(ada, b"nonsense") == 422
    assert "This is no picture that can be read." in ada.response.text


def test_without_a_file_nothing_is_sent(ada: Browser, gateway: MockGateway) -> None:
    page = ada.send(ada.open("/profile/picture"), action="/profile/picture")
    assert page.error_of("picture") == "Please choose a picture."
    assert gateway.asked == []


def test_one_that_is_too_large_is_refused_before_it_is_sent_on(
    ada: Browser, gateway: MockGateway
) -> None:
    body = b'--b\r\nContent-Disposition: form-data; name="picture"; filename="a.png"\r\n\r\n'
    body += b"x" * (9 * 1024 * 1024) + b"\r\n--b--\r\n"
    kind = "multipart/form-data; boundary=b"
    answer = ada.client.post("/profile/picture", data=body, content_type=kind)
    assert answer.status_code == 413
    assert gateway.asked == []


def test_browsers_may_keep_it_as_long_as_its_address_is_the_same(
    ada: Browser, gateway: MockGateway
) -> None:
    with ada.client.session_transaction() as session:
        session["avatar"] = "version-1"
    for _ in range(2):
        gateway.sends(
            "GET", "/v1/account/avatar", b"webp", ETag='"a"', Cache_Control="private, no-cache"
        )
    kept = ada.client.get("/profile/avatar?v=version-1")
    assert kept.headers["ETag"] == '"a"'
    assert "max-age" in kept.headers["Cache-Control"]
    assert "max-age" not in ada.client.get("/profile/avatar?v=other").headers["Cache-Control"]


def test_it_can_be_removed(ada: Browser, gateway: MockGateway) -> None:
    with ada.client.session_transaction() as session:
        session["avatar"] = "version-1"
    gateway.answers("DELETE", "/v1/account/avatar", samples.ADA)
    page = ada.open("/profile/picture")
    assert ada.send_on(page, action="/profile/picture/remove") == "/profile/picture"
    assert not ada.open("/profile/picture").all("img", alt="")
