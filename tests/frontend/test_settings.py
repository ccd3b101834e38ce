"""Language and theme as settings of the account."""

from tests.frontend import samples
from tests.frontend.browser import Browser
from tests.frontend.mock_gateway import MockGateway

CHOSEN = {**samples.ADA, "language": "uk", "theme": "dark"}


def test_the_choice_is_saved_and_the_page_has_it_from_its_first_byte(
    ada: Browser, gateway: MockGateway
) -> None:
    gateway.answers("GET", "/v1/account", samples.ADA)
    gateway.answers("PATCH", "/v1/account", CHOSEN)
    gateway.answers("GET", "/v1/account", CHOSEN)
    page = ada.open("/profile/settings")
    assert page.values("/profile/settings")["language"] == ""
    chosen = {"language": "uk", "theme": "dark"}
    assert ada.send_on(page, chosen, action="/profile/settings") == "/profile/settings"
    assert gateway.sent() == chosen
    shown = ada.open("/profile/settings")
    assert shown.root.get("data-theme") == "dark"
    assert {**shown.values("/profile/settings"), **chosen} == shown.values("/profile/settings")
    with ada.client.session_transaction() as session:
        assert session["language"] == "uk"


def test_a_language_that_is_not_offered_is_refused_here(ada: Browser, gateway: MockGateway) -> None:
    gateway.answers("GET", "/v1/account", samples.ADA)
    page = ada.open("/profile/settings")
    ada.send(page, {"language": "klingon", "theme": "dark"}, action="/profile/settings")
    assert gateway.asked == ["GET /v1/account"]


def test_logging_in_brings_language_and_theme_along(browser: Browser, gateway: MockGateway) -> None:
    gateway.answers("POST", "/v1/sessions", samples.new_session(CHOSEN), status=201)
    browser.send_on(browser.open("/login"), {"login": "ada", "password": samples.PASSWORD})
    assert browser.open("/about").root.get("data-theme") == "dark"
    with browser.client.session_transaction() as session:
        assert (session["language"], session["initials"]) == ("uk", "AL")


def test_without_a_theme_of_the_account_the_one_of_the_browser_stays(
    browser: Browser, gateway: MockGateway
) -> None:
    browser.client.set_cookie("theme", "light")
    gateway.answers("POST", "/v1/sessions", samples.new_session(), status=201)
    browser.send_on(browser.open("/login"), {"login": "ada", "password": samples.PASSWORD})
    assert browser.open("/about").root.get("data-theme") == "light"


def test_the_switch_in_the_menu_changes_the_setting_of_the_account_too(
    ada: Browser, gateway: MockGateway
) -> None:
    gateway.answers("PATCH", "/v1/account", CHOSEN)
    page = ada.open("/about")
    (token,) = {each.get("value") for each in page.all("input", name="csrf_token")}
    ada.client.post("/theme", data={"csrf_token": token or "", "theme": "dark"})
    assert gateway.sent() == {"theme": "dark"}


def test_the_switch_works_without_the_gateway(ada: Browser, gateway: MockGateway) -> None:
    gateway.is_down()
    page = ada.open("/about")
    (token,) = {each.get("value") for each in page.all("input", name="csrf_token")}
    data = {"csrf_token": token or "", "theme": "light"}
    assert ada.client.post("/theme", data=data).status_code == 303
    assert ada.open("/about").root.get("data-theme") == "light"
