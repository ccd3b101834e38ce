from flask.testing import FlaskClient

from tests.frontend import samples
from tests.frontend.browser import Browser
from tests.frontend.mock_gateway import MockGateway


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


def test_a_service_without_a_page_or_an_answer_is_shown_but_leads_nowhere(
    browser: Browser, gateway: MockGateway
) -> None:
    gateway.answers(
        "GET",
        "/v1/services",
        samples.services(
            samples.service(available=False, operations=[]),
            samples.service(name="telegrams", title="Telegrams"),
        ),
    )
    gateway.answers("GET", "/v1/stats", {"files_processed": 0, "bytes_processed": 0})
    page = browser.open("/")
    assert "Not available right now" in page.main
    assert not page.all("a", class_="card__link")
    assert "processed so far" not in page.main


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


def test_about_tells_what_happens_to_files(browser: Browser, gateway: MockGateway) -> None:
    page = browser.open("/about")
    assert "until you delete it" in page.main
    assert gateway.asked == []


def test_the_sign_of_life_asks_nobody(client: FlaskClient) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.text) == (200, "ok")
