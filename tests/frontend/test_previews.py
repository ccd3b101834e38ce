import json

from tests.frontend.browser import Browser
from tests.frontend.mock_gateway import MockGateway

STRIP = "/v1/files/f-lake/previews/filmstrip"


def test_previews_are_passed_on_with_what_they_tell(ada: Browser, gateway: MockGateway) -> None:
    gateway.sends(
        *("GET", STRIP, b"pictures"),
        Content_Type="image/webp",
        ETag='"1"',
        Preview_Facts='{"columns": 10}',
    )
    asked = json.dumps({"columns": 10})
    response = ada.client.get("/files/f-lake/preview/filmstrip", query_string={"parameters": asked})
    assert (response.status_code, response.data) == (200, b"pictures")
    assert response.headers["ETag"] == '"1"'
    assert json.loads(response.headers["Preview-Facts"]) == {"columns": 10}
    assert gateway.requests[-1].params == {"parameters": asked}  # type: ignore[attr-defined]


def test_players_get_parts_of_a_proxy(ada: Browser, gateway: MockGateway) -> None:
    proxy = "/v1/files/f-lake/previews/proxy"
    gateway.sends("GET", proxy, b"il", status=206, Content_Range="bytes 1-2/4")
    response = ada.client.get("/files/f-lake/preview/proxy", headers={"Range": "bytes=1-2"})
    assert (response.status_code, response.data) == (206, b"il")
    assert gateway.requests[-1].headers["Range"] == "bytes=1-2"


def test_a_copy_that_is_still_good_is_not_sent_again(ada: Browser, gateway: MockGateway) -> None:
    gateway.sends("GET", STRIP, b"", status=304, ETag='"1"')
    response = ada.client.get("/files/f-lake/preview/filmstrip", headers={"If-None-Match": '"1"'})
    assert (response.status_code, response.data) == (304, b"")


def test_what_is_still_being_made_says_when_to_ask_again(
    ada: Browser, gateway: MockGateway
) -> None:
    gateway.refuses("GET", STRIP, 404, "not_ready", retry_after_seconds=2)
    response = ada.client.get("/files/f-lake/preview/filmstrip")
    assert (response.status_code, response.get_json()["code"]) == (404, "not_ready")
    assert response.headers["Retry-After"] == "2"


def test_what_is_wrong_is_told_to_scripts(ada: Browser, gateway: MockGateway) -> None:
    fields = {"parameters": ("invalid", "A JSON object is expected.")}
    gateway.refuses("GET", STRIP, 422, "invalid", fields=fields)
    response = ada.client.get("/files/f-lake/preview/filmstrip?parameters=x")
    assert response.status_code == 422
    assert response.get_json()["fields"]["parameters"]["message"] == "A JSON object is expected."


def test_previews_are_for_those_who_are_logged_in(browser: Browser) -> None:
    assert "/login" in browser.led_from("/files/f-lake/preview/filmstrip")
