import re
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from app.blueprints.shell.views import THEME_COLOURS
from tests.frontend.browser import Browser
from tests.frontend.mock_gateway import MockGateway


def test_the_manifest_names_icons_that_are_there(client: FlaskClient) -> None:
    response = client.get("/manifest.webmanifest")
    assert response.mimetype == "application/manifest+json"
    manifest = response.get_json()
    assert (manifest["id"], manifest["scope"], manifest["display"]) == ("/", "/", "standalone")
    purposes = {(icon["sizes"], icon["purpose"]) for icon in manifest["icons"]}
    assert {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")} <= purposes
    for icon in manifest["icons"]:
        answer = client.get(icon["src"], buffered=True)
        assert (answer.status_code, answer.mimetype) == (200, icon["type"])
        # The PNG header holds width and height as four bytes each.
        width = int.from_bytes(answer.data[16:20], "big")
        assert icon["sizes"] == f"{width}x{width}"


def test_the_browsers_bars_have_the_colour_of_the_ground(app: Flask) -> None:
    tokens = (Path(app.root_path) / "static/css/tokens.css").read_text()
    ground = re.search(r"--ground: light-dark\((#\w+), (#\w+)\)", tokens)
    assert ground is not None
    assert ground.groups() == (THEME_COLOURS["light"], THEME_COLOURS["dark"])


def test_the_bars_follow_the_system_or_the_theme_that_was_chosen(
    browser: Browser, gateway: MockGateway
) -> None:
    page = browser.open("/about")
    told = {each.get("media"): each.get("content") for each in page.all("meta", name="theme-color")}
    assert told == {
        "(prefers-color-scheme: dark)": THEME_COLOURS["dark"],
        "(prefers-color-scheme: light)": THEME_COLOURS["light"],
    }
    browser.client.set_cookie("theme", "light")
    (chosen,) = browser.open("/about").all("meta", name="theme-color")
    assert (chosen.get("content"), chosen.get("media")) == (THEME_COLOURS["light"], None)


def test_the_worker_sees_every_page_and_is_asked_for_each_time(client: FlaskClient) -> None:
    response = client.get("/service-worker.js")
    assert response.mimetype == "text/javascript"
    assert "no-cache" in response.headers["Cache-Control"]
    assert "worker-src 'self'" in response.headers["Content-Security-Policy"]


def test_the_worker_changes_with_the_assets(client: FlaskClient, app: Flask) -> None:
    with app.test_request_context():
        prefix = str(app.jinja_env.globals["asset"](""))  # type: ignore[operator]
    assert f'"{prefix}"' in client.get("/service-worker.js").text


def test_the_offline_page_is_nobodys_and_has_no_form_that_would_grow_old(
    browser: Browser, gateway: MockGateway
) -> None:
    page = browser.open("/offline")
    assert page.h1 == "The server cannot be reached"
    assert page.all("form") == []
    assert "csrf" not in page.html
    assert gateway.asked == []
