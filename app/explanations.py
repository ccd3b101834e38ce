"""What went wrong, in words for the person in front of the screen."""

from dataclasses import dataclass

from app.display import waiting
from app.gateway.errors import (
    GatewayBadResponse,
    GatewayError,
    GatewayRefusal,
    GatewayUnavailable,
    TooManyAttempts,
)


@dataclass(frozen=True)
class Explanation:
    """A status with what happened and what to do. `can_try_again`: the same may work later."""

    status: int
    title: str
    text: str
    can_try_again: bool = False
    retry_after_seconds: int = 0


EXPIRED_FORM = Explanation(
    400,
    "This form has expired",
    "You have logged in or out since it was opened, or cookies are turned off. "
    "Nothing was changed.",
)

BY_STATUS = {
    each.status: each
    for each in (
        Explanation(400, "That did not arrive right", "The request could not be read."),
        Explanation(401, "Please log in", "This needs an account."),
        Explanation(403, "Not allowed", "This is not open to you."),
        Explanation(
            404,
            "Nothing here",
            "There is no such page, or it was deleted, or it belongs to somebody else.",
        ),
        Explanation(405, "Not this way", "This address is not opened like this."),
        Explanation(409, "That does not fit", "Something has changed meanwhile."),
        Explanation(411, "Length missing", "Your browser did not say how long the file is."),
        Explanation(413, "Too large", "What you sent is larger than allowed. Nothing was kept."),
        Explanation(429, "Too many attempts", "Please wait a little before you try again."),
        Explanation(
            500, "Something broke here", "The mistake is ours, and it is in our logs.", True
        ),
        Explanation(
            502,
            "An answer we did not understand",
            "The part that keeps accounts and files answered something unexpected.",
            True,
        ),
        Explanation(
            503,
            "Not reachable right now",
            "The part that keeps accounts and files does not answer. Your files are safe, "
            "and running jobs go on.",
            True,
        ),
        Explanation(507, "No room left", "The disk of this server is full.", True),
    )
}


def explain_status(status: int) -> Explanation:
    """Return the explanation of an HTTP status; of 400 or 500 where it has none of its own."""
    return BY_STATUS.get(status) or BY_STATUS[500 if status >= 500 else 400]


def explain_gateway_error(error: GatewayError) -> Explanation:
    """Return the explanation of a failed gateway call."""
    if isinstance(error, GatewayUnavailable):
        return BY_STATUS[503]
    if isinstance(error, GatewayBadResponse):
        return BY_STATUS[502]
    assert isinstance(error, GatewayRefusal)
    general = explain_status(error.status)
    text = error.message or general.text
    if isinstance(error, TooManyAttempts):
        text = f"{text} {_please_wait(error.retry_after_seconds)}"
    return Explanation(
        status=error.status,
        title=general.title,
        text=text,
        can_try_again=error.status in {429, 503, 507},
        retry_after_seconds=error.retry_after_seconds,
    )


def _please_wait(seconds: int) -> str:
    return f"Please wait {waiting(seconds)}." if seconds else "Please wait a little."
