"""What was unlocked is shown on the page whose call has brought it, and on no other."""

import json

from tests.frontend import media_samples
from tests.frontend.browser import Browser
from tests.frontend.mock_gateway import MockGateway
from tests.frontend.page import Page, text_of

UNLOCKED = [{"name": "first_cut", "title": "First <cut> é", "tier": "bronze"}]
BROUGHT = {"X-Unlocked": json.dumps(UNLOCKED)}
NOTHING = {"items": [], "unlocked": 0, "total": 0}


def toasts(page: Page) -> str:
    (corner,) = page.all("div", id="toasts")
    return text_of(corner)


def test_a_page_shows_what_its_call_has_brought(ada: Browser, gateway: MockGateway) -> None:
    gateway.answers("GET", "/v1/achievements", NOTHING, headers=BROUGHT)
    page = ada.open("/achievements/")
    assert toasts(page) == "Unlocked: First <cut> é Bronze achievement"
    assert gateway.requests[-1].headers["X-Announce"] == "1"


def test_it_is_shown_once(ada: Browser, gateway: MockGateway) -> None:
    gateway.answers("GET", "/v1/achievements", NOTHING, headers=BROUGHT)
    gateway.answers("GET", "/v1/achievements", NOTHING)
    assert toasts(ada.open("/achievements/"))
    assert toasts(ada.open("/achievements/")) == ""


def test_an_error_page_shows_it_too(ada: Browser, gateway: MockGateway) -> None:
    problem = {"code": "not_found", "message": "No.", "fields": {}, "request_id": "0123456789"}
    gateway.answers("GET", "/v1/jobs/j-1", problem, status=404, headers=BROUGHT)
    assert "First <cut>" in toasts(ada.open("/jobs/j-1", status=404))


def test_what_a_page_that_leads_on_has_heard_waits_for_the_next(
    ada: Browser, gateway: MockGateway
) -> None:
    gateway.answers("GET", "/v1/files/f-1", media_samples.details(), headers=BROUGHT)
    assert ada.led_from("/files/f-1").startswith("/video/")
    gateway.answers("GET", "/v1/achievements", NOTHING)
    gateway.answers("GET", "/v1/achievements", NOTHING)
    assert "First <cut>" in toasts(ada.open("/achievements/"))
    assert toasts(ada.open("/achievements/")) == ""


def test_nobody_asks_where_nothing_would_be_shown(ada: Browser, gateway: MockGateway) -> None:
    gateway.answers("GET", "/v1/jobs/j-1", media_samples.job())
    ada.fragment("/jobs/j-1/progress")
    gateway.answers("POST", "/v1/jobs/j-1/cancel", media_samples.job(state="cancelled"))
    gateway.answers("GET", "/v1/jobs/j-1", media_samples.job())
    ada.send_on(ada.open("/jobs/j-1"))
    asked = [request.headers.get("X-Announce") for request in gateway.requests]
    assert asked == [None, "1", None]


def test_a_picture_in_a_page_and_a_page_fetched_beforehand_do_not_ask(
    ada: Browser, gateway: MockGateway
) -> None:
    for headers in ({"Accept": "image/webp,*/*"}, {"Accept": "text/html", "Sec-Purpose": "x"}):
        gateway.answers("GET", "/v1/achievements", NOTHING)
        ada.client.get("/achievements/", headers=headers)
        assert "X-Announce" not in gateway.requests[-1].headers


def test_news_that_nobody_understands_does_not_cost_the_page(
    ada: Browser, gateway: MockGateway
) -> None:
    for nonsense in ("{", "[1]", "null"):
        gateway.answers("GET", "/v1/achievements", NOTHING, headers={"X-Unlocked": nonsense})
        assert toasts(ada.open("/achievements/")) == ""
