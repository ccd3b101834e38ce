"""The style sheets of a page come as one, and mean what they meant apart."""

import re
from pathlib import Path
from posixpath import join, normpath

import brotli  # type: ignore[import-untyped] # the library has no types
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import stylesheets
from tests.frontend.browser import Browser
from tests.frontend.mock_gateway import MockGateway

STATIC = Path(__file__).parents[2] / "app" / "static"


@pytest.fixture
def prefix(app: Flask) -> str:
    """What the address of every asset begins with."""
    with app.test_request_context():
        return str(app.jinja_env.globals["asset"](""))  # type: ignore[operator]


def test_a_page_needs_two_style_sheets_at_most(browser: Browser, gateway: MockGateway) -> None:
    gateway.is_down()
    for path in ("/", "/login", "/about"):
        sheets = browser.open(path).all("link", rel="stylesheet")
        assert 1 <= len(sheets) <= 2, path


def test_all_sheets_come_one_behind_the_other(client: FlaskClient, prefix: str) -> None:
    names = ["tokens", "components/card", "pages/home"]
    response = client.get(prefix + stylesheets.address(names))
    assert response.mimetype == "text/css"
    assert "immutable" in response.headers["Cache-Control"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    places = [response.text.index(mark) for mark in ("--space-1", ".card", ".steps")]
    assert places == sorted(places)


def test_they_are_compressed_and_known_again(client: FlaskClient, prefix: str) -> None:
    address = prefix + stylesheets.address(["tokens", "base"])
    plain = client.get(address)
    small = client.get(address, headers={"Accept-Encoding": "br"})
    assert brotli.decompress(small.data) == plain.data
    assert len(small.data) == int(small.headers["Content-Length"])
    head = client.head(address)
    assert (head.data, head.headers["Content-Length"]) == (b"", str(len(plain.data)))
    known = client.get(address, headers={"If-None-Match": head.headers["ETag"]})
    assert (known.status_code, known.data) == (304, b"")
    assert client.post(address).status_code == 405


def test_pictures_and_fonts_are_found_from_where_the_sheets_are_now(
    client: FlaskClient, prefix: str
) -> None:
    every = sorted(
        path.relative_to(STATIC / "css").with_suffix("").as_posix()
        for path in (STATIC / "css").rglob("*.css")
    )
    found = 0
    for start in range(0, len(every), 20):
        text = client.get(prefix + stylesheets.address(every[start : start + 20])).text
        for address in re.findall(r'url\("([^"]+)"\)', text):
            assert (STATIC / normpath(join("css", address))).is_file(), address
            found += 1
    assert found > 5


@pytest.mark.parametrize(
    "path",
    [
        "css/nothing+base.css",
        "css/base+..app.css",
        "css/base+.css",
        "css/base+components.card.x.css",
        "css/" + "+".join(["base"] * 40) + ".css",
        "js/main+tray.js",
    ],
)
def test_no_other_rows_are_served(path: str, client: FlaskClient, prefix: str) -> None:
    assert client.get(prefix + path).status_code == 404
