import pytest

from tests.frontend import samples
from tests.frontend.browser import Browser
from tests.frontend.mock_gateway import MockGateway

ENTRIES = {"login": "ada", "password": samples.PASSWORD}


def test_people_log_in_and_are_called_by_their_name(browser: Browser, gateway: MockGateway) -> None:
    gateway.answers("POST", "/v1/sessions", samples.new_session(), status=201)
    gateway.answers("GET", "/v1/account", samples.ADA)
    assert browser.send_on(browser.open("/login"), ENTRIES) == "/video/"
    assert "ada" in browser.open("/profile/").main
    assert gateway.requests[-1].headers["Authorization"] == "Bearer token-of-ada"


def test_log_in_leads_back_to_the_page_that_asked_for_it(
    browser: Browser, gateway: MockGateway
) -> None:
    gateway.answers("POST", "/v1/sessions", samples.new_session(), status=201)
    asked = browser.led_from("/files/?q=cat&page=2")
    assert asked == "/login?next=/files/?q%3Dcat%26page%3D2"
    page = browser.open(asked)
    assert "Please log in to see this page." in page.main
    assert browser.send_on(page, ENTRIES) == "/files/?q=cat&page=2"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/%09/evil.example",
        "/%0d%0aSet-Cookie:x",
        "javascript:alert(1)",
        "evil.example",
        "/" + "a" * 3000,
    ],
)
def test_log_in_never_leads_off_the_site(
    browser: Browser, gateway: MockGateway, target: str
) -> None:
    gateway.answers("POST", "/v1/sessions", samples.new_session(), status=201)
    page = browser.open(f"/login?next={target}")
    assert browser.send_on(page, ENTRIES) == "/video/"


def test_wrong_credentials_are_told_without_saying_which_was_wrong(
    browser: Browser, gateway: MockGateway
) -> None:
    gateway.refuses(
        "POST", "/v1/sessions", 401, "wrong_credentials", "Name or password is not right."
    )
    page = browser.send(browser.open("/login"), ENTRIES, status=401)
    assert "Name or password is not right." in page.main
    assert page.control("login").get("value") == "ada"
    assert samples.PASSWORD not in page.html
    assert page.error_of("login") == page.error_of("password") == ""


def test_too_many_attempts_say_in_words_how_long_to_wait(
    browser: Browser, gateway: MockGateway
) -> None:
    gateway.refuses(
        "POST", "/v1/sessions", 429, "too_many_attempts", "Too often.", retry_after_seconds=120
    )
    page = browser.send(browser.open("/login"), ENTRIES, status=429)
    assert "Too often. Please wait about 2 minutes." in page.main
    assert browser.response.headers["Retry-After"] == "120"


def test_the_cookie_ends_with_the_browser_unless_people_want_to_be_remembered(
    browser: Browser, gateway: MockGateway
) -> None:
    gateway.answers("POST", "/v1/sessions", samples.new_session(), status=201)
    browser.send_on(browser.open("/login"), ENTRIES)
    assert "Expires" not in browser.response.headers["Set-Cookie"]
    assert gateway.sent()["remember"] is False


def test_people_who_want_to_be_remembered_are(browser: Browser, gateway: MockGateway) -> None:
    gateway.answers("POST", "/v1/sessions", samples.new_session(), status=201)
    browser.send_on(browser.open("/login"), {**ENTRIES, "remember": "y"})
    cookie = browser.response.headers["Set-Cookie"]
    assert "Expires" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert gateway.sent()["remember"] is True


def test_a_session_planted_before_log_in_holds_nothing_after_it(
    browser: Browser, gateway: MockGateway
) -> None:
    gateway.answers("POST", "/v1/sessions", samples.new_session(), status=201)
    page = browser.open("/login")
    with browser.client.session_transaction() as session:
        session["planted"] = "by somebody else"
        token_before = session["csrf_token"]
    browser.send_on(page, ENTRIES)
    with browser.client.session_transaction() as session:
        assert "planted" not in session
        assert session.get("csrf_token") != token_before


def test_who_is_logged_in_is_led_on(ada: Browser) -> None:
    assert ada.led_from("/login?next=/achievements/") == "/achievements/"


def test_a_form_sent_from_a_dialog_is_told_where_it_leads(
    browser: Browser, gateway: MockGateway
) -> None:
    gateway.answers("POST", "/v1/sessions", samples.new_session(), status=201)
    form = browser.open("/login?next=/files/").values()
    data = {**form, "login": "ada", "password": samples.PASSWORD}
    answer = browser.client.post("/login?next=/files/", data=data, headers={"Door": "1"})
    assert (answer.status_code, answer.headers["Door-Leads-To"]) == (204, "/files/")
    assert "Location" not in answer.headers
    with browser.client.session_transaction() as session:
        assert session["token"] == "token-of-ada"
