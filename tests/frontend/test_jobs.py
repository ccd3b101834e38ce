import pytest

from tests.frontend import media_samples
from tests.frontend.browser import Browser
from tests.frontend.media_samples import fact
from tests.frontend.mock_gateway import MockGateway
from tests.frontend.page import Page

DONE = {
    "state": "done",
    "fraction": 1.0,
    "method": "smart",
    "result_file_id": "f-cut",
    "operation": "cut",
    "parameters": {"start": 5, "end": 12.5},
}


def open_job(ada: Browser, gateway: MockGateway, **changes: object) -> Page:
    gateway.answers("GET", "/v1/jobs/j-1", media_samples.job(**changes))
    return ada.open("/jobs/j-1")


def open_done(ada: Browser, gateway: MockGateway, **changes: object) -> Page:
    gateway.answers("GET", "/v1/files/f-cut", media_samples.details(media_samples.result()))
    return open_job(ada, gateway, **{**DONE, **changes})


def test_a_running_job_tells_percent_speed_and_time_left(
    ada: Browser, gateway: MockGateway
) -> None:
    page = open_job(ada, gateway)
    assert page.h1 == "Convert to WEBM"
    (bar,) = page.all("progress")
    assert bar.get("value") == "42.0"
    for words in ("Running", "42 %", "2.1 × as fast as it plays", "83 seconds left", "lake.mp4"):
        assert words in page.main


def test_what_is_not_known_yet_is_not_told(ada: Browser, gateway: MockGateway) -> None:
    page = open_job(ada, gateway, speed=0, remaining_seconds=0)
    assert "as fast" not in page.main
    assert "left" not in page.main


def test_a_waiting_job_tells_how_many_come_first(ada: Browser, gateway: MockGateway) -> None:
    page = open_job(ada, gateway, state="queued", queue_position=3)
    assert "Waiting" in page.main
    assert "3 in front of it" in page.main


def test_the_running_part_asks_for_itself_once_a_second(ada: Browser, gateway: MockGateway) -> None:
    page = open_job(ada, gateway)
    (part,) = page.all("div", id="job")
    assert part.get("data-hx-get") == "/jobs/j-1/progress"
    assert part.get("data-hx-trigger") == "every 1s"


def test_without_javascript_the_page_asks_for_itself(ada: Browser, gateway: MockGateway) -> None:
    refresh = '<noscript><meta http-equiv="refresh" content="2"></noscript>'
    assert refresh in open_job(ada, gateway).html
    assert refresh not in open_done(ada, gateway).html


def test_the_fragment_goes_on_until_the_job_is_done(ada: Browser, gateway: MockGateway) -> None:
    gateway.answers("GET", "/v1/jobs/j-1", media_samples.job(fraction=0.5))
    running = ada.fragment("/jobs/j-1/progress")
    assert "50 %" in running
    assert "data-hx-trigger" in running
    gateway.answers("GET", "/v1/jobs/j-1", media_samples.job(**DONE))
    gateway.answers("GET", "/v1/files/f-cut", media_samples.details(media_samples.result()))
    done = ada.fragment("/jobs/j-1/progress")
    assert "data-hx-trigger" not in done
    assert "/files/f-cut/download" in done
    assert "<html" not in done


def test_a_finished_job_is_its_result(ada: Browser, gateway: MockGateway) -> None:
    page = open_done(
        ada,
        gateway,
        facts=[fact("actual_start_seconds", "Really starts at", 4.004)],
        warnings=[{"code": "audio_track_dropped", "message": "Audio track 2 was dropped."}],
    )
    assert page.h1 == "Cut from 0:05.000 to 0:12.500"
    assert page.all("video", src="/files/f-cut/content")
    assert page.link("Download") == "/files/f-cut/download"
    assert page.link("Cut or convert this") == "/files/f-cut"
    assert page.link("Back to the file") == "/files/f-lake"
    for words in ("Really starts at", "0:04.004", "Only the edges", "Audio track 2 was dropped."):
        assert words in page.main
    assert gateway.asked == ["GET /v1/jobs/j-1", "GET /v1/files/f-cut"]


def test_a_result_that_was_deleted_since_is_told(ada: Browser, gateway: MockGateway) -> None:
    gateway.refuses("GET", "/v1/files/f-cut", 404, "not_found")
    assert "deleted since" in open_job(ada, gateway, **DONE).main


def test_a_failed_job_says_what_happened_and_offers_to_try_again(
    ada: Browser, gateway: MockGateway
) -> None:
    page = open_job(
        ada,
        gateway,
        state="failed",
        error_code="no_audio_track",
        error_message="This file has no sound.",
    )
    for words in ("This file has no sound.", "no_audio_track", "j-1", "not changed"):
        assert words in page.main
    gateway.answers("POST", "/v1/jobs/j-1/retry", media_samples.job(id="j-2"), status=201)
    assert ada.send_on(page) == "/jobs/j-2"


def test_a_job_can_be_cancelled(ada: Browser, gateway: MockGateway) -> None:
    page = open_job(ada, gateway)
    gateway.answers("POST", "/v1/jobs/j-1/cancel", media_samples.job(state="cancelled"))
    assert ada.send_on(page) == "/jobs/j-1"
    assert "was cancelled" in open_job(ada, gateway, state="cancelled").main


@pytest.mark.parametrize("state", ["running", "queued", "done", "failed", "cancelled"])
def test_one_line_tells_the_same_in_lists(ada: Browser, gateway: MockGateway, state: str) -> None:
    gateway.answers("GET", "/v1/jobs/j-1", media_samples.job(state=state))
    line = ada.fragment("/jobs/j-1/row")
    assert ("data-hx-trigger" in line) == (state in {"running", "queued"})
    assert 'id="job-j-1"' in line


def test_in_lists_a_finished_job_becomes_its_result(ada: Browser, gateway: MockGateway) -> None:
    gateway.answers("GET", "/v1/jobs/j-1", media_samples.job(**DONE))
    gateway.answers("GET", "/v1/files/f-cut", media_samples.details(media_samples.result()))
    line = ada.fragment("/jobs/j-1/row")
    assert "/files/f-cut/download" in line
    assert "data-hx-trigger" not in line


def test_a_poll_that_finds_the_gateway_away_is_answered_briefly(
    ada: Browser, gateway: MockGateway
) -> None:
    gateway.is_down()
    # htmx swaps nothing for a 5xx, so that the last state stays.
    assert "<html" not in ada.fragment("/jobs/j-1/progress", status=503)


def test_somebody_elses_job_is_not_there(ada: Browser, gateway: MockGateway) -> None:
    gateway.refuses("GET", "/v1/jobs/j-1", 404, "not_found")
    ada.open("/jobs/j-1", status=404)
