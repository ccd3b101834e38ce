import logging

import pytest
from flask.testing import FlaskClient

from tests.frontend import samples
from tests.frontend.browser import Browser
from tests.frontend.mock_gateway import MockGateway


def test_each_request_is_one_line_with_its_number_and_what_it_asked_of_the_gateway(
    ada: Browser, gateway: MockGateway, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="app")
    gateway.answers("GET", "/v1/account", samples.ADA)
    ada.open("/profile/?secret=1")
    (call,) = ada.calls
    assert (call.method, call.path, call.status) == ("GET", "/v1/account", 200)
    (line,) = [each.getMessage() for each in caplog.records if "app.request" in each.name]
    number = ada.response.headers["X-Request-ID"]
    assert line.startswith(f"{number} GET /profile/ 200 ")
    assert "gateway: 1 calls" in line
    assert "secret" not in line


def test_an_address_cannot_forge_a_line(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="app")
    client.get("/a%0aforged")
    (line,) = [each.getMessage() for each in caplog.records if "app.request" in each.name]
    assert "/a%0Aforged" in line


def test_requests_are_numbered_by_us_and_not_by_visitors(client: FlaskClient) -> None:
    first = client.get("/healthz", headers={"X-Request-ID": "chosen-by-a-visitor"})
    second = client.get("/healthz")
    numbers = {first.headers["X-Request-ID"], second.headers["X-Request-ID"]}
    assert len(numbers) == 2
    assert "chosen-by-a-visitor" not in numbers


def test_the_sign_of_life_does_not_fill_the_log(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="app")
    client.get("/healthz")
    assert not caplog.records
