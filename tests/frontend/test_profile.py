import re

from tests.frontend import samples
from tests.frontend.browser import Browser
from tests.frontend.mock_gateway import MockGateway
from tests.frontend.page import text_of

CHANGE = {
    "old_password": "the former words",
    "password": "the later words",
    "repeat_password": "the later words",
}


def test_the_profile_shows_names_to_be_changed(ada: Browser, gateway: MockGateway) -> None:
    gateway.answers("GET", "/v1/account", samples.ADA)
    page = ada.open("/profile/")
    assert page.control("first_name").get("value") == "Ada"
    assert page.control("last_name").get("value") == "Lovelace"
    assert "1 March 2026" in page.main
    assert len(gateway.asked) == 1


def test_changes_are_saved_and_said_to_be(ada: Browser, gateway: MockGateway) -> None:
    gateway.answers("GET", "/v1/account", samples.ADA)
    gateway.answers("PATCH", "/v1/account", samples.ADA)
    where = ada.send_on(ada.open("/profile/"), {"last_name": "Byron", "first_name": "Ada"})
    assert gateway.sent() == {"first_name": "Ada", "last_name": "Byron"}
    assert where == "/profile/"
    assert "Your profile is saved." in ada.open("/profile/").main


def test_a_name_that_is_refused_is_told_at_its_field(ada: Browser, gateway: MockGateway) -> None:
    gateway.answers("GET", "/v1/account", samples.ADA)
    fields = {"first_name": ("too_long", "Too long.")}
    gateway.refuses("PATCH", "/v1/account", 422, "invalid", fields=fields)
    page = ada.send(ada.open("/profile/"), {"first_name": "Adaaaaa", "last_name": "Byron"})
    assert page.error_of("first_name") == "Too long."
    assert page.control("first_name").get("value") == "Adaaaaa"
    assert page.control("last_name").get("value") == "Byron"


def test_the_password_changes_and_the_visitor_goes_on_with_a_fresh_session(
    ada: Browser, gateway: MockGateway
) -> None:
    gateway.answers("PUT", "/v1/account/password", samples.new_session(token="fresh-token"))
    gateway.answers("GET", "/v1/account", samples.ADA)
    assert ada.send_on(ada.open("/profile/password"), CHANGE) == "/profile/"
    assert gateway.sent() == {"old_password": "the former words", "new_password": "the later words"}
    ada.open("/profile/")
    assert gateway.requests[-1].headers["Authorization"] == "Bearer fresh-token"


def test_a_wrong_old_password_and_a_weak_new_one_are_told_at_their_fields(
    ada: Browser, gateway: MockGateway
) -> None:
    gateway.refuses(
        "PUT",
        "/v1/account/password",
        422,
        "invalid",
        fields={
            "old_password": ("wrong_password", "This is not your password."),
            "new_password": ("too_short", "At least 10 characters."),
        },
    )
    page = ada.send(ada.open("/profile/password"), CHANGE)
    assert page.error_of("old_password") == "This is not your password."
    assert page.error_of("password") == "At least 10 characters."
    assert "the former words" not in page.html


def test_sessions_are_listed_by_what_people_know_of_them(
    ada: Browser, gateway: MockGateway
) -> None:
    phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) AppleWebKit/605 Version/19 Safari/604.1"
    gateway.answers(
        "GET",
        "/v1/sessions",
        {
            "items": [
                samples.session(current=True),
                samples.session(id="s-2", user_agent=phone),
                samples.session(id="s-3", user_agent="curl/8.5"),
                samples.session(id="s-4", user_agent=""),
            ]
        },
    )
    page = ada.open("/profile/sessions")
    names = [re.sub(" This one$", " (here)", text_of(each)) for each in page.all("h2")]
    assert names == [
        "Firefox on Linux (here)",
        "Safari on iPhone",
        "curl",
        "Unknown device",
    ]
    assert not page.all("form", action="/profile/sessions/s-1/end")


def test_one_session_can_be_ended(ada: Browser, gateway: MockGateway) -> None:
    gateway.answers("GET", "/v1/sessions", {"items": [samples.session(id="s-2")]})
    gateway.answers("DELETE", "/v1/sessions/s-2", status=204)
    page = ada.open("/profile/sessions")
    assert ada.send_on(page, action="/profile/sessions/s-2/end") == "/profile/sessions"


def test_all_other_sessions_can_be_ended_at_once(ada: Browser, gateway: MockGateway) -> None:
    items = [samples.session(current=True), samples.session(id="s-2")]
    gateway.answers("GET", "/v1/sessions", {"items": items})
    gateway.answers("DELETE", "/v1/sessions", status=204)
    page = ada.open("/profile/sessions")
    assert ada.send_on(page, action="/profile/sessions/end-others") == "/profile/sessions"


def test_somebody_elses_session_is_not_there(ada: Browser, gateway: MockGateway) -> None:
    gateway.answers("GET", "/v1/sessions", {"items": [samples.session(id="s-2")]})
    gateway.refuses("DELETE", "/v1/sessions/s-2", 404, "not_found")
    page = ada.open("/profile/sessions")
    assert ada.send(page, action="/profile/sessions/s-2/end", status=404).h1 == "Nothing here"
