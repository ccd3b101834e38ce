"""What is at work, on every page of somebody who is logged in."""

import json

import pytest

from tests.frontend import media_samples
from tests.frontend.browser import Browser
from tests.frontend.mock_gateway import MockGateway

NOTHING: dict[str, object] = {"items": []}


def job(name: str, **changes: object) -> dict[str, object]:
    return media_samples.job(id=name, **changes)


def look(ada: Browser, gateway: MockGateway, *active: dict[str, object], path: str = "") -> str:
    gateway.answers("GET", "/v1/jobs", {"items": list(active)})
    return ada.fragment(f"/jobs/tray{path}")


def test_pages_of_those_who_are_logged_in_have_a_place_for_it(
    ada: Browser, gateway: MockGateway
) -> None:
    gateway.answers("GET", "/v1/achievements", {"items": [], "unlocked": 0, "total": 0})
    page = ada.open("/achievements/")
    assert len(page.all("div", data_module="tray", data_address="/jobs/tray")) == 1
    # Fetched by scripts, and only where something asks for itself.
    assert "vendor/htmx" not in page.html
    assert len(gateway.asked) == 1


def test_visitors_have_none(browser: Browser) -> None:
    page = browser.open("/about")
    assert page.all("div", data_module="tray") == []


def test_it_tells_how_many_are_at_work_and_how_far_they_are(
    ada: Browser, gateway: MockGateway
) -> None:
    tray = look(ada, gateway, job("a", fraction=0.5), job("b", fraction=0.0, state="queued"))
    assert "2 jobs" in tray
    assert "25 %" in tray
    assert "/files/?state=running" in tray
    assert 'data-hx-get="/jobs/tray?watching=a,b" data-hx-trigger="every 2s"' in tray


def test_a_single_one_is_named_and_led_to(ada: Browser, gateway: MockGateway) -> None:
    tray = look(ada, gateway, job("a", fraction=0.42))
    assert "Convert to WEBM" in tray
    assert 'href="/jobs/a"' in tray


def test_with_nothing_at_work_nothing_comes(ada: Browser, gateway: MockGateway) -> None:
    gateway.answers("GET", "/v1/jobs", NOTHING)
    assert ada.fragment("/jobs/tray", status=204) == ""


def test_when_all_that_was_watched_has_ended_it_is_empty_and_asks_no_more(
    ada: Browser, gateway: MockGateway
) -> None:
    gateway.answers("GET", "/v1/jobs", NOTHING)
    tray = look(ada, gateway, path="?watching=a")
    assert "<aside" not in tray
    assert "data-hx-get" not in tray


@pytest.mark.parametrize(("state", "words"), [("done", "Done: "), ("failed", "Failed: ")])
def test_the_end_of_a_watched_job_is_told(
    ada: Browser, gateway: MockGateway, state: str, words: str
) -> None:
    gateway.answers("GET", "/v1/jobs", {"items": [job("b")]})
    tray = look(ada, gateway, job("b"), job("a", state=state), path="?watching=a,b")
    assert f"{words}Convert to WEBM" in tray
    assert 'data-ended="a"' in tray
    assert "watching=b" in tray


@pytest.mark.parametrize("path", ["?watching=a", "?watching=,,zzz"])
def test_what_was_cancelled_or_deleted_or_never_was_is_not_told(
    ada: Browser, gateway: MockGateway, path: str
) -> None:
    gateway.answers("GET", "/v1/jobs", NOTHING)
    tray = look(ada, gateway, job("a", state="cancelled"), job("c", state="done"), path=path)
    assert "data-ended" not in tray


def test_the_page_of_a_job_needs_no_second_word_about_it(
    ada: Browser, gateway: MockGateway
) -> None:
    page = {"HX-Request": "true", "HX-Current-URL": "http://localhost/jobs/a"}
    gateway.answers("GET", "/v1/jobs", {"items": [job("a")]})
    running = ada.client.get("/jobs/tray", headers=page).text
    assert "<aside" not in running
    assert "watching=a" in running
    gateway.answers("GET", "/v1/jobs", NOTHING)
    gateway.answers("GET", "/v1/jobs", {"items": [job("a", state="done")]})
    assert "data-ended" not in ada.client.get("/jobs/tray?watching=a", headers=page).text


def test_it_brings_what_was_unlocked(ada: Browser, gateway: MockGateway) -> None:
    news = [{"name": "first_cut", "title": "First cut", "tier": "bronze"}]
    gateway.answers("GET", "/v1/jobs", NOTHING, headers={"X-Unlocked": json.dumps(news)})
    assert "Unlocked: First cut" in ada.fragment("/jobs/tray")
    assert gateway.requests[-1].headers["X-Announce"] == "1"


def test_a_session_that_has_ended_does_not_throw_people_off_an_open_page(
    ada: Browser, gateway: MockGateway
) -> None:
    gateway.ends_all_sessions()
    assert ada.fragment("/jobs/tray", status=204) == ""
    assert "HX-Redirect" not in ada.response.headers
    tray = ada.fragment("/jobs/tray?watching=a")
    assert "HX-Redirect" not in ada.response.headers
    assert "data-hx-get" not in tray


def test_without_the_gateway_the_last_state_stays(ada: Browser, gateway: MockGateway) -> None:
    gateway.is_down()
    ada.fragment("/jobs/tray", status=503)


def test_the_page_of_a_job_has_a_voice_of_its_own(ada: Browser, gateway: MockGateway) -> None:
    gateway.answers("GET", "/v1/jobs/j-1", media_samples.job())
    page = ada.open("/jobs/j-1")
    (voice,) = [each for each in page.all("p", role="status") if "data-voice" in each.attrib]
    assert (voice.text or "") == ""
