from pathlib import Path

import brotli  # type: ignore[import-untyped] # the library has no types
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.assets import tree_hash
from tests.frontend.browser import Browser
from tests.frontend.mock_gateway import MockGateway


@pytest.fixture
def sheet(app: Flask) -> str:
    """The address of a style sheet."""
    with app.test_request_context():
        return str(app.jinja_env.globals["asset"]("css/base.css"))  # type: ignore[operator]


def test_assets_never_change_under_their_address(client: FlaskClient, sheet: str) -> None:
    response = client.get(sheet, buffered=True)
    assert response.status_code == 200
    assert response.mimetype == "text/css"
    assert "immutable" in response.headers["Cache-Control"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_assets_are_compressed_for_whoever_takes_that(client: FlaskClient, sheet: str) -> None:
    plain = client.get(sheet, buffered=True)
    small = client.get(sheet, headers={"Accept-Encoding": "gzip, deflate, br"}, buffered=True)
    assert small.headers["Content-Encoding"] == "br"
    assert small.headers["Vary"] == "Accept-Encoding"
    assert len(small.data) == int(small.headers["Content-Length"]) < len(plain.data) / 2
    assert brotli.decompress(small.data) == plain.data


def test_fonts_are_sent_as_they_are(client: FlaskClient, app: Flask) -> None:
    font = next((Path(app.root_path) / "static").rglob("*.woff2"))
    with app.test_request_context():
        prefix = str(app.jinja_env.globals["asset"](""))  # type: ignore[operator]
    name = font.relative_to(Path(app.root_path) / "static").as_posix()
    response = client.get(prefix + name, headers={"Accept-Encoding": "br"}, buffered=True)
    assert response.mimetype == "font/woff2"
    assert "Content-Encoding" not in response.headers
    assert response.data == font.read_bytes()


def test_a_head_and_a_known_copy_cost_no_bytes(client: FlaskClient, sheet: str) -> None:
    head = client.head(sheet, headers={"Accept-Encoding": "br"})
    assert head.data == b""
    assert int(head.headers["Content-Length"]) > 0
    known = client.get(sheet, headers={"If-None-Match": head.headers["ETag"]})
    assert (known.status_code, known.data) == (304, b"")


@pytest.mark.parametrize("path", ["../app/__init__.py", "..%2f..%2fconfig.py", "css/", "nothing"])
def test_nothing_else_can_be_fetched_that_way(client: FlaskClient, sheet: str, path: str) -> None:
    assert client.get(sheet.removesuffix("css/base.css") + path).status_code == 404


def test_the_address_changes_with_any_name_and_any_byte(tmp_path: Path) -> None:
    file = tmp_path / "a.css"
    file.write_text("a {}")
    before = tree_hash(tmp_path)
    file.write_text("b {}")
    changed = tree_hash(tmp_path)
    file.rename(tmp_path / "b.css")
    assert len({before, changed, tree_hash(tmp_path)}) == 3


def test_everything_that_a_page_names_is_there(
    browser: Browser, gateway: MockGateway, client: FlaskClient
) -> None:
    gateway.is_down()
    page = browser.open("/")
    named = {
        value.partition("#")[0]
        for each in page.root.iter()
        for value in map(each.get, ("href", "src"))
        if value and value.startswith("/static/")
    }
    assert len(named) > 10
    assert [each for each in named if client.head(each).status_code != 200] == []


def test_pages_are_compressed(client: FlaskClient) -> None:
    response = client.get("/login", headers={"Accept-Encoding": "br"})
    assert response.headers["Content-Encoding"] == "br"
    assert b"<h1>" in brotli.decompress(response.data)
