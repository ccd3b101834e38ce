from pathlib import Path

import pytest
from flask.testing import FlaskClient

from config import ROOT
from tests.frontend import media_samples, samples
from tests.frontend.browser import Browser
from tests.frontend.mock_gateway import MockGateway
from tests.frontend.page import text_of


def test_home_shows_what_each_service_really_does(browser: Browser, gateway: MockGateway) -> None:
    gateway.answers(
        "GET",
        "/v1/services",
        samples.services(samples.service(), samples.service(name="image", title="Image")),
    )
    gateway.answers("GET", "/v1/stats", {"files_processed": 1234, "bytes_processed": 5_000_000})
    page = browser.open("/")
    assert "Cuts and converts video." in page.main
    assert "Keeps a part." in page.main
    assert "1,234 files processed so far, 5.0 MB in all" in page.main
    assert page.link("Video") == "/video/"


def test_a_service_that_does_not_answer_is_shown_but_leads_nowhere(
    browser: Browser, gateway: MockGateway
) -> None:
    gateway.answers(
        "GET",
        "/v1/services",
        samples.services(samples.service(available=False, operations=[])),
    )
    gateway.answers("GET", "/v1/stats", {"files_processed": 0, "bytes_processed": 0})
    page = browser.open("/")
    assert "Not available right now" in page.main
    assert not page.all("a", class_="card__link")
    assert "processed so far" not in page.main


@pytest.mark.parametrize("name", ["telegrams", "files", "status"])
def test_a_service_that_nobody_foresaw_has_a_page_too(
    name: str, browser: Browser, gateway: MockGateway
) -> None:
    gateway.answers("GET", "/v1/services", samples.services(samples.service(name=name, title="X")))
    gateway.answers("GET", "/v1/stats", {"files_processed": 0, "bytes_processed": 0})
    assert browser.open("/").link("X") == f"/service/{name}/"


def test_visitors_can_register_or_log_in_from_home(browser: Browser, gateway: MockGateway) -> None:
    gateway.is_down()
    page = browser.open("/")
    assert page.link("Create an account") == "/register"
    assert page.link("Log in") == "/login"


def test_home_opens_while_the_gateway_is_down_and_asks_it_only_once(
    browser: Browser, gateway: MockGateway
) -> None:
    gateway.is_down()
    page = browser.open("/")
    assert "cannot be asked right now" in page.main
    assert gateway.asked == ["GET /v1/services"]


def test_home_offers_their_files_to_people_who_are_logged_in(
    ada: Browser, gateway: MockGateway
) -> None:
    gateway.is_down()
    page = ada.open("/")
    assert page.link("My files") == "/files/"
    assert "Create an account" not in page.main


def test_about_tells_what_happens_to_files_also_while_the_gateway_is_down(
    browser: Browser, gateway: MockGateway
) -> None:
    gateway.is_down()
    page = browser.open("/about")
    assert "until you delete it" in page.main
    assert "cannot be asked right now" in page.main


def test_about_tells_which_formats_each_service_reads_and_writes(
    browser: Browser, gateway: MockGateway
) -> None:
    services = samples.services(samples.service(operations=[media_samples.CONVERT]))
    gateway.answers("GET", "/v1/services", services)
    page = browser.open("/about")
    told = {
        text_of(term): text_of(value)
        for term, value in zip(page.all("dt"), page.all("dd"), strict=True)
    }
    assert told == {"Reads": "MP4", "Writes": "MP4, MP3"}
    assert gateway.asked == ["GET /v1/services"]


def test_about_gives_credit_for_all_that_is_sent_to_browsers(
    browser: Browser, gateway: MockGateway, client: FlaskClient
) -> None:
    gateway.is_down()
    links = [link.get("href") or "" for link in browser.open("/about").all("a")]
    licences = [link for link in links if link.endswith("/LICENSE")]
    static = ROOT / "app/static"
    sent = {each for place in ("vendor", "fonts") for each in (static / place).iterdir()}
    assert {static / Path(*Path(link).parts[3:-1]) for link in licences} == sent
    for link in licences:
        answer = client.get(link, buffered=True)
        assert (answer.status_code, answer.mimetype) == (200, "text/plain")


def test_the_sign_of_life_asks_nobody(client: FlaskClient) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.text) == (200, "ok")
