"""Turns everything that can go wrong in a request into a `Problem`."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DataError, OperationalError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from backend.gateway.problems import Invalid, NotFound, Problem, Unavailable, problem_response
from backend.gateway.schemas import base
from backend.gateway.schemas.base import FieldProblem

log = logging.getLogger("gateway.database")

# Pydantic's names for what is wrong, as ours; any other is "invalid".
_CODES = {
    "missing": "required",
    "extra_forbidden": "unknown_field",
    "string_too_short": "too_short",
    "string_too_long": "too_long",
    "greater_than_equal": "too_small",
    "less_than_equal": "too_large",
}
_STATUS_CODES = {
    400: ("bad_request", "This request cannot be understood."),
    405: ("method_not_allowed", "This address does not take this method."),
    413: ("too_large", "This request is larger than is taken here."),
}


def install(app: FastAPI) -> None:
    """Make `app` answer every error in the one shape."""
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(HTTPException, _http_exception)
    app.add_exception_handler(OperationalError, _database_away)
    app.add_exception_handler(DataError, _unstorable)


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the `responses` of an operation that can fail with these statuses."""
    return {status: {"model": base.Problem, "description": MEANING[status]} for status in statuses}


MEANING = {
    401: "Nobody is logged in with this token",
    403: "An access token does not allow this",
    404: "It is not there, or it belongs to somebody else",
    409: "It does not fit how things are now",
    412: "The protocol's version is not spoken here",
    413: "Larger than is taken, or more than the quota has left",
    415: "The body is of a type that is not taken here",
    416: "The range asked for lies outside the file",
    422: "The request cannot be taken as it is; `fields` says where",
    423: "Somebody else is writing to it",
    429: "Too many attempts; `Retry-After` says how many seconds to wait",
    460: "The checksum does not fit the bytes",
    503: "A part that is needed does not answer",
    507: "The server's disk is full",
}


async def _problem(_request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return problem_response(error)


async def _validation_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    fields = {_field_name(e["loc"]): _field_problem(e) for e in error.errors()}
    whole_body = fields.pop("", None)
    if whole_body and not fields:
        return problem_response(Invalid(message="The body is not the JSON object expected here."))
    return problem_response(Invalid(fields=fields))


def _field_name(place: Sequence[int | str]) -> str:
    # The first part tells where it was looked for (body, query). Numbers are places in
    # a list, or the character at which JSON could not be read.
    return ".".join(part for part in place[1:] if isinstance(part, str))


def _field_problem(error: Mapping[str, Any]) -> FieldProblem:
    code = _CODES.get(error["type"], "invalid")
    message = "This is needed." if code == "required" else f"{error['msg']}."
    return FieldProblem(code=code, message=message)


async def _http_exception(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        return problem_response(NotFound())
    problem = Problem(*_STATUS_CODES.get(error.status_code, ("refused", str(error.detail))))
    problem.status = error.status_code
    problem.headers = dict(error.headers or {})
    return problem_response(problem)


async def _database_away(_request: Request, error: Exception) -> Response:
    assert isinstance(error, OperationalError)
    log.error("database_away reason=%s", error.orig)
    return problem_response(Unavailable())


async def _unstorable(_request: Request, _error: Exception) -> Response:
    # PostgreSQL takes no NUL in text; SQLite does, and finds nothing by it.
    return problem_response(Invalid(message="There is a character in this that cannot be stored."))
