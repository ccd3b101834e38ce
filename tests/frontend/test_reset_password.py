import logging

import pytest

from tests.frontend import samples
from tests.frontend.browser import Browser
from tests.frontend.mock_gateway import MockGateway

LINK = "/v1/password-resets/Abc.def-123_x"
PAGE = "/reset-password/Abc.def-123_x"
ENTRIES = {"password": samples.PASSWORD, "repeat_password": samples.PASSWORD}


def test_a_mailed_link_sets_a_new_password_and_leads_to_log_in(
    browser: Browser, gateway: MockGateway
) -> None:
    gateway.answers("GET", LINK, status=204)
    gateway.answers("POST", LINK, status=204)
    assert browser.send_on(browser.open(PAGE), ENTRIES) == "/login"
    assert gateway.sent() == {"password": samples.PASSWORD}
    assert "Your password is changed" in browser.open("/login").main


def test_a_used_or_old_link_says_so_and_offers_a_new_one(
    browser: Browser, gateway: MockGateway
) -> None:
    gateway.refuses("GET", LINK, 404, "reset_link_invalid")
    page = browser.open(PAGE, status=404)
    assert page.h1 == "This link no longer works"
    assert page.link("Send me a new link") == "/forgot-password"


def test_a_link_that_ends_while_the_form_is_open_says_so_too(
    browser: Browser, gateway: MockGateway
) -> None:
    gateway.answers("GET", LINK, status=204)
    gateway.refuses("POST", LINK, 404, "reset_link_invalid")
    page = browser.send(browser.open(PAGE), ENTRIES, status=404)
    assert page.h1 == "This link no longer works"


def test_a_password_that_the_gateway_refuses_is_explained_at_its_field(
    browser: Browser, gateway: MockGateway
) -> None:
    gateway.answers("GET", LINK, status=204)
    gateway.refuses("POST", LINK, 422, "invalid", fields={"password": ("too_short", "Too short.")})
    page = browser.send(browser.open(PAGE), ENTRIES)
    assert page.error_of("password") == "Too short."


def test_a_typing_error_does_not_use_up_the_link(browser: Browser, gateway: MockGateway) -> None:
    gateway.answers("GET", LINK, status=204)
    page = browser.send(
        browser.open(PAGE), {"password": samples.PASSWORD, "repeat_password": "other"}
    )
    assert page.error_of("repeat_password") == "The two passwords are not the same."
    assert gateway.asked == [f"GET {LINK}"]


@pytest.mark.parametrize("token", ["..", "a b", "a%2Fb", "%0a", "é"])
def test_a_link_that_was_never_ours_reaches_nothing_else_at_the_gateway(
    browser: Browser, gateway: MockGateway, token: str
) -> None:
    browser.open(f"/reset-password/{token}", status=404)
    assert gateway.asked == []


def test_the_link_is_written_into_no_log(
    browser: Browser, gateway: MockGateway, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="app")
    gateway.is_down()
    browser.open(PAGE, status=503)
    assert "/reset-password/… " in caplog.text
    assert "Abc" not in caplog.text
