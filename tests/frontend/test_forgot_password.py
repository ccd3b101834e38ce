from tests.frontend.browser import Browser
from tests.frontend.mock_gateway import MockGateway


def test_asking_for_a_link_leads_to_a_page_that_tells_nothing_about_the_account(
    browser: Browser, gateway: MockGateway
) -> None:
    gateway.answers("POST", "/v1/password-resets", status=202)
    where = browser.send_on(browser.open("/forgot-password"), {"login": "ada@example.org"})
    assert gateway.sent() == {"login": "ada@example.org"}
    assert where == "/forgot-password/sent"
    assert "If there is such an account" in browser.open(where).main


def test_the_mail_shall_speak_the_language_of_the_page(
    browser: Browser, gateway: MockGateway
) -> None:
    gateway.answers("POST", "/v1/password-resets", status=202)
    browser.client.set_cookie("language", "uk")
    browser.send_on(browser.open("/forgot-password"), {"login": "ada"})
    assert gateway.requests[-1].headers["X-Client-Language"] == "uk"


def test_asking_too_often_is_told_on_the_form(browser: Browser, gateway: MockGateway) -> None:
    gateway.refuses(
        "POST",
        "/v1/password-resets",
        429,
        "too_many_attempts",
        "Too often.",
        retry_after_seconds=30,
    )
    page = browser.send(browser.open("/forgot-password"), {"login": "ada"}, status=429)
    assert "Please wait 30 seconds." in page.main
    assert page.control("login").get("value") == "ada"


def test_nobody_is_asked_about_an_empty_form(browser: Browser, gateway: MockGateway) -> None:
    page = browser.send(browser.open("/forgot-password"))
    assert page.error_of("login")
    assert gateway.asked == []
