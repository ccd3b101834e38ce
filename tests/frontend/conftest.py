"""The frontend alone: no socket is opened, the gateway is mocked within its contract."""

from collections.abc import Iterator

import pytest
import responses
from flask import Flask
from flask.testing import FlaskClient
from pytest_socket import disable_socket, enable_socket

from app import create_app
from config import FrontendConfig
from tests.frontend import samples
from tests.frontend.browser import Browser
from tests.frontend.mock_gateway import URL, MockGateway

TEST_CONFIG = FrontendConfig(
    app_env="development",
    host="127.0.0.1",
    port=0,
    gateway_url=URL,
    secret_key="a key for tests only, long enough for all",
    frontend_key="the key between frontend and gateway",
    max_upload_bytes=10 * 1024 * 1024,
    secure_cookies=False,
    trusted_proxies=0,
    workers=1,
    threads=1,
)


@pytest.fixture(autouse=True)
def _no_sockets() -> Iterator[None]:
    disable_socket()
    yield
    enable_socket()


@pytest.fixture(scope="session")
def app() -> Flask:
    """The app with settings for tests. Shared: tests that change it make their own."""
    app = create_app(TEST_CONFIG)
    app.testing = True
    return app


@pytest.fixture
def gateway() -> Iterator[MockGateway]:
    """The gateway. Every answer that a test prepares must be asked for."""
    with responses.RequestsMock() as mock:
        gateway = MockGateway(mock)
        yield gateway
        gateway.check_requests()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client without cookies."""
    return app.test_client()


@pytest.fixture
def browser(client: FlaskClient, gateway: MockGateway) -> Browser:
    """Somebody who is not logged in."""
    return Browser(client)


@pytest.fixture
def ada(browser: Browser) -> Browser:
    """Ada, logged in."""
    return log_in(browser, samples.ADA)


def log_in(browser: Browser, account: dict[str, str]) -> Browser:
    """Put into the browser's cookie what a log-in leaves there."""
    with browser.client.session_transaction() as session:
        session["token"] = f"token-of-{account['username']}"
        session["username"] = account["username"]
        session["_user_id"] = account["id"]
    return browser
