"""What is said of a password while it is typed."""

from flask.testing import FlaskClient

from tests.frontend.browser import Browser
from tests.frontend.mock_gateway import MockGateway

WEAK = {
    "score": 0,
    "verdict": "Very weak",
    "meaning": "This is among the first that are guessed.",
    "weakness": "This is a very common password.",
    "suggestions": ["Add another word or two."],
    "acceptable": False,
}


def ask(browser: Browser, **data: str) -> str:
    page = browser.open("/register")
    token = page.values()["csrf_token"]
    browser.response = browser.client.post("/password-strength", data={"csrf_token": token, **data})
    return browser.response.text


def test_the_answer_says_how_strong_why_and_what_helps(
    browser: Browser, gateway: MockGateway
) -> None:
    gateway.answers("POST", "/v1/password-strength", WEAK)
    html = ask(browser, password="qwertyuiop", username="ada", surname="not asked for")
    assert gateway.sent() == {
        "password": "qwertyuiop",
        "username": "ada",
        "email": "",
        "first_name": "",
        "last_name": "",
    }
    assert "Very weak." in html
    assert "This is a very common password." in html
    assert "Add another word or two." in html


def test_nothing_is_said_when_the_gateway_says_nothing(
    browser: Browser, gateway: MockGateway
) -> None:
    gateway.refuses("POST", "/v1/password-strength", 429, "too_many_attempts")
    assert ask(browser, password="qwertyuiop") == ""
    assert browser.response.status_code == 204


def test_it_is_not_asked_without_the_token_of_a_page(client: FlaskClient) -> None:
    assert client.post("/password-strength", data={"password": "x"}).status_code == 400


def test_the_forms_for_new_passwords_have_the_meter(ada: Browser, gateway: MockGateway) -> None:
    page = ada.open("/profile/password")
    (meter,) = page.all("div", data_module="strength")
    assert meter.get("data-address") == "/password-strength"
    assert page.control("password").get("id") == meter.get("data-input")
