"""One line in the log per request, under the number that error pages show too."""

import logging
import secrets
import time
from urllib.parse import quote

from flask import Flask, Response, g, has_request_context, request

from app.gateway.transport import Call

logger = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    """Number each request before anything else, log it after everything else."""
    app.before_request(_begin)
    app.after_request(_end)


def note_gateway_call(call: Call) -> None:
    """Remember a gateway call of the present request."""
    if has_request_context():
        g.gateway_calls.append(call)


def gateway_calls() -> list[Call]:
    """Return the gateway calls that the present request has made so far."""
    calls: list[Call] = g.get("gateway_calls", [])
    return calls


def request_number() -> str:
    """Return the present request's number, which the gateway logs as well."""
    number: str = g.request_id
    return number


def _begin() -> None:
    g.request_id = secrets.token_hex(8)
    g.started = time.perf_counter()
    g.gateway_calls = []


def _end(response: Response) -> Response:
    calls = gateway_calls()
    logger.log(
        logging.DEBUG if request.path == "/healthz" else logging.INFO,
        "%s %s %s %d %.1f ms, gateway: %d calls %.1f ms",
        request_number(),
        request.method,
        _shown_path(),
        response.status_code,
        (time.perf_counter() - g.started) * 1000,
        len(calls),
        sum(call.milliseconds for call in calls),
    )
    response.headers["X-Request-ID"] = request_number()
    return response


def _shown_path() -> str:
    # Without the query, which says what people search for; without secrets, which open doors.
    # Quoted, because a line break in an address would forge a second line.
    path = quote(request.path)
    for name, value in (request.view_args or {}).items():
        if name == "token":
            path = path.replace(quote(value), "…")
    return path
