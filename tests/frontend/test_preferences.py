import pytest

from tests.frontend.browser import Browser

THEMES = ("system", "light", "dark")


def choose(browser: Browser, theme: str, target: str = "/about") -> str:
    page = browser.open("/about")
    (token,) = {each.get("value") for each in page.all("input", name="csrf_token")}
    data = {"csrf_token": token or "", "theme": theme, "next": target}
    browser.response = browser.client.post("/theme", data=data)
    assert browser.response.status_code == 303
    return browser.response.headers["Location"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_chosen_theme_is_in_the_page_from_its_first_byte(browser: Browser, theme: str) -> None:
    assert choose(browser, theme) == "/about"
    page = browser.open("/about")
    assert page.root.get("data-theme") == theme
    pressed = {
        each.get("value"): each.get("aria-pressed") for each in page.all("button", name="theme")
    }
    assert pressed == {name: "true" if name == theme else "false" for name in THEMES}


def test_the_theme_follows_the_system_until_one_is_chosen_and_again_later(browser: Browser) -> None:
    assert browser.open("/about").root.get("data-theme") is None
    choose(browser, "dark")
    choose(browser, "system")
    assert browser.open("/about").root.get("data-theme") is None


def test_a_cookie_with_another_word_is_ignored(browser: Browser) -> None:
    browser.client.set_cookie("theme", '"><script>')
    assert browser.open("/about").root.get("data-theme") is None


def test_choosing_a_theme_never_leads_off_the_site(browser: Browser) -> None:
    assert choose(browser, "dark", "//evil.example") == "/"


def test_the_theme_is_not_changed_without_the_token_of_the_page(browser: Browser) -> None:
    assert browser.client.post("/theme", data={"theme": "dark"}).status_code == 400
