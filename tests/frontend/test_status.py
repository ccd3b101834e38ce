from typing import Any

from tests.frontend import samples
from tests.frontend.browser import Browser
from tests.frontend.mock_gateway import MockGateway
from tests.frontend.page import text_of

SVG = "{http://www.w3.org/2000/svg}"
VIDEO_DOWN = samples.component(name="video", title="Video", state="down", latency_ms=None)


def status(*components: dict[str, Any], state: str = "up") -> dict[str, Any]:
    """Return the answer about the present."""
    return {
        "state": state,
        "components": list(components) or [samples.component()],
        "queue_depth": 3,
        "running_jobs": 2,
        "checked_at": "2026-03-02T10:00:00Z",
    }


def day(number: int, up: int, degraded: int = 0, down: int = 0) -> dict[str, Any]:
    """Return a day of March as it was measured."""
    return {
        "day": f"2026-03-{number:02}",
        "up_minutes": up,
        "degraded_minutes": degraded,
        "down_minutes": down,
    }


def history(*days: dict[str, Any], incidents: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    """Return the answer about the past of the database, five days long."""
    parts = [{"name": "database", "availability": 0.99964, "days": list(days)}]
    return {
        "first_day": "2026-03-01",
        "last_day": "2026-03-05",
        "components": parts,
        "incidents": list(incidents),
    }


def incident(**changes: object) -> dict[str, Any]:
    """Return a time in which the database was away."""
    return {
        "component": "database",
        "title": "Database",
        "state": "down",
        "began_at": "2026-03-04T10:30:00Z",
        "ended_at": "2026-03-04T11:45:00Z",
        **changes,
    }


def test_the_status_shows_each_part_with_its_state_and_latency(
    browser: Browser, gateway: MockGateway
) -> None:
    gateway.answers("GET", "/v1/status", status(samples.component(), VIDEO_DOWN, state="degraded"))
    gateway.answers("GET", "/v1/status/history", history())
    page = browser.open("/status/")
    assert "Some parts have trouble" in page.main
    assert "Website" in page.main
    assert "Database Answers. Up 1.2 ms" in page.main
    assert "Video Answers. Down" in page.main
    assert "Jobs running 2 Jobs waiting 3" in page.main


def test_every_day_is_a_bar_that_says_how_it_was(browser: Browser, gateway: MockGateway) -> None:
    days = (day(1, 1440), day(2, 1300, 65, 75), day(4, 1439, 1), day(5, 0, 0, 3))
    gateway.answers("GET", "/v1/status", status())
    gateway.answers("GET", "/v1/status/history", history(*days))
    page = browser.open("/status/")
    assert [text_of(each) for each in page.all(f"{SVG}title")] == [
        "1 March: up all the time",
        "2 March: down for 1 h 15 min, degraded for 1 h 5 min",
        "3 March: nobody looked",
        "4 March: degraded for 1 min",
        "5 March: down for 3 min",
    ]
    (picture,) = page.all(f"{SVG}svg", role="img")
    assert picture.get("aria-label") == (
        "Database in the last 5 days. With trouble: 3; not looked at: 1"
    )
    assert "99.96 % available" in page.main


def test_incidents_tell_when_and_for_how_long(browser: Browser, gateway: MockGateway) -> None:
    told = (incident(began_at="2026-03-05T08:00:00Z", ended_at=None), incident())
    gateway.answers("GET", "/v1/status", status())
    gateway.answers("GET", "/v1/status/history", history(incidents=told))
    main = browser.open("/status/").main
    assert "Down Database 5 March 2026, 08:00 UTC · going on" in main
    assert "Down Database 4 March 2026, 10:30 UTC · for 1 h 15 min" in main


def test_a_time_without_incidents_says_so(browser: Browser, gateway: MockGateway) -> None:
    gateway.answers("GET", "/v1/status", status())
    gateway.answers("GET", "/v1/status/history", history())
    assert "None in the last 90 days." in browser.open("/status/").main


def test_the_changing_part_asks_for_itself(browser: Browser, gateway: MockGateway) -> None:
    gateway.answers("GET", "/v1/status", status())
    gateway.answers("GET", "/v1/status/history", history())
    part = browser.fragment("/status/now")
    assert 'data-hx-get="/status/now" data-hx-trigger="every 15s"' in part
    assert "<html" not in part


def test_the_status_page_works_while_the_gateway_is_down(
    browser: Browser, gateway: MockGateway
) -> None:
    gateway.is_down()
    page = browser.open("/status/")
    assert "The gateway does not answer" in page.main
    assert "Website This page has reached you. Up" in page.main
    assert "Down" in page.main
    assert "The gateway does not answer" in browser.fragment("/status/now")


def test_without_the_database_the_present_is_still_shown(
    browser: Browser, gateway: MockGateway
) -> None:
    gateway.answers("GET", "/v1/status", status(state="down"))
    gateway.refuses("GET", "/v1/status/history", 503, "service_unavailable")
    page = browser.open("/status/")
    assert "Something important is down" in page.main
    assert "Incidents" not in page.main


def test_a_state_that_is_not_known_yet_is_shown_as_it_is(
    browser: Browser, gateway: MockGateway
) -> None:
    gateway.sends(
        "GET",
        "/v1/status",
        b'{"state": "resting", "components": [], "queue_depth": 0, "running_jobs": 0,'
        b' "checked_at": "2026-03-02T10:00:00Z", "new_member": 1}',
    )
    gateway.answers("GET", "/v1/status/history", history())
    assert "Resting" in browser.open("/status/").main


def test_programs_read_the_same(browser: Browser, gateway: MockGateway) -> None:
    gateway.answers("GET", "/v1/status", status())
    gateway.answers("GET", "/v1/status/history", history(incidents=(incident(),)))
    answer = browser.client.get("/status.json")
    assert answer.mimetype == "application/json"
    told = answer.get_json()
    assert told["state"] == "up"
    assert [each["name"] for each in told["components"]] == ["website", "database"]
    assert told["components"][1]["availability_90_days"] == 0.99964
    assert told["incidents"][0]["ended_at"] == "2026-03-04T11:45:00+00:00"


def test_programs_are_answered_while_the_gateway_is_down(
    browser: Browser, gateway: MockGateway
) -> None:
    gateway.is_down()
    told = browser.client.get("/status.json").get_json()
    assert told["state"] == "down"
    assert {each["name"]: each["state"] for each in told["components"]} == {
        "website": "up",
        "gateway": "down",
    }
