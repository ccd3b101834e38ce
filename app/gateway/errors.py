"""What can go wrong between the frontend and the gateway.

GatewayError
├── GatewayUnavailable        no answer: refused, broken off
│   └── GatewayTimedOut       no answer in time; what was asked may have been done all the same
├── GatewayBadResponse        an answer outside the contract, or an internal error
└── GatewayRefusal            an answer within the contract that says no
    ├── ValidationFailed      422: fields are wrong, each with its problem
    ├── NotAuthenticated      401 `not_authenticated`: no session, or one that ended
    ├── WrongCredentials      401 otherwise: this log-in is wrong
    ├── Forbidden             403
    ├── NotFound              404: absent, or somebody else's
    ├── Conflict              409
    ├── TooLarge              413: the file, or what the account may keep
    ├── TooManyAttempts       429: wait `retry_after_seconds`
    ├── ServiceUnavailable    503: the media service that is needed does not answer
    └── DiskFull              507

BodyInterrupted stands apart: the visitor, not the gateway, broke off an upload.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


class BodyInterrupted(Exception):
    """The visitor went away before the announced length of the body had arrived."""


class GatewayError(Exception):
    """Anything that keeps a gateway call from giving its answer."""


class GatewayUnavailable(GatewayError):
    """The gateway did not answer."""


class GatewayTimedOut(GatewayUnavailable):
    """The gateway took the request and did not answer in time."""


class GatewayBadResponse(GatewayError):
    """The gateway answered something that the contract does not know."""


@dataclass(frozen=True)
class FieldProblem:
    """What is wrong with one field: a code for programs, a message for people."""

    code: str
    message: str


@dataclass(frozen=True)
class Refusal:
    """The gateway's words when it says no. `retry_after_seconds` is 0 where it named no time."""

    status: int
    code: str
    message: str
    fields: Mapping[str, FieldProblem] = field(default_factory=dict)
    request_id: str = ""
    retry_after_seconds: int = 0


class GatewayRefusal(GatewayError):
    """The gateway understood and said no. `code` is stable, `message` is for people."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(f"{refusal.status} {refusal.code}: {refusal.message}")
        self.status = refusal.status
        self.code = refusal.code
        self.message = refusal.message
        self.fields = refusal.fields
        self.request_id = refusal.request_id
        self.retry_after_seconds = refusal.retry_after_seconds


class ValidationFailed(GatewayRefusal):
    """Values were wrong; `fields` tells which and why."""


class NotAuthenticated(GatewayRefusal):
    """The session is missing, ended, revoked, or its account is gone."""


class WrongCredentials(GatewayRefusal):
    """The log-in does not match an account."""


class Forbidden(GatewayRefusal):
    """The account may not do this."""


class NotFound(GatewayRefusal):
    """There is no such thing, at least not for this account."""


class Conflict(GatewayRefusal):
    """The wish does not fit the present state."""


class TooLarge(GatewayRefusal):
    """The file is larger than allowed, or the account's space is used up."""


class TooManyAttempts(GatewayRefusal):
    """Too much in too short a time."""


class ServiceUnavailable(GatewayRefusal):
    """The gateway is there, the media service behind it is not."""


class DiskFull(GatewayRefusal):
    """The installation has no room left."""


BY_STATUS: Mapping[int, type[GatewayRefusal]] = {
    401: WrongCredentials,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    413: TooLarge,
    422: ValidationFailed,
    429: TooManyAttempts,
    503: ServiceUnavailable,
    507: DiskFull,
}


def refusal_error(refusal: Refusal) -> GatewayRefusal:
    """Return the error of the tree above that fits `refusal`."""
    if refusal.code == "not_authenticated":
        return NotAuthenticated(refusal)
    return BY_STATUS.get(refusal.status, GatewayRefusal)(refusal)
