"""The life of an account: a new address by a mailed link, a picture, a token, and its end."""

import re
import shutil
from pathlib import Path

import requests
from PIL import Image
from playwright.sync_api import Page, expect

from tests.media import padded
from tests.system import journeys
from tests.system.stack import Stack


def test_an_address_is_changed_by_a_mailed_link_and_the_account_deleted(
    page: Page, stack: Stack, video: Path, tmp_path: Path
) -> None:
    name, password = journeys.register(page)
    # Of a size that no other file of anybody has.
    own = padded(Path(shutil.copy(video, tmp_path / "own.mp4")), 777_777)
    journeys.upload(page, own)
    address = _another_address(page, stack, name, password)
    _delete(page, password)
    page.goto("/files/")
    expect(page).to_have_url(re.compile("/login"))
    page.fill("[name=login]", address)
    page.fill("[name=password]", password)
    page.locator("main").get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_contain_text("Username or password is wrong.")
    blobs = [each for each in (stack.data_dir / "blobs").rglob("*") if each.is_file()]
    assert not [each for each in blobs if each.stat().st_size == own.stat().st_size]


def test_the_same_on_a_phone_without_javascript(plain_page: Page, stack: Stack) -> None:
    name, password = journeys.register(plain_page)
    _another_address(plain_page, stack, name, password)
    _delete(plain_page, password)
    plain_page.goto("/profile/")
    expect(plain_page).to_have_url(re.compile("/login"))


def test_a_picture_is_taken_square_and_shown_in_the_menu(page: Page, tmp_path: Path) -> None:
    journeys.register(page)
    photo = tmp_path / "me.png"
    Image.new("RGB", (300, 500), (200, 40, 40)).save(photo)
    page.goto("/profile/picture")
    page.set_input_files("[name=picture]", photo)
    page.get_by_role("button", name="Use this picture").click()
    shown = page.locator("summary img.avatar")
    expect(shown).to_be_visible()
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 256


def test_a_program_reads_what_its_token_allows(page: Page, stack: Stack) -> None:
    name, _ = journeys.register(page)
    page.goto("/profile/tokens")
    page.fill("[name=name]", "Script")
    page.get_by_label("See the profile and the achievements").check()
    page.get_by_role("button", name="Make the token").click()
    token = page.locator("#made-token").input_value()
    headers = {"Authorization": f"Bearer {token}"}

    def ask(path: str) -> requests.Response:
        return requests.get(stack.gateway_url + path, headers=headers, timeout=60)

    assert ask("/v1/account").json()["username"] == name
    assert ask("/v1/files").json()["code"] == "insufficient_scope"
    page.get_by_role("button", name="Withdraw the token Script").click()
    assert ask("/v1/account").status_code == 401


def _another_address(page: Page, stack: Stack, name: str, password: str) -> str:
    address, outbox = f"new-{name}@example.com", stack.data_dir / "outbox"
    page.goto("/profile/email")
    page.fill("[name=email]", address)
    page.fill("[name=password]", password)
    page.get_by_role("button", name="Send the link").click()
    expect(page.locator("main")).to_contain_text(f"A link is on its way to {address}.")
    link = re.search(
        r"https?://\S+/profile/email/confirm/\S+", journeys.newest_mail(outbox, address)
    )
    assert link
    # On another device, where nobody is logged in.
    journeys.forget_session(page)
    page.goto(link[0])
    page.fill("[name=login]", name)
    page.fill("[name=password]", password)
    page.locator("main").get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm your new e-mail address")
    page.get_by_role("button", name="Use the new address").click()
    expect(page.locator("main")).to_contain_text(f"Mails go to {address}.")
    assert address in journeys.newest_mail(outbox, f"{name}@example.org")
    return address


def _delete(page: Page, password: str) -> None:
    page.goto("/profile/data")
    page.get_by_role("link", name="Delete my account").click()
    page.fill("[name=password]", password)
    page.get_by_role("button", name="Delete my account").click()
    expect(page.locator("main")).to_contain_text("Your account and all your files are deleted.")
