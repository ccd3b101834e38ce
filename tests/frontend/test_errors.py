import logging
from dataclasses import replace

import pytest
import requests
from flask import Flask

from app import create_app
from tests.frontend import samples
from tests.frontend.browser import Browser
from tests.frontend.conftest import TEST_CONFIG, log_in
from tests.frontend.mock_gateway import MockGateway

EXPIRED = "an old token"


@pytest.fixture
def broken_app() -> Flask:
    """An app with a page that fails, and no debugger to show how."""
    app = create_app(replace(TEST_CONFIG))

    @app.get("/broken")
    def broken() -> str:
        raise RuntimeError("a secret detail")

    return app


def test_a_page_that_needs_the_gateway_says_that_it_is_down_and_offers_to_try_again(
    ada: Browser, gateway: MockGateway
) -> None:
    gateway.is_down()
    page = ada.open("/achievements/?from=menu", status=503)
    assert "does not answer" in page.main
    assert page.link("Try again") == "/achievements/?from=menu"


def test_every_error_page_shows_the_number_that_is_in_the_log_and_known_to_the_gateway(
    ada: Browser, gateway: MockGateway, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="app")
    gateway.is_down()
    page = ada.open("/achievements/", status=503)
    number = ada.response.headers["X-Request-ID"]
    assert number in page.main
    assert number in caplog.text
    assert gateway.requests[0].headers["X-Request-ID"] == number


def test_a_session_that_ended_elsewhere_leads_to_log_in_and_back(
    ada: Browser, gateway: MockGateway
) -> None:
    gateway.ends_all_sessions()
    where = ada.led_from("/profile/sessions")
    assert where == "/login?next=/profile/sessions"
    assert "Your session has ended." in ada.open(where).main
    assert ada.led_from("/profile/") == "/login?next=/profile/"
    assert len(gateway.asked) == 1


def test_a_form_sent_after_the_session_ended_leads_back_to_its_page(
    ada: Browser, gateway: MockGateway
) -> None:
    page = ada.open("/profile/password")
    gateway.refuses("PUT", "/v1/account/password", 401, "not_authenticated")
    words = {"old_password": "a", "password": "b", "repeat_password": "b"}
    data = {**page.values(), **words}
    response = ada.client.post(
        "/profile/password", data=data, headers={"Referer": "http://localhost/profile/password"}
    )
    assert response.headers["Location"] == "/login?next=/profile/password"


def test_a_fragment_asked_for_after_the_session_ended_moves_the_whole_page_to_log_in(
    ada: Browser, gateway: MockGateway
) -> None:
    gateway.ends_all_sessions()
    ada.fragment("/achievements/", status=401)
    assert ada.response.headers["HX-Redirect"] == "/login?next=/page"


def test_a_fragment_that_fails_is_a_short_notice(ada: Browser, gateway: MockGateway) -> None:
    gateway.is_down()
    html = ada.fragment("/achievements/", status=503)
    assert "does not answer" in html
    assert "<html" not in html
    assert len(html) < 1000


def test_programs_get_json(ada: Browser, gateway: MockGateway) -> None:
    gateway.is_down()
    response = ada.client.get("/achievements/", headers={"Accept": "application/json"})
    assert response.status_code == 503
    assert response.json is not None
    assert response.json["code"] == "http_503"
    assert response.json["request_id"] == response.headers["X-Request-ID"]


@pytest.mark.parametrize("headers", [{"Accept": "application/json"}, {"Tus-Resumable": "1.0.0"}])
def test_programs_are_not_led_to_the_login_page(browser: Browser, headers: dict[str, str]) -> None:
    response = browser.client.get("/uploads/", headers=headers)
    assert response.status_code == 401
    assert response.json is not None


def test_an_expired_form_offers_what_was_typed_to_be_sent_again(
    browser: Browser, gateway: MockGateway
) -> None:
    gateway.answers("POST", "/v1/password-resets", status=202)
    page = browser.open("/forgot-password")
    page = browser.send(page, {"login": "<ada>", "csrf_token": EXPIRED}, status=400)
    assert page.h1 == "This form has expired"
    assert "What you typed is kept." in page.main
    assert "Passwords" not in page.main
    assert browser.send_on(page) == "/forgot-password/sent"
    assert gateway.sent() == {"login": "<ada>"}


def test_an_expired_form_keeps_no_password(browser: Browser) -> None:
    page = browser.open("/login")
    page = browser.send(
        page, {"login": "ada", "password": samples.PASSWORD, "csrf_token": EXPIRED}, status=400
    )
    assert samples.PASSWORD not in page.html
    assert "Passwords are not" in page.main
    page = browser.send(page, status=422)
    assert page.control("login").get("value") == "ada"
    assert page.error_of("password") == "Please give your password."


def test_an_action_that_fails_can_be_repeated_from_the_page_that_says_so(
    ada: Browser, gateway: MockGateway
) -> None:
    gateway.answers("GET", "/v1/sessions", {"items": [samples.session(id="s-2")]})
    page = ada.open("/profile/sessions")
    gateway.is_down()
    page = ada.send(page, action="/profile/sessions/s-2/end", status=503)
    assert page.form("/profile/sessions/s-2/end") is not None
    assert "typed" not in page.main


@pytest.mark.parametrize(
    ("status", "code", "shown"),
    [
        (403, "forbidden", "Not allowed"),
        (404, "not_found", "Nothing here"),
        (409, "too_many_jobs", "That does not fit"),
        (413, "quota_exceeded", "Too large"),
        (429, "too_many_attempts", "Too many attempts"),
        (503, "service_unavailable", "Not reachable right now"),
        (507, "disk_full", "No room left"),
    ],
)
def test_what_the_gateway_refuses_is_explained_in_its_own_words(
    ada: Browser, gateway: MockGateway, status: int, code: str, shown: str
) -> None:
    gateway.refuses("GET", "/v1/achievements", status, code, "Said by the gateway.")
    page = ada.open("/achievements/", status=status)
    assert page.h1 == shown
    assert "Said by the gateway." in page.main


def test_waiting_times_are_told_in_words_and_to_programs(
    ada: Browser, gateway: MockGateway
) -> None:
    gateway.refuses("GET", "/v1/achievements", 429, "too_many_attempts", retry_after_seconds=7200)
    page = ada.open("/achievements/", status=429)
    assert "Please wait about 2 hours." in page.main
    assert ada.response.headers["Retry-After"] == "7200"


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"<html>", 200), (b'{"items": 3}', 200), (b"oops", 500), (b"", 302)],
)
def test_an_answer_outside_the_contract_is_a_bad_gateway(
    ada: Browser, gateway: MockGateway, body: bytes, status: int
) -> None:
    gateway.sends("GET", "/v1/achievements", body, status=status)
    assert ada.open("/achievements/", status=502).h1 == "An answer we did not understand"


def test_a_proxy_that_answers_for_the_gateway_means_that_it_is_down(
    ada: Browser, gateway: MockGateway
) -> None:
    gateway.sends("GET", "/v1/achievements", b"<h1>Bad gateway</h1>", status=502)
    assert ada.open("/achievements/", status=503).h1 == "Not reachable right now"


def test_no_answer_in_time_is_told_as_something_that_may_have_happened(
    ada: Browser, gateway: MockGateway
) -> None:
    gateway.answers("GET", "/v1/sessions", {"items": [samples.session(id="s-2")]})
    page = ada.open("/profile/sessions")
    gateway.is_down(requests.ReadTimeout("nothing came"))
    page = ada.send(page, action="/profile/sessions/s-2/end", status=504)
    assert page.h1 == "No answer in time"
    assert "may have been done all the same" in page.main
    assert page.form("/profile/sessions/s-2/end") is not None


def test_an_unknown_address_is_explained(browser: Browser) -> None:
    assert browser.open("/no/such/page", status=404).h1 == "Nothing here"


def test_a_form_that_is_too_long_is_refused_before_it_is_read(browser: Browser) -> None:
    page = browser.open("/login")
    assert browser.send(page, {"login": "a" * 300_000}, status=413).h1 == "Too large"


def test_a_mistake_of_ours_is_logged_whole_and_shown_without_details(
    broken_app: Flask, gateway: MockGateway, caplog: pytest.LogCaptureFixture
) -> None:
    browser = log_in(Browser(broken_app.test_client()), samples.ADA)
    page = browser.open("/broken", status=500)
    assert page.h1 == "Something broke here"
    assert "a secret detail" not in page.html
    assert "a secret detail" in caplog.text
    assert page.link("Try again") == "/broken"
