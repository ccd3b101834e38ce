"""Which language a page is in: the account's, else the cookie's, else the browser's."""

import pytest

from app.locales import LANGUAGES
from tests.frontend.browser import Browser
from tests.frontend.page import text_of

DIRECTIONS = {code: "rtl" if code == "ar" else "ltr" for code in LANGUAGES}


def language_of(browser: Browser, path: str = "/about", asked: str = "") -> str | None:
    """Return which language the page at `path` says that it is in, in all places alike."""
    if asked:
        browser.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = asked
    page = browser.open(path)
    tag = page.root.get("lang")
    assert browser.response.headers["Content-Language"] == tag
    assert {"Accept-Language", "Cookie"} <= set(browser.response.vary)
    assert page.root.get("dir") == DIRECTIONS[(tag or "").split("-")[0]]
    return tag


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("path", ["/", "/about", "/login", "/register", "/nowhere"])
def test_a_page_in_each_language_is_whole(browser: Browser, code: str, path: str) -> None:
    browser.client.set_cookie("language", code)
    page = browser.open(path, status=404 if path == "/nowhere" else 200)
    language = LANGUAGES[code]
    assert (page.root.get("lang"), page.root.get("dir")) == (language.tag, language.direction)
    assert browser.response.headers["Content-Language"] == language.tag


@pytest.mark.parametrize(
    ("asked", "tag"),
    [
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("pt-BR,pt;q=0.9", "pt"),
        ("zh-CN,zh;q=0.9", "zh-Hans"),
        ("zh-Hans", "zh-Hans"),
        ("ar-EG", "ar"),
        ("nl,ja;q=0.5,en;q=0.4", "ja"),
        ("en-US,en;q=0.9,de;q=0.1", "en"),
        ("tlh", "en"),
        ("*", "en"),
        ("q=;;,,", "en"),
    ],
)
def test_the_browser_is_followed_where_nothing_was_chosen(
    browser: Browser, asked: str, tag: str
) -> None:
    assert language_of(browser, asked=asked) == tag


def test_without_any_wish_a_page_is_in_english(browser: Browser) -> None:
    assert language_of(browser) == "en"


def test_the_cookie_counts_more_than_the_browser(browser: Browser) -> None:
    browser.client.set_cookie("language", "fr")
    assert language_of(browser, asked="de") == "fr"


def test_a_cookie_with_another_word_is_ignored(browser: Browser) -> None:
    browser.client.set_cookie("language", '"><script>')
    assert language_of(browser, asked="es") == "es"


def test_the_account_counts_more_than_the_cookie(ada: Browser) -> None:
    ada.client.set_cookie("language", "fr")
    with ada.client.session_transaction() as session:
        session["language"] = "uk"
    assert language_of(ada, asked="de") == "uk"


def test_a_language_chosen_in_the_menu_stays(browser: Browser) -> None:
    page = browser.open("/about")
    (token,) = {each.get("value") for each in page.all("input", name="csrf_token")}
    chosen = {"csrf_token": token or "", "language": "ar", "next": "/about"}
    response = browser.client.post("/language", data=chosen)
    assert (response.status_code, response.headers["Location"]) == (303, "/about")
    assert language_of(browser, asked="de") == "ar"


def test_choosing_a_language_never_leads_off_the_site(browser: Browser) -> None:
    page = browser.open("/about")
    (token,) = {each.get("value") for each in page.all("input", name="csrf_token")}
    chosen = {"csrf_token": token or "", "language": "de", "next": "//evil.example"}
    assert browser.client.post("/language", data=chosen).headers["Location"] == "/"


def test_the_menu_offers_each_language_in_its_own_name(browser: Browser) -> None:
    browser.client.set_cookie("language", "ja")
    (menu,) = browser.open("/about").all("select", name="language")
    options = {each.get("value"): each for each in menu.iter("option")}
    assert list(options) == list(LANGUAGES)
    for code, language in LANGUAGES.items():
        assert text_of(options[code]) == language.title
        assert options[code].get("lang") == language.tag
        assert (options[code].get("selected") is not None) == (code == "ja")
