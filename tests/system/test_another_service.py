"""A service that nobody foresaw, named only in the settings: all its pages, and its farewell."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, Locator, Page, expect

from tests.system import journeys
from tests.system.api_user import ApiUser
from tests.system.conftest import open_context
from tests.system.stack import Stack, free_ports
from tests.system.subtitles import running_service, srt_file


@dataclass
class House:
    """A stack, and the means to take the one more service away."""

    stack: Stack
    service: ExitStack

    def end_service(self) -> None:
        """End the service, as its operator would; wait until the gateway has noticed."""
        self.service.close()
        journeys.wait_until(lambda: not self.services()["subtitles"])

    def forget_service(self) -> None:
        """Take the service out of the settings, and start everything again."""
        self.stack.stop()
        del self.stack.environment["MEDIA_SERVICES"]
        self.stack.start()
        self.stack.wait_until_healthy()

    def services(self) -> dict[str, bool]:
        """Return which services there are, and whether they answer."""
        answer = requests.get(f"{self.stack.gateway_url}/v1/services", timeout=60).json()
        return {each["name"]: each["available"] for each in answer["items"]}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A stack whose settings name one more service, by its address."""
    stack = Stack(tmp_path_factory.mktemp("house"))
    (port,) = free_ports(1)
    addresses = [f"127.0.0.1:{each}" for each in (*stack.service_ports.values(), port)]
    stack.environment["MEDIA_SERVICES"] = ",".join(addresses)
    with ExitStack() as service:
        service.enter_context(running_service(port, stack.data_dir))
        stack.start()
        try:
            stack.wait_until_healthy()
            yield House(stack, service)
        finally:
            stack.stop()


@pytest.fixture
def visitor(browser: Browser, house: House) -> Iterator[Page]:
    """Somebody with a phone."""
    for context in open_context(browser, house.stack, viewport={"width": 360, "height": 740}):
        yield context.new_page()


def test_a_service_named_in_the_settings_is_a_room_of_the_house(
    visitor: Page, house: House, tmp_path: Path
) -> None:
    page, source = visitor, srt_file(tmp_path)
    journeys.register(page)
    _comes_from_the_card_on_the_home_page(page)
    _brings_a_file(page, source)
    _may_not_bring_more_than_it_reads(house.stack)
    _is_told_what_is_wrong(page)
    _gets_a_result(page, tmp_path)
    _is_seen_on_the_other_pages(page, source.name)
    house.end_service()
    _waits_while_it_is_away(page)
    house.forget_service()
    _keeps_what_was_made(page, source, tmp_path)


def _comes_from_the_card_on_the_home_page(page: Page) -> None:
    page.goto("/")
    card = page.get_by_role("listitem").filter(has=page.get_by_role("link", name="Subtitles"))
    expect(card).to_contain_text("Convert subtitles between SRT and WebVTT")
    page.get_by_role("link", name="Subtitles").click()
    page.wait_for_url("**/service/subtitles/")


def _brings_a_file(page: Page, source: Path) -> None:
    assert page.locator("[name=file]").get_attribute("accept") == ".srt,.vtt"
    page.set_input_files("[name=file]", source)
    expect(page.get_by_role("heading", level=1)).to_have_text(source.name)
    expect(page.locator("main")).to_contain_text("Encoding")
    # A field for each kind of parameter, as the service describes it.
    form = page.locator("form[action$='/convert']")
    for name, kind in {
        "shift": "text", "start": "text", "plain": "checkbox", "format": "radio",
        "colour": "color", "note": "text", "line_length": "text",
    }.items():  # fmt: skip
        expect(form.locator(f"[name={name}]").first).to_have_attribute("type", kind)


def _may_not_bring_more_than_it_reads(stack: Stack) -> None:
    headers = {
        "Tus-Resumable": "1.0.0",
        "Upload-Length": str(11 * 1024 * 1024),
        # “long.srt” and “subtitles”, as tus has it
        "Upload-Metadata": "filename bG9uZy5zcnQ=,service c3VidGl0bGVz",
    }
    user = ApiUser(stack.gateway_url)
    answer = user.http.post(f"{user.url}/v1/uploads", headers=headers, timeout=60)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def _is_told_what_is_wrong(page: Page) -> None:
    form = page.locator("form[action$='/convert']")
    form.locator("[name=shift]").fill("100000")
    form.get_by_role("button", name="Convert", exact=True).click()
    expect(page.locator("main")).to_contain_text("Shift must be at most 86400 s.")
    expect(form.locator("[name=shift]")).to_have_value("100000")


def _gets_a_result(page: Page, folder: Path) -> None:
    form = page.locator("form[action$='/convert']")
    form.locator("[name=shift]").fill("-0.5")
    form.locator("[name=end]").fill("0:30")
    form.locator("[name=plain]").check(force=True)
    form.get_by_role("button", name="Convert", exact=True).click()
    journeys.wait_for_result(page)
    expect(page.locator("main")).to_contain_text("1 of 3 are left out.")
    made = journeys.download(page, "Download", folder)
    assert made.suffix == ".vtt"
    assert made.read_text().splitlines() == [
        "WEBVTT",
        "",
        "1",
        "00:00:00.500 --> 00:00:02.000",
        "Who's there?",
        "",
        "2",
        "00:00:02.500 --> 00:00:03.500",
        "Nay, answer me:",
        "stand, and unfold yourself.",
    ]


def _is_seen_on_the_other_pages(page: Page, name: str) -> None:
    page.goto("/files/")
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    expect(page.get_by_role("list", name=f"Made from {name}")).to_contain_text(".vtt")
    page.goto("/achievements/")
    expect(page.get_by_role("heading", name="Subtitles", exact=True)).to_be_visible()
    unlocked = page.get_by_role("listitem").filter(has_text="First words")
    expect(unlocked).to_contain_text("unlocked on")
    page.goto("/status/")
    row = _row_on_the_status_page(page)
    expect(row).to_contain_text("Up")


def _row_on_the_status_page(page: Page) -> Locator:
    # By its heading: incidents are told of the same service.
    heading = page.get_by_role("heading", name="Subtitles service")
    return page.get_by_role("listitem").filter(has=heading)


def _waits_while_it_is_away(page: Page) -> None:
    page.goto("/status/")
    row = _row_on_the_status_page(page)
    expect(row).to_contain_text("Down")
    page.goto("/service/subtitles/")
    expect(page.locator("main")).to_contain_text("The service is not answering")
    page.goto("/video/")
    expect(page.locator("main")).not_to_contain_text("not answering")


def _keeps_what_was_made(page: Page, source: Path, folder: Path) -> None:
    page.goto("/")
    expect(page.get_by_role("link", name="Subtitles")).to_have_count(0)
    page.goto("/files/")
    copy = journeys.download(page, f"Download {source.name}", folder / "copies")
    assert copy.read_bytes() == source.read_bytes()
    page.get_by_role("link", name=f"Open {source.name}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(source.name)
    expect(page.locator("main")).to_contain_text("The service is not there any more")
    page.goto("/achievements/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Achievements")
    assert page.goto("/service/subtitles/").status == 404  # type: ignore[union-attr]
