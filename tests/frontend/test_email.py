"""Another e-mail address."""

from tests.frontend import samples
from tests.frontend.browser import Browser
from tests.frontend.mock_gateway import MockGateway

EMAIL = {"email": "ada@example.org", "wanted": "", "expires_at": None}
WANTED = {**EMAIL, "wanted": "byron@example.org", "expires_at": "2030-01-01T00:00:00Z"}
WISH = {"email": "byron@example.org", "password": "a horse that counts to ten"}
LINK = "/v1/account/email/links/a-mailed-token"
PAGE = "/profile/email/confirm/a-mailed-token"


def test_the_page_says_where_mails_go_and_has_a_link_sent_elsewhere(
    ada: Browser, gateway: MockGateway
) -> None:
    gateway.answers("GET", "/v1/account/email", EMAIL)
    gateway.answers("PUT", "/v1/account/email", WANTED, status=202)
    gateway.answers("GET", "/v1/account/email", WANTED)
    page = ada.open("/profile/email")
    assert "Mails go to ada@example.org." in page.main
    assert page.control("password").get("autocomplete") == "current-password"
    assert ada.send_on(page, WISH, action="/profile/email") == "/profile/email"
    assert gateway.sent() == WISH
    assert "A link is on its way to byron@example.org." in ada.open("/profile/email").main


def test_what_is_refused_is_told_at_its_field_and_the_password_is_not_sent_back(
    ada: Browser, gateway: MockGateway
) -> None:
    gateway.answers("GET", "/v1/account/email", EMAIL)
    fields = {"email": ("taken", "Taken."), "password": ("wrong_password", "Wrong.")}
    gateway.refuses("PUT", "/v1/account/email", 422, "invalid", fields=fields)
    page = ada.send(ada.open("/profile/email"), WISH)
    assert (page.error_of("email"), page.error_of("password")) == ("Taken.", "Wrong.")
    assert page.control("email").get("value") == "byron@example.org"
    assert WISH["password"] not in page.html


def test_one_can_think_better_of_it(ada: Browser, gateway: MockGateway) -> None:
    gateway.answers("GET", "/v1/account/email", WANTED)
    gateway.answers("DELETE", "/v1/account/email/wanted", status=204)
    page = ada.open("/profile/email")
    assert ada.send_on(page, action="/profile/email/keep") == "/profile/email"


def test_following_the_link_asks_first_and_uses_nothing_up(
    ada: Browser, gateway: MockGateway
) -> None:
    gateway.answers("GET", LINK, WANTED)
    page = ada.open(PAGE)
    assert "mails go to byron@example.org, and no longer to ada@example.org" in page.main
    assert gateway.asked == [f"GET {LINK}"]


def test_the_address_is_confirmed_by_a_button(ada: Browser, gateway: MockGateway) -> None:
    gateway.answers("GET", LINK, WANTED)
    gateway.answers("POST", LINK, samples.ADA)
    assert ada.send_on(ada.open(PAGE)) == "/profile/email"


def test_a_link_that_does_not_hold_says_why_and_what_to_do(
    ada: Browser, gateway: MockGateway
) -> None:
    gateway.refuses("GET", LINK, 404, "email_link_invalid")
    page = ada.open(PAGE, status=404)
    assert page.h1 == "This link no longer works"
    assert page.link("To your e-mail address") == "/profile/email"


def test_whoever_is_not_logged_in_comes_back_to_the_link_afterwards(browser: Browser) -> None:
    assert browser.led_from(PAGE) == f"/login?next={PAGE}"
