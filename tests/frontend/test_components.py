import re
from dataclasses import replace

from app import create_app
from tests.architecture.app_sources import templates
from tests.frontend.browser import Browser
from tests.frontend.conftest import TEST_CONFIG
from tests.frontend.mock_gateway import MockGateway

# What stands around this page as around every other, and what only one page has.
ELSEWHERE = {"site.html", "hall.html", "tray.html"}


def test_every_file_of_components_is_shown(browser: Browser, gateway: MockGateway) -> None:
    page = browser.open("/_components")
    assert page.h1 == "Components"
    assert gateway.asked == []
    files = {path.split("/")[1] for path in templates() if path.startswith("components/")}
    shown = set(re.findall(r"from 'components/([^']+)'", templates()["components_page.html"]))
    assert files - shown <= ELSEWHERE


def test_what_is_shown_asks_for_nothing(browser: Browser) -> None:
    page = browser.open("/_components")
    asking = [each for each in page.root.iter() if each.get("data-hx-get")]
    quiet = [
        inner
        for section in page.all("section", data_hx_ignore="")
        for inner in section.iter()
        if inner.get("data-hx-get")
    ]
    assert asking
    assert asking == quiet


def test_in_production_the_page_is_not_there() -> None:
    app = create_app(replace(TEST_CONFIG, app_env="production"))
    assert app.test_client().get("/_components").status_code == 404
