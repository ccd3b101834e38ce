import threading

import pytest
import requests

from app.gateway import Gateway
from app.gateway.errors import (
    GatewayRefusal,
    GatewayUnavailable,
    NotAuthenticated,
    NotFound,
    ValidationFailed,
    WrongCredentials,
)
from app.gateway.streams import PassedBody
from app.gateway.transport import Call, Caller, Transport
from tests.frontend import samples
from tests.frontend.mock_gateway import URL, MockGateway
from tests.frontend.test_streams import Trickle

FILE = "/v1/files/f-1"


@pytest.fixture
def calls() -> list[Call]:
    return []


@pytest.fixture
def transport(calls: list[Call]) -> Transport:
    caller = Caller("token-of-ada", "0123456789abcdef", "192.0.2.7", " Firefox ")
    return Transport(URL + "/", "key", identify=lambda: caller, observe=calls.append)


@pytest.fixture
def client(transport: Transport) -> Gateway:
    return Gateway(transport)


def test_each_call_says_on_whose_behalf_it_is_made(client: Gateway, gateway: MockGateway) -> None:
    gateway.answers("GET", "/v1/account", samples.ADA)
    client.accounts.mine()
    headers = gateway.requests[0].headers
    assert headers["Authorization"] == "Bearer token-of-ada"
    assert headers["X-Request-ID"] == "0123456789abcdef"
    assert headers["X-Client-Address"] == "192.0.2.7"
    assert headers["X-Client-Agent"] == "Firefox"
    assert headers["X-Frontend-Key"] == "key"


def test_nobody_in_particular_sends_no_token(gateway: MockGateway) -> None:
    gateway.answers("GET", "/v1/stats", {"files_processed": 1, "bytes_processed": 2})
    assert Gateway(Transport(URL, "")).status.stats().files_processed == 1
    assert "Authorization" not in gateway.requests[0].headers
    assert "X-Frontend-Key" not in gateway.requests[0].headers


def test_calls_are_observed_with_their_outcome(
    client: Gateway, gateway: MockGateway, calls: list[Call]
) -> None:
    gateway.is_down()
    with pytest.raises(GatewayUnavailable):
        client.accounts.check_reset_token("a-secret-token")
    (call,) = calls
    assert (call.method, call.path, call.status) == ("GET", "/v1/password-resets/…", 0)
    assert call.milliseconds >= 0


def test_no_error_tells_the_secret_in_an_address(client: Gateway, gateway: MockGateway) -> None:
    gateway.is_down()
    with pytest.raises(GatewayUnavailable) as caught:
        client.accounts.check_reset_token("a-secret-token")
    assert "a-secret-token" not in str(caught.value)


def test_cookies_of_one_answer_never_reach_the_next_call(
    client: Gateway, gateway: MockGateway
) -> None:
    cookie = {"Set-Cookie": "visitor=somebody; Path=/"}
    gateway.answers("GET", "/v1/account", samples.ADA, headers=cookie)
    gateway.answers("GET", "/v1/account", samples.ADA)
    client.accounts.mine()
    client.accounts.mine()
    assert "Cookie" not in gateway.requests[1].headers


def test_proxies_and_passwords_of_the_environment_are_not_used(
    client: Gateway, gateway: MockGateway, transport: Transport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example")
    gateway.answers("GET", "/v1/account", samples.ADA)
    client.accounts.mine()
    assert transport._session().trust_env is False


def test_each_thread_has_a_session_of_its_own(transport: Transport) -> None:
    sessions: list[requests.Session] = [transport._session(), transport._session()]
    thread = threading.Thread(target=lambda: sessions.append(transport._session()))
    thread.start()
    thread.join()
    assert sessions[0] is sessions[1]
    assert sessions[0] is not sessions[2]


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (401, "not_authenticated", NotAuthenticated),
        (401, "wrong_credentials", WrongCredentials),
        (404, "not_found", NotFound),
        (422, "invalid", ValidationFailed),
        (418, "teapot", GatewayRefusal),
    ],
)
def test_refusals_are_told_apart_by_type_and_code(
    client: Gateway, gateway: MockGateway, status: int, code: str, kind: type[GatewayRefusal]
) -> None:
    gateway.refuses("GET", "/v1/account", status, code, fields={"a": ("wrong", "Wrong.")})
    with pytest.raises(GatewayRefusal) as caught:
        client.accounts.mine()
    assert type(caught.value) is kind
    assert caught.value.code == code
    assert caught.value.fields["a"].message == "Wrong."
    assert caught.value.request_id == "0123456789abcdef"


@pytest.mark.parametrize("file_id", ["", "..", ".", "a/b", "a?b", "a#b", "a b", "é", "a" * 600])
def test_no_id_can_lead_to_another_address(
    client: Gateway, gateway: MockGateway, file_id: str
) -> None:
    with pytest.raises(NotFound):
        client.files.find(file_id)
    assert gateway.asked == []


def test_a_download_keeps_its_range_and_its_headers(client: Gateway, gateway: MockGateway) -> None:
    gateway.sends(
        "GET",
        f"{FILE}/content",
        b"234",
        status=206,
        Content_Range="bytes 2-4/10",
        ETag='"e"',
        Server="not to be handed on",
    )
    opened = client.files.open_content("f-1", headers={"Range": "bytes=2-4"})
    assert (opened.status, b"".join(opened)) == (206, b"234")
    assert opened.headers["Content-Range"] == "bytes 2-4/10"
    assert opened.headers["ETag"] == '"e"'
    assert "Server" not in opened.headers
    sent = gateway.requests[0]
    assert sent.headers["Range"] == "bytes=2-4"
    assert sent.headers["Accept-Encoding"] == "identity"
    assert str(sent.url).endswith("?disposition=attachment")


@pytest.mark.parametrize("status", [304, 416])
def test_what_belongs_to_the_protocol_of_downloads_is_handed_on(
    client: Gateway, gateway: MockGateway, status: int
) -> None:
    gateway.sends("GET", f"{FILE}/content", b"", status=status)
    opened = client.files.open_content("f-1")
    opened.close()
    assert opened.status == status


def test_a_refused_download_is_an_error_like_any_other(
    client: Gateway, gateway: MockGateway
) -> None:
    gateway.refuses("GET", f"{FILE}/poster", 404, "not_found")
    with pytest.raises(NotFound):
        client.files.open_poster("f-1")


def test_what_tus_answers_is_handed_on_even_where_it_refuses(
    client: Gateway, gateway: MockGateway
) -> None:
    gateway.sends("PATCH", "/v1/uploads/u-1", b"wrong offset", status=409, Upload_Offset="7")
    body = PassedBody(Trickle(b"abc"), 3)
    answer = client.uploads.relay("PATCH", "u-1", body, {"Upload-Offset": "0"})
    assert (answer.status, answer.content) == (409, b"wrong offset")
    assert answer.headers["Upload-Offset"] == "7"
    assert gateway.requests[0].headers["Content-Length"] == "3"
