from dataclasses import replace

import pytest
from flask import request

from app import create_app
from app.security import safe_path
from tests.frontend import samples
from tests.frontend.browser import Browser
from tests.frontend.conftest import TEST_CONFIG
from tests.frontend.mock_gateway import MockGateway

FOREIGN = {"Origin": "https://evil.example"}


@pytest.mark.parametrize("path", ["/", "/files/?q=a%20b&page=2", "/video/x#cut", "/a//b"])
def test_a_path_on_this_site_may_be_followed(path: str) -> None:
    assert safe_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        None,
        "",
        "files",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\/evil.example",
        "/\t/evil.example",
        "/\r\nLocation: //evil.example",
        "/\x00",
        "https://evil.example",
        "javascript:alert(1)",
        " /files/",
        "/" + "a" * 3000,
    ],
)
def test_no_other_path_may_be_followed(path: str | None) -> None:
    assert safe_path(path) is None


def test_nothing_from_elsewhere_runs_or_loads_in_a_page(browser: Browser) -> None:
    browser.open("/about")
    policy = browser.response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy
    assert "http" not in policy


def test_pages_of_people_who_are_logged_in_are_kept_nowhere(
    ada: Browser, gateway: MockGateway
) -> None:
    gateway.answers("GET", "/v1/account", samples.ADA)
    ada.open("/profile/")
    assert ada.response.headers["Cache-Control"] == "no-store"


def test_a_wrong_token_changes_nothing(ada: Browser, gateway: MockGateway) -> None:
    page = ada.open("/profile/password")
    ada.send(page, {"csrf_token": "made up"}, status=400)
    assert gateway.asked == []


@pytest.mark.parametrize(
    "headers",
    [
        FOREIGN,
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"},
    ],
)
def test_a_form_on_another_site_is_refused_and_logs_nobody_out(
    ada: Browser, gateway: MockGateway, headers: dict[str, str]
) -> None:
    page = ada.open("/profile/password")
    # A form elsewhere comes without our cookies; what it is answered must not replace them.
    stranger = Browser(ada.client.application.test_client())
    response = stranger.client.post("/login", data=page.values(), headers=headers)
    assert response.status_code == 403
    assert "Set-Cookie" not in response.headers
    assert gateway.asked == []


def test_a_form_of_this_site_is_taken_with_the_headers_of_a_browser(
    browser: Browser, gateway: MockGateway
) -> None:
    gateway.answers("POST", "/v1/password-resets", status=202)
    values = {**browser.open("/forgot-password").values(), "login": "ada"}
    headers = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert browser.client.post("/forgot-password", data=values, headers=headers).status_code == 303


def test_over_https_cookies_are_bound_to_it_and_browsers_told_to_stay() -> None:
    app = create_app(replace(TEST_CONFIG, secure_cookies=True))
    response = app.test_client().get("/login", base_url="https://media.example")
    assert response.headers["Set-Cookie"].startswith("__Host-session=")
    assert "Secure" in response.headers["Set-Cookie"]
    assert response.headers["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize(
    ("trusted_proxies", "address"),
    [(0, "127.0.0.1"), (1, "203.0.113.9"), (2, "198.51.100.1")],
)
def test_only_trusted_proxies_are_believed(trusted_proxies: int, address: str) -> None:
    app = create_app(replace(TEST_CONFIG, trusted_proxies=trusted_proxies))
    app.add_url_rule("/address", view_func=lambda: str(request.remote_addr))
    headers = {"X-Forwarded-For": "192.0.2.66, 198.51.100.1, 203.0.113.9"}
    assert app.test_client().get("/address", headers=headers).text == address


def test_the_gateway_is_told_who_asks_and_that_it_is_us_who_say_so(
    ada: Browser, gateway: MockGateway
) -> None:
    gateway.answers("GET", "/v1/account", samples.ADA)
    ada.open("/profile/")
    headers = gateway.requests[0].headers
    assert headers["X-Frontend-Key"] == TEST_CONFIG.frontend_key
    assert headers["X-Client-Address"] == "127.0.0.1"
    assert "Firefox" in headers["X-Client-Agent"]
    assert "Cookie" not in headers
