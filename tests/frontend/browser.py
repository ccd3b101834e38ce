"""A browser without JavaScript: fetches pages, checks each, sends forms as they stand."""

from collections.abc import Mapping

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.gateway.transport import Call
from app.request_log import gateway_calls
from app.security import HEADERS
from tests.frontend.page import Page

AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

# Each call keeps the visitor waiting; a page that needs more asks for the wrong things.
MOST_CALLS = 2


class Browser:
    """One visitor with their cookies."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.response: TestResponse
        self.calls: list[Call] = []

    def open(self, path: str, *, status: int = 200) -> Page:
        """Fetch `path`, expecting `status`; return the page, checked."""
        return self._page(self._fetch("GET", path), status)

    def send(
        self,
        page: Page,
        values: Mapping[str, str] | None = None,
        *,
        action: str | None = None,
        status: int = 422,
    ) -> Page:
        """Fill in the page's form and send it, expecting a page with `status` again."""
        return self._page(self._send(page, values or {}, action), status)

    def send_on(
        self, page: Page, values: Mapping[str, str] | None = None, *, action: str | None = None
    ) -> str:
        """Fill in the page's form and send it, expecting to be led on; return whereto."""
        response = self._send(page, values or {}, action)
        assert response.status_code == 303, f"{response.status}: {response.text[:2000]}"
        return response.headers["Location"]

    def led_from(self, path: str) -> str:
        """Fetch `path`, expecting to be led elsewhere; return whereto."""
        response = self._fetch("GET", path)
        assert response.status_code in {302, 303}, response.status
        return response.headers["Location"]

    def fragment(self, path: str, *, status: int = 200) -> str:
        """Fetch `path` as htmx does, expecting `status`; return the HTML as it came."""
        response = self._fetch(
            "GET", path, headers={"HX-Request": "true", "HX-Current-URL": "http://localhost/page"}
        )
        assert response.status_code == status, response.status
        return response.text

    def _send(self, page: Page, values: Mapping[str, str], action: str | None) -> TestResponse:
        form = page.form(action)
        names = {each.get("name") for each in form.iter()}
        assert set(values) <= names, f"the form has no {set(values) - names}"
        target = form.get("action") or page.path
        return self._fetch("POST", target, data={**page.values(action), **values})

    def _fetch(
        self,
        method: str,
        path: str,
        *,
        headers: dict[str, str] | None = None,
        data: dict[str, str] | None = None,
    ) -> TestResponse:
        with self.client:
            self.response = self.client.open(
                path,
                method=method,
                data=data,
                headers={"Accept": "text/html", "User-Agent": AGENT, **(headers or {})},
            )
            self.calls = gateway_calls()
        assert len(self.calls) <= MOST_CALLS, f"{path} asks the gateway {len(self.calls)} times"
        for name, value in HEADERS.items():
            assert self.response.headers.get(name) == value, f"{path}: {name}"
        assert self.response.headers["X-Request-ID"], path
        return self.response

    def _page(self, response: TestResponse, status: int) -> Page:
        assert response.status_code == status, f"{response.status}: {response.text[:2000]}"
        assert response.mimetype == "text/html"
        return Page(response.text, response.request.path)
