"""A gateway that answers what a test says, as long as the real one may answer so."""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
import responses

from tests.frontend import contract

URL = "http://you-forgot-to-mock-the-gateway"


class MockGateway:
    """What `responses` mocks, held against the contract on the way in and on the way out."""

    def __init__(self, mock: responses.RequestsMock) -> None:
        self._mock = mock

    def answers(
        self,
        method: str,
        path: str,
        payload: object = None,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Answer `method` `path` with `payload` as JSON. Repeated, the answers come in turn."""
        contract.check_answer(method, path, status, payload)
        self._mock.add(
            method,
            URL + path,
            body="" if payload is None else json.dumps(payload),
            status=status,
            headers=dict(headers or {}),
            content_type="application/json",
        )

    def refuses(
        self,
        method: str,
        path: str,
        status: int,
        code: str,
        message: str = "The gateway said no.",
        *,
        fields: Mapping[str, tuple[str, str]] | None = None,
        retry_after_seconds: int | None = None,
    ) -> None:
        """Answer with a problem; `fields` holds code and message by field name."""
        problem = {
            "code": code,
            "message": message,
            "fields": {
                name: {"code": code, "message": text}
                for name, (code, text) in (fields or {}).items()
            },
            "request_id": "0123456789abcdef",
        }
        wait = {} if retry_after_seconds is None else {"Retry-After": str(retry_after_seconds)}
        self.answers(method, path, problem, status=status, headers=wait)

    def sends(
        self, method: str, path: str, body: bytes, *, status: int = 200, **headers: str
    ) -> None:
        """Answer with bytes; underscores in the names of headers become hyphens."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self._mock.add(method, URL + path, body=body, status=status, headers=named)

    def ends_all_sessions(self) -> None:
        """Answer everything with 401, as after a log-out elsewhere."""
        problem = {
            "code": "not_authenticated",
            "message": "Please log in.",
            "fields": {},
            "request_id": "0123456789abcdef",
        }
        self._mock.add(responses.GET, re.compile(URL), json=problem, status=401)
        self._mock.add(responses.POST, re.compile(URL), json=problem, status=401)
        self._mock.assert_all_requests_are_fired = False

    def is_down(self, error: requests.RequestException | None = None) -> None:
        """Refuse every connection, or fail it with `error`."""
        error = error or requests.ConnectionError("connection refused")
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"):
            self._mock.add(method, re.compile(URL), body=error)
        self._mock.assert_all_requests_are_fired = False

    @property
    def requests(self) -> list[requests.PreparedRequest]:
        """Return everything that was asked, in order."""
        return [call.request for call in self._mock.calls]

    @property
    def asked(self) -> list[str]:
        """Return what was asked as "GET /v1/account", in order."""
        return [f"{each.method} {urlsplit(each.url or '').path}" for each in self.requests]

    def sent(self) -> Any:
        """Return the JSON that was sent last."""
        return json.loads(self.requests[-1].body or "null")

    def check_requests(self) -> None:
        """Raise if something was asked that the contract does not know."""
        for each in self.requests:
            url = urlsplit(str(each.url))
            query = {name: values[0] for name, values in parse_qs(url.query).items()}
            is_json = each.headers.get("Content-Type") == "application/json"
            body = json.loads(each.body) if is_json and each.body else None
            contract.check_request(str(each.method), url.path, query, body)
