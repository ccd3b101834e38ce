"""Errors of the gateway: raised anywhere, answered in one shape.

Problem
├── Invalid             422, with fields
├── NotAuthenticated    401
├── Forbidden           403
├── NotFound            404, also for what belongs to others
├── Conflict            409
├── TooLarge            413
├── TooManyAttempts     429, with Retry-After
├── Unavailable         503
└── DiskFull            507
"""

from collections.abc import Mapping
from math import ceil

from starlette.responses import Response

from backend.gateway import logs
from backend.gateway.schemas import base
from backend.gateway.schemas.base import FieldProblem


class Problem(Exception):
    """An error that people may see: a status, a stable code and a sentence."""

    status = 500
    code = "internal_error"
    message = "Something went wrong on our side."

    def __init__(
        self,
        code: str = "",
        message: str = "",
        *,
        fields: Mapping[str, FieldProblem] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.code = code or self.code
        self.message = message or self.message
        self.fields = dict(fields or {})
        self.headers = dict(headers or {})
        super().__init__(f"{self.code}: {self.message}")


def problem_response(problem: Problem) -> Response:
    """Return the answer that tells of `problem`."""
    body = base.Problem(
        code=problem.code,
        message=problem.message,
        fields=problem.fields,
        request_id=logs.request_id.get(),
    )
    return Response(
        body.model_dump_json(),
        status_code=problem.status,
        headers=problem.headers,
        media_type="application/json",
    )


class Invalid(Problem):
    """The request cannot be taken as it is; `fields` says where."""

    status = 422
    code = "invalid"
    message = "Please check the marked fields."

    @classmethod
    def field(cls, name: str, code: str, message: str) -> "Invalid":
        """Return the problem of a single field."""
        return cls(fields={name: FieldProblem(code=code, message=message)})


class NotAuthenticated(Problem):
    """Nobody is logged in with this token."""

    status = 401
    code = "not_authenticated"
    message = "Please log in."


class Forbidden(Problem):
    """Known, but not allowed."""

    status = 403
    code = "forbidden"
    message = "This is not allowed."


class NotFound(Problem):
    """It is not there, or it is not yours: the answer is the same."""

    status = 404
    code = "not_found"
    message = "There is nothing here."


class Conflict(Problem):
    """It does not fit how things are now."""

    status = 409
    code = "conflict"
    message = "This does not fit how things are now."


class TooLarge(Problem):
    """More bytes than are taken."""

    status = 413
    code = "too_large"
    message = "This file is larger than is taken here."


class TooManyAttempts(Problem):
    """Throttled; the answer says for how long."""

    status = 429
    code = "too_many_attempts"
    message = "Too many attempts. Please wait a little."

    def __init__(self, retry_after_seconds: float) -> None:
        super().__init__(headers={"Retry-After": str(max(1, ceil(retry_after_seconds)))})


class Unavailable(Problem):
    """A part that is needed does not answer."""

    status = 503
    code = "service_unavailable"
    message = "A part that is needed for this does not answer. Please try again in a moment."


class DiskFull(Problem):
    """There is no room on the server's disk."""

    status = 507
    code = "disk_full"
    message = "The server's disk is full. Nothing was kept of this; please tell its owner."
