"""What the gateway and the services say, and what is counted, in the visitor's language."""

import re

import pytest
from flask import Flask
from flask_babel import force_locale, gettext

from app import display
from app.locales import ENGLISH, LANGUAGES
from app.wording import told, told_problem
from tests.frontend.browser import Browser
from tests.frontend.mock_gateway import MockGateway

LOCALES = [str(each.locale) for each in LANGUAGES.values() if each.locale != ENGLISH]


@pytest.mark.parametrize("locale", LOCALES)
def test_a_sentence_of_a_service_is_translated(app: Flask, locale: str) -> None:
    english = "The file is damaged: no sound could be read."
    with app.test_request_context(), force_locale(locale):
        assert told(english) not in ("", english)


@pytest.mark.parametrize("locale", LOCALES)
def test_values_in_a_sentence_are_found_and_put_in_again(app: Flask, locale: str) -> None:
    with app.test_request_context(), force_locale(locale):
        said = told("Width must be at least 16.")
        pattern = "%(title)s must be at least %(bound)s."
        assert said == gettext(pattern, title=told("Width"), bound="16")
        assert told("Width") in said
        assert "16" in said
        assert "must be" not in said


@pytest.mark.parametrize("locale", LOCALES)
def test_sentences_are_translated_one_by_one(app: Flask, locale: str) -> None:
    with app.test_request_context(), force_locale(locale):
        both = told("The cover picture was dropped. The pitch stays.")
        assert told("The cover picture was dropped.") in both
        assert told("The pitch stays.") in both
        assert "dropped" not in both


def test_what_nobody_knows_is_shown_as_it_came(app: Flask) -> None:
    with app.test_request_context(), force_locale("de"):
        assert told("Flux capacitor charged.") == "Flux capacitor charged."
        assert told_problem(b"no JSON") == b"no JSON"
        assert told("") == ""


@pytest.mark.parametrize(
    ("locale", "seconds", "kinds"),
    [
        ("de", (1, 2, 5), 2),
        ("fr", (1, 2, 5), 2),
        ("ru", (1, 2, 5, 21, 22, 25), 3),
        ("uk", (1, 2, 5, 21, 22, 25), 3),
        ("ja", (1, 2, 5), 1),
        ("ar", (3, 11), 2),
    ],
)
def test_what_is_counted_has_the_form_of_its_number(
    app: Flask, locale: str, seconds: tuple[int, ...], kinds: int
) -> None:
    with app.test_request_context(), force_locale(locale):
        forms = {re.sub(r"\d+", "", display.waiting(each)) for each in seconds}
        assert len(forms) == kinds


def test_a_refused_log_in_is_explained_in_the_language(
    browser: Browser, gateway: MockGateway
) -> None:
    browser.client.set_cookie("language", "de")
    page = browser.open("/login")
    assert page.h1 != "Log in"
    message = "Username or password is wrong."
    gateway.refuses("POST", "/v1/sessions", 401, "wrong_credentials", message)
    refused = browser.send(page, {"login": "ada", "password": "guessed"}, status=401)
    assert message not in refused.html
