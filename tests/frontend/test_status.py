from tests.frontend import samples
from tests.frontend.browser import Browser
from tests.frontend.mock_gateway import MockGateway


def test_the_status_shows_each_part_with_its_state_and_latency(
    browser: Browser, gateway: MockGateway
) -> None:
    gateway.answers(
        "GET",
        "/v1/status",
        {
            "state": "degraded",
            "components": [
                samples.component(),
                samples.component(name="video", title="Video", state="down", latency_ms=None),
            ],
            "queue_depth": 3,
            "running_jobs": 2,
            "checked_at": "2026-03-02T10:00:00Z",
        },
    )
    page = browser.open("/status/")
    assert "Some parts have trouble" in page.main
    assert "Website" in page.main
    assert "Database Answers. Up 1.2 ms" in page.main
    assert "Video Answers. Down" in page.main
    assert "Jobs running 2 Jobs waiting 3" in page.main


def test_the_status_page_works_while_the_gateway_is_down(
    browser: Browser, gateway: MockGateway
) -> None:
    gateway.is_down()
    page = browser.open("/status/")
    assert "The gateway does not answer" in page.main
    assert "Website This page has reached you. Up" in page.main
    assert "Down" in page.main


def test_a_state_that_is_not_known_yet_is_shown_as_it_is(
    browser: Browser, gateway: MockGateway
) -> None:
    gateway.sends(
        "GET",
        "/v1/status",
        b'{"state": "resting", "components": [], "queue_depth": 0, "running_jobs": 0,'
        b' "checked_at": "2026-03-02T10:00:00Z", "new_member": 1}',
    )
    assert "Resting" in browser.open("/status/").main
