import re

import pytest

from tests.frontend import media_samples
from tests.frontend.browser import Browser
from tests.frontend.mock_gateway import MockGateway
from tests.frontend.page import Page

LINKS = "/v1/files/f-lake/shares"
TOKEN = "Zm9yLXRoZS10ZXN0cy1vbmx5"
OPENED = f"/v1/shares/{TOKEN}"
DAY = 24 * 3600


def share(**changes: object) -> dict[str, object]:
    return {"id": TOKEN, "created_at": media_samples.CREATED, "expires_at": None, **changes}


def shared_file(**changes: object) -> dict[str, object]:
    return {
        "kind": "video",
        "name": "lake.mp4",
        "extension": "mp4",
        "media_type": "video/mp4",
        "size_bytes": 48_300_000,
        "duration_seconds": 62.5,
        "expires_at": None,
        **changes,
    }


def links(gateway: MockGateway, *items: dict[str, object]) -> None:
    gateway.answers("GET", LINKS, {"file": media_samples.file(), "items": list(items)})


def open_links(ada: Browser, gateway: MockGateway, *items: dict[str, object]) -> Page:
    links(gateway, *items)
    return ada.open("/files/f-lake/share")


@pytest.mark.parametrize(
    ("choice", "seconds"),
    [(str(DAY), DAY), (str(30 * DAY), 30 * DAY), ("until-withdrawn", None)],
)
def test_a_link_is_made_for_as_long_as_was_chosen(
    ada: Browser, gateway: MockGateway, choice: str, seconds: int | None
) -> None:
    page = open_links(ada, gateway)
    assert page.h1 == "Share lake.mp4"
    assert page.values()["lifetime"] == str(7 * DAY)
    gateway.answers("POST", LINKS, share(), status=201)
    assert ada.send_on(page, {"lifetime": choice}) == "/files/f-lake/share"
    assert gateway.sent() == {"lifetime_seconds": seconds}


def test_a_choice_that_is_not_offered_makes_no_link(ada: Browser, gateway: MockGateway) -> None:
    page = open_links(ada, gateway)
    links(gateway)
    again = ada.send(page, {"lifetime": "999999999"})
    assert "Not a valid choice" in again.main
    assert f"POST {LINKS}" not in gateway.asked


def test_links_can_be_read_again_and_say_when_they_end(ada: Browser, gateway: MockGateway) -> None:
    ending = share(id="x" * 22, expires_at="2030-03-07T14:05:00Z")
    page = open_links(ada, gateway, ending, share())
    inputs = [each.get("value") for each in page.all("input", class_="input")]
    assert inputs == [f"http://localhost/s/{'x' * 22}", f"http://localhost/s/{TOKEN}"]
    assert "Works until 7 March 2030, 14:05 UTC" in page.main
    assert "Works until you withdraw it" in page.main


def test_a_link_is_withdrawn(ada: Browser, gateway: MockGateway) -> None:
    page = open_links(ada, gateway, share())
    gateway.answers("DELETE", f"{LINKS}/{TOKEN}", status=204)
    way = f"/files/f-lake/share/{TOKEN}/withdraw"
    assert ada.send_on(page, action=way) == "/files/f-lake/share"
    assert "is withdrawn" in open_links(ada, gateway).main


def test_too_many_links_are_explained_at_the_form(ada: Browser, gateway: MockGateway) -> None:
    page = open_links(ada, gateway)
    gateway.refuses("POST", LINKS, 409, "too_many_shares", "A file may have 20 links.")
    links(gateway, share())
    assert "A file may have 20 links." in ada.send(page, status=409).main


def test_a_stranger_plays_and_downloads_the_file(browser: Browser, gateway: MockGateway) -> None:
    gateway.answers("GET", OPENED, shared_file(expires_at="2030-03-07T14:05:00Z"))
    page = browser.open(f"/s/{TOKEN}")
    assert page.h1 == "lake.mp4"
    assert page.all("video", src=f"/s/{TOKEN}/content")
    assert page.link("Download") == f"/s/{TOKEN}/download"
    for words in ("MP4 · 48.3 MB · 1:02", "works until 7 March 2030, 14:05 UTC"):
        assert words in page.main
    assert gateway.asked == [f"GET {OPENED}"]


@pytest.mark.parametrize(("kind", "tag"), [("audio", "audio"), ("image", "img"), ("toy", "")])
def test_each_kind_is_shown_in_its_way(
    browser: Browser, gateway: MockGateway, kind: str, tag: str
) -> None:
    gateway.answers("GET", OPENED, shared_file(kind=kind))
    page = browser.open(f"/s/{TOKEN}")
    shown = [tag for tag in ("audio", "img", "video") for _ in page.all(tag)]
    assert shown == ([tag] if tag else [])


def test_search_engines_are_told_to_leave(browser: Browser, gateway: MockGateway) -> None:
    gateway.answers("GET", OPENED, shared_file())
    page = browser.open(f"/s/{TOKEN}")
    (robots,) = page.all("meta", name="robots")
    assert "noindex" in (robots.get("content") or "")
    gateway.sends("GET", f"{OPENED}/content", b"film")
    browser.client.get(f"/s/{TOKEN}/content")
    for path, status in ((f"/s/{TOKEN}", 404), (f"/s/{TOKEN}/content", 404)):
        gateway.refuses("GET", "/v1" + path.replace("/s/", "/shares/"), 404, "share_not_found")
        browser.open(path, status=status)
        assert "noindex" in browser.response.headers["X-Robots-Tag"]


def test_a_link_that_does_not_work_looks_the_same_whatever_the_reason(
    browser: Browser, gateway: MockGateway
) -> None:
    gateway.refuses("GET", OPENED, 404, "share_not_found")
    refused = browser.open(f"/s/{TOKEN}", status=404)
    never_made = browser.open("/s/" + "%2e%2e", status=404)
    assert refused.h1 == never_made.h1 == "This link does not work"
    assert refused.main == never_made.main


def test_parts_and_the_length_of_a_shared_file_can_be_asked_for(
    browser: Browser, gateway: MockGateway
) -> None:
    content = f"{OPENED}/content"
    gateway.sends("GET", content, b"il", status=206, Content_Range="bytes 1-2/4")
    answer = browser.client.get(f"/s/{TOKEN}/content", headers={"Range": "bytes=1-2"})
    assert (answer.status_code, answer.data) == (206, b"il")
    assert gateway.requests[-1].headers["Range"] == "bytes=1-2"
    assert (gateway.requests[-1].url or "").endswith("?disposition=inline")
    gateway.sends("HEAD", content, b"", Content_Length="4000000000")
    answer = browser.client.head(f"/s/{TOKEN}/download")
    assert answer.headers["Content-Length"] == "4000000000"
    assert (gateway.requests[-1].url or "").endswith("?disposition=attachment")


def test_no_log_tells_the_secret_of_a_link(
    browser: Browser, gateway: MockGateway, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", logger="app")
    gateway.answers("GET", OPENED, shared_file())
    browser.open(f"/s/{TOKEN}")
    assert re.search(r"GET /s/\S+ 200", caplog.text)
    assert TOKEN not in caplog.text
