"""The doors at hand: forms above the home page, and passwords that can be looked at."""

import re
import secrets
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.system import journeys
from tests.system.test_accessibility import AXE, DESKTOP, PHONE, violations


@pytest.fixture
def home(page: Page) -> Page:
    """The home page, its scripts at work."""
    page.emulate_media(reduced_motion="reduce")
    page.goto("/")
    expect(page.locator("dialog[data-started]")).to_be_attached()
    return page


def test_people_log_in_from_the_home_page(home: Page) -> None:
    name, password = journeys.register(home)
    journeys.forget_session(home)
    home.goto("/")
    expect(home.locator("dialog[data-started]")).to_be_attached()
    home.locator("main").get_by_role("link", name="Log in").click()
    dialog = home.get_by_role("dialog")
    expect(dialog.get_by_label("Username or e-mail")).to_be_focused()
    home.keyboard.type(name)
    dialog.get_by_label("Password", exact=True).fill(password)
    home.keyboard.press("Enter")
    expect(home).to_have_url(re.compile("/video/"))


def test_one_door_leads_to_the_other_and_escape_back_to_the_page(home: Page) -> None:
    link = home.locator("main").get_by_role("link", name="Log in")
    link.focus()
    home.keyboard.press("Enter")
    dialog = home.get_by_role("dialog")
    expect(dialog.get_by_role("heading")).to_have_text("Log in")
    dialog.get_by_role("link", name="Create an account").click()
    expect(dialog.get_by_role("heading")).to_have_text("Register")
    expect(dialog.get_by_label("Username")).to_be_focused()
    home.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(link).to_be_focused()


def test_what_is_wrong_is_told_in_the_dialog_and_what_was_typed_is_kept(home: Page) -> None:
    home.locator("main").get_by_role("link", name="Log in").click()
    dialog = home.get_by_role("dialog")
    dialog.get_by_label("Username or e-mail").fill("nobody-at-all")
    dialog.get_by_label("Password", exact=True).fill("not the password")
    home.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_be_focused()
    expect(dialog.get_by_label("Username or e-mail")).to_have_value("nobody-at-all")
    assert home.url.endswith("/")
    home.evaluate(AXE.read_text())
    found = violations(home)
    assert not found, "\n".join(found)


def test_people_register_in_the_dialog_and_mend_what_is_refused(home: Page) -> None:
    home.locator("main").get_by_role("link", name="Create an account").click()
    dialog = home.get_by_role("dialog")
    name, password = f"person-{secrets.token_hex(4)}", secrets.token_urlsafe(12)
    dialog.get_by_label("Username").fill("no spaces, please")
    dialog.get_by_label("E-mail").fill(f"{name}@example.org")
    dialog.get_by_label("Password", exact=True).fill(password)
    dialog.get_by_label("Repeat password").fill(password)
    expect(dialog.get_by_text("Strong.")).to_be_visible()
    dialog.get_by_role("button", name="Create account").click()
    alert = dialog.get_by_role("alert")
    expect(alert).to_be_focused()
    alert.get_by_role("link").click()
    expect(dialog.get_by_label("Username")).to_be_focused()
    dialog.get_by_label("Username").fill(name)
    # Neither password is wrong, and neither has to be typed again.
    dialog.get_by_role("button", name="Create account").click()
    expect(home).to_have_url(re.compile("/video/"))
    expect(home.locator("main")).to_contain_text(f"Welcome, {name}.")


def test_when_the_form_does_not_come_the_link_leads_to_it(home: Page) -> None:
    asked = []

    def lose_the_first(route: Route) -> None:
        asked.append(route)
        if len(asked) == 1:
            route.abort()
        else:
            route.continue_()

    home.route("**/login", lose_the_first)
    home.locator("main").get_by_role("link", name="Log in").click()
    expect(home).to_have_url(re.compile("/login"))


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("door", ["Log in", "Create an account"])
def test_axe_finds_nothing_in_an_open_dialog(home: Page, door: str, size: Any) -> None:
    home.set_viewport_size(size)
    home.locator("main").get_by_role("link", name=door).click()
    expect(home.get_by_role("dialog")).to_be_visible()
    home.evaluate(AXE.read_text())
    for theme in ("dark", "light"):
        home.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        found = violations(home)
        assert not found, "\n".join(found)


def test_a_password_can_be_looked_at_and_is_sent_hidden(page: Page) -> None:
    page.goto("/login")
    password = page.locator("[name=password]")
    password.fill("open sesame")
    show = page.get_by_role("button", name="Show Password")
    show.click()
    expect(password).to_have_attribute("type", "text")
    expect(show).to_have_attribute("aria-pressed", "true")
    page.locator("main form").evaluate(
        "form => form.addEventListener('submit', event => event.preventDefault())"
    )
    page.locator("[name=login]").fill("somebody")
    page.locator("main").get_by_role("button", name="Log in").click()
    expect(password).to_have_attribute("type", "password")


def test_caps_lock_is_told(page: Page) -> None:
    page.goto("/login")
    caps = page.locator("[data-caps]")
    expect(caps).to_be_hidden()
    page.locator(".password[data-started]").wait_for()
    page.locator("[name=password]").evaluate(
        "input => input.dispatchEvent(new KeyboardEvent('keydown',"
        " {key: 'A', modifierCapsLock: true}))"
    )
    expect(caps).to_be_visible()


def test_without_javascript_the_doors_are_links_and_nothing_is_dead(plain_page: Page) -> None:
    plain_page.goto("/")
    plain_page.locator("main").get_by_role("link", name="Log in").click()
    expect(plain_page).to_have_url(re.compile("/login"))
    expect(plain_page.locator("[data-show]")).to_be_hidden()
