"""Access tokens on the profile page."""

from tests.frontend.browser import Browser
from tests.frontend.mock_gateway import MockGateway
from tests.frontend.page import text_of

SECRET = "mca_" + "s" * 43
PAGE = "/profile/tokens"
FORM = {"name": "My bot", "scopes": "files:read", "lifetime": "90"}


def token(**changes: object) -> dict[str, object]:
    return {
        "id": "t-1",
        "name": "My bot",
        "scopes": ["files:read"],
        "created_at": "2026-03-01T10:00:00Z",
        "expires_at": "2030-01-01T00:00:00Z",
        "last_used_at": None,
        **changes,
    }


def test_a_token_is_made_for_what_was_chosen_and_shown_once(
    ada: Browser, gateway: MockGateway
) -> None:
    gateway.answers("GET", "/v1/tokens", {"items": []})
    gateway.answers("POST", "/v1/tokens", {**token(), "token": SECRET}, status=201)
    gateway.answers("GET", "/v1/tokens", {"items": [token()]})
    page = ada.open(PAGE)
    assert "No program can act for you" in page.main
    assert ada.send_on(page, FORM) == PAGE
    assert gateway.sent() == {"name": "My bot", "scopes": ["files:read"], "lifetime_days": 90}
    shown = ada.open(PAGE)
    assert [each.get("value") for each in shown.all("input", id="made-token")] == [SECRET]
    assert SECRET not in ada.open(PAGE).html


def test_without_a_name_or_a_scope_nothing_is_made(ada: Browser, gateway: MockGateway) -> None:
    gateway.answers("GET", "/v1/tokens", {"items": []})
    page = ada.send(ada.open(PAGE), {"name": ""})
    assert page.error_of("name") == "Please give the token a name."
    assert "Please choose something that the token may do." in page.main
    assert gateway.asked == ["GET /v1/tokens"] * 2


def test_a_scope_that_is_not_offered_makes_no_token(ada: Browser, gateway: MockGateway) -> None:
    gateway.answers("GET", "/v1/tokens", {"items": []})
    ada.send(ada.open(PAGE), {**FORM, "scopes": "everything"})
    assert gateway.asked == ["GET /v1/tokens"] * 2


def test_what_the_gateway_refuses_is_told_and_what_was_chosen_is_kept(
    ada: Browser, gateway: MockGateway
) -> None:
    gateway.answers("GET", "/v1/tokens", {"items": []})
    gateway.refuses("POST", "/v1/tokens", 409, "too_many_tokens", "You have too many.")
    page = ada.send(ada.open(PAGE), FORM, status=409)
    assert "You have too many." in page.main
    assert page.control("name").get("value") == "My bot"
    kept = [each.get("value") for each in page.all("input", type="checkbox", checked="")]
    assert kept == ["files:read"]


def test_tokens_are_listed_with_what_they_may_do_and_withdrawn(
    ada: Browser, gateway: MockGateway
) -> None:
    used = token(id="t-2", name="Phone", last_used_at="2026-03-02T10:00:00Z")
    gateway.answers("GET", "/v1/tokens", {"items": [token(), used]})
    gateway.answers("DELETE", "/v1/tokens/t-2", status=204)
    page = ada.open(PAGE)
    assert [text_of(each) for each in page.all("h3")] == ["My bot", "Phone"]
    assert "List, look at and download files" in page.main
    assert "never used" in page.main
    assert "last used" in page.main
    assert ada.send_on(page, action="/profile/tokens/t-2/withdraw") == PAGE
