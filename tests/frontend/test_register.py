from tests.frontend import samples
from tests.frontend.browser import Browser
from tests.frontend.mock_gateway import MockGateway

ENTRIES = {
    "username": "ada",
    "email": "ada@example.org",
    "password": samples.PASSWORD,
    "repeat_password": samples.PASSWORD,
    "first_name": "Ada",
}


def test_registering_logs_in_and_leads_to_work(browser: Browser, gateway: MockGateway) -> None:
    gateway.answers("POST", "/v1/accounts", samples.new_session(), status=201)
    page = browser.open("/register")
    assert browser.send_on(page, ENTRIES) == "/video/"
    assert gateway.sent() == {
        "username": "ada",
        "email": "ada@example.org",
        "password": samples.PASSWORD,
        "first_name": "Ada",
        "last_name": "",
    }
    assert browser.led_from("/register") == "/video/"


def test_registering_leads_to_where_the_visitor_wanted_to_go(
    browser: Browser, gateway: MockGateway
) -> None:
    gateway.answers("POST", "/v1/accounts", samples.new_session(), status=201)
    page = browser.open("/register?next=/achievements/")
    assert browser.send_on(page, ENTRIES) == "/achievements/"


def test_what_the_gateway_refuses_stands_at_its_field_with_all_that_was_typed(
    browser: Browser, gateway: MockGateway
) -> None:
    gateway.refuses(
        "POST",
        "/v1/accounts",
        422,
        "invalid",
        fields={
            "username": ("taken", "This username is taken."),
            "password": ("too_weak", "This password is too common."),
        },
    )
    page = browser.send(browser.open("/register"), ENTRIES)
    assert page.error_of("username") == "This username is taken."
    assert page.error_of("password") == "This password is too common."
    assert page.control("username").get("value") == "ada"
    assert page.control("email").get("value") == "ada@example.org"
    assert page.control("first_name").get("value") == "Ada"
    assert page.link("This username is taken.") == "#username"


def test_passwords_are_never_written_into_a_page(browser: Browser, gateway: MockGateway) -> None:
    gateway.refuses("POST", "/v1/accounts", 422, "invalid", fields={"email": ("taken", "Taken.")})
    page = browser.send(browser.open("/register"), ENTRIES)
    assert samples.PASSWORD not in page.html


def test_a_problem_with_a_field_that_the_form_does_not_have_is_told_too(
    browser: Browser, gateway: MockGateway
) -> None:
    gateway.refuses(
        "POST", "/v1/accounts", 422, "invalid", fields={"captcha": ("wrong", "Are you a robot?")}
    )
    page = browser.send(browser.open("/register"), ENTRIES)
    assert "Are you a robot?" in page.main


def test_the_gateway_is_not_asked_before_the_form_has_its_shape(
    browser: Browser, gateway: MockGateway
) -> None:
    page = browser.send(
        browser.open("/register"), {**ENTRIES, "email": "", "repeat_password": "another one"}
    )
    assert page.error_of("email") == "Please give your e-mail address."
    assert page.error_of("repeat_password") == "The two passwords are not the same."
    assert gateway.asked == []


def test_what_was_typed_survives_a_gateway_that_is_down(
    browser: Browser, gateway: MockGateway
) -> None:
    page = browser.open("/register")
    gateway.is_down()
    page = browser.send(page, ENTRIES, status=503)
    assert "does not answer" in page.main
    assert page.control("username").get("value") == "ada"
    assert page.control("email").get("value") == "ada@example.org"


def test_password_managers_are_told_which_field_is_what(browser: Browser) -> None:
    page = browser.open("/register")
    assert page.control("username").get("autocomplete") == "username"
    assert page.control("password").get("autocomplete") == "new-password"
    assert page.control("repeat_password").get("autocomplete") == "new-password"
