"""What every answer has in common, whatever was asked."""

import asyncio
import logging
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient

from backend.gateway import logs
from backend.gateway.accounts import throttle
from backend.gateway.context import Context
from backend.gateway.database.models import Throttle, now
from backend.gateway.identity import Snapshot
from backend.gateway.main import create_gateway
from backend.gateway.middleware import MAX_JSON_BYTES
from config import GatewayConfig
from tests.gateway.personas import Person


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere", 404, "not_found"),
        ("GET", "/v1/files/nowhere", 401, "not_authenticated"),
        ("PUT", "/v1/account", 405, "method_not_allowed"),
        ("POST", "/v1/sessions", 422, "invalid"),
        ("GET", "/v1/password-resets/x%0Ay", 404, "reset_link_invalid"),
    ],
)
def test_every_error_has_the_one_shape(
    visitor: Person, method: str, path: str, status: int, code: str
) -> None:
    answer = visitor.request(method, path)
    assert answer.status_code == status
    assert set(answer.json()) == {"code", "message", "fields", "request_id"}
    assert answer.json()["code"] == code
    assert answer.json()["request_id"] == answer.headers["X-Request-ID"]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'"x"', b"\xff\xfe", b"1e999", b"null"])
def test_a_body_that_is_no_json_object_is_refused_and_never_an_error(
    visitor: Person, content: bytes
) -> None:
    headers = {"Content-Type": "application/json"}
    answer = visitor.request("POST", "/v1/sessions", headers=headers, content=content)
    assert answer.status_code == 422
    assert answer.json()["code"] == "invalid"


def test_a_body_larger_than_any_json_here_is_refused(visitor: Person) -> None:
    answer = visitor.post("/v1/sessions", login="x" * MAX_JSON_BYTES, password="")
    assert answer.status_code == 413
    assert answer.json()["code"] == "too_large"


def test_a_nul_in_text_is_never_an_error_of_ours(alice: Person) -> None:
    answers = [
        alice.post("/v1/password-resets", login="a\0b"),
        alice.delete("/v1/sessions/a%00b"),
        alice.get("/v1/files/a%00b"),
        alice.request("PATCH", "/v1/account", body={"first_name": "a\0b"}),
    ]
    assert all(answer.status_code in {202, 404, 422} for answer in answers)


def test_every_answer_carries_the_headers_that_make_it_harmless(visitor: Person) -> None:
    for path in ("/healthz", "/v1/account", "/nowhere"):
        headers = visitor.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert "sandbox" in headers["Content-Security-Policy"]
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"


def test_a_request_id_is_taken_over_if_it_is_one_and_made_if_not(visitor: Person) -> None:
    given = visitor.request("GET", "/healthz", headers={"X-Request-ID": "frontend-12345678"})
    assert given.headers["X-Request-ID"] == "frontend-12345678"
    for bad in ("short", "x" * 65, "white space here", 'in"jected=yes'):
        made = visitor.request("GET", "/healthz", headers={"X-Request-ID": bad})
        assert made.headers["X-Request-ID"] != bad
        assert len(made.headers["X-Request-ID"]) == 16


def test_what_nobody_expected_is_told_without_details_and_logged_with_them(
    gateway: FastAPI, visitor: Person, caplog: pytest.LogCaptureFixture
) -> None:
    @gateway.get("/broken")
    def broken() -> None:
        raise RuntimeError("the secret of the house")

    answer = visitor.get("/broken")
    assert answer.status_code == 500
    assert answer.json()["code"] == "internal_error"
    assert "secret" not in answer.text
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "the secret of the house" in caplog.text


def test_a_database_that_is_away_is_told_as_such(gateway: FastAPI, visitor: Person) -> None:
    @gateway.get("/away")
    def away() -> None:
        raise OperationalError("SELECT 1", {}, Exception("connection refused"))

    answer = visitor.get("/away")
    assert answer.status_code == 503
    assert answer.json()["code"] == "service_unavailable"


def test_a_get_cannot_write(gateway: FastAPI, visitor: Person, context: Context) -> None:
    @gateway.get("/writing")
    def writing(db: Snapshot) -> None:
        throttle.count_attempt(db, throttle.registration_limits("203.0.113.1"), now())

    assert visitor.get("/writing").status_code in {500, 503}
    with context.reading() as db:
        assert db.scalars(select(Throttle)).all() == []


def test_one_line_is_logged_per_request_and_no_secret_in_it(
    visitor: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    visitor.get("/v1/password-resets/the-token?q=what-people-search")
    lines = [record for record in caplog.records if record.name == "gateway.request"]
    assert [line.getMessage().partition(" bytes=")[0] for line in lines] == [
        "method=GET path=/v1/password-resets/- status=404"
    ]


def test_a_logged_message_cannot_forge_a_line(caplog: pytest.LogCaptureFixture) -> None:
    record = logging.LogRecord(
        "x", logging.INFO, "", 0, "user=%s", ("a\nlevel=error forged",), None
    )
    line = logs.KeyValueFormatter().format(record)
    assert "\n" not in line
    assert line.endswith("request_id=- user=a\\nlevel=error forged")


def test_without_the_frontends_key_nobody_is_believed_an_address(alice: Person) -> None:
    body = {"login": "alice", "password": alice.password}
    for key in ("", "wrong"):
        alice.token = ""
        headers = {"X-Frontend-Key": key}
        answer = alice.request("POST", "/v1/sessions", headers=headers, body=body)
        alice.token = answer.json()["token"]
        current = next(s for s in alice.get("/v1/sessions").json()["items"] if s["current"])
        assert current["address"] == "testclient"
        assert current["user_agent"] == "testclient"


def test_two_gateways_with_different_settings_live_side_by_side(
    config: GatewayConfig, client: TestClient, alice: Person
) -> None:
    with TestClient(create_gateway(config)) as second:
        headers = {"Authorization": f"Bearer {alice.token}"}
        assert second.get("/v1/account", headers=headers).status_code == 200


def test_a_small_body_is_read_before_it_is_refused(gateway: FastAPI) -> None:
    sent: list[dict[str, Any]] = []
    arriving = iter([b"a" * 500, b"b" * 500])
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/nowhere",
        "query_string": b"",
        "headers": [(b"content-length", b"1000")],
    }

    async def receive() -> dict[str, Any]:
        assert not sent
        part = next(arriving)
        return {"type": "http.request", "body": part, "more_body": part[0] == ord("a")}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(gateway(scope, receive, send))
    assert sent[0]["status"] == 404
    assert list(arriving) == []
