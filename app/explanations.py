"""What went wrong, in words for the person in front of the screen."""

from dataclasses import dataclass

from flask_babel import gettext as _

from app.display import waiting
from app.gateway.errors import (
    GatewayBadResponse,
    GatewayError,
    GatewayRefusal,
    GatewayTimedOut,
    GatewayUnavailable,
    TooManyAttempts,
)
from app.wording import told


@dataclass(frozen=True)
class Explanation:
    """A status with what happened and what to do. `can_try_again`: the same may work later."""

    status: int
    title: str
    text: str
    can_try_again: bool = False
    retry_after_seconds: int = 0


def expired_form() -> Explanation:
    """Return the explanation of a form whose one-time key is not valid any more."""
    return Explanation(
        400,
        _("This form has expired"),
        _(
            "You have logged in or out since it was opened, or cookies are turned off. "
            "Nothing was changed."
        ),
    )


def explain_status(status: int) -> Explanation:
    """Return the explanation of an HTTP status; of 400 or 500 where it has none of its own."""
    known = _by_status()
    return known.get(status) or known[500 if status >= 500 else 400]


def explain_gateway_error(error: GatewayError) -> Explanation:
    """Return the explanation of a failed gateway call."""
    if isinstance(error, GatewayTimedOut):
        return explain_status(504)
    if isinstance(error, GatewayUnavailable):
        return explain_status(503)
    if isinstance(error, GatewayBadResponse):
        return explain_status(502)
    assert isinstance(error, GatewayRefusal)
    general = explain_status(error.status)
    text = told(error.message) or general.text
    if isinstance(error, TooManyAttempts):
        text = " ".join([text, _please_wait(error.retry_after_seconds)])
    return Explanation(
        status=error.status,
        title=general.title,
        text=text,
        can_try_again=error.status in {429, 503, 507},
        retry_after_seconds=error.retry_after_seconds,
    )


def _please_wait(seconds: int) -> str:
    if not seconds:
        return _("Please wait a little.")
    return _("Please wait %(time)s.", time=waiting(seconds))


def _by_status() -> dict[int, Explanation]:
    return {
        each.status: each
        for each in (
            Explanation(400, _("That did not arrive right"), _("The request could not be read.")),
            Explanation(401, _("Please log in"), _("This needs an account.")),
            Explanation(403, _("Not allowed"), _("This is not open to you.")),
            Explanation(
                404,
                _("Nothing here"),
                _("There is no such page, or it was deleted, or it belongs to somebody else."),
            ),
            Explanation(405, _("Not this way"), _("This address is not opened like this.")),
            Explanation(409, _("That does not fit"), _("Something has changed meanwhile.")),
            Explanation(
                411, _("Length missing"), _("Your browser did not say how long the file is.")
            ),
            Explanation(
                413, _("Too large"), _("What you sent is larger than allowed. Nothing was kept.")
            ),
            Explanation(
                429, _("Too many attempts"), _("Please wait a little before you try again.")
            ),
            Explanation(
                500,
                _("Something broke here"),
                _("The mistake is ours, and it is in our logs."),
                True,
            ),
            Explanation(
                502,
                _("An answer we did not understand"),
                _("The part that keeps accounts and files answered something unexpected."),
                True,
            ),
            Explanation(
                503,
                _("Not reachable right now"),
                _(
                    "The part that keeps accounts and files does not answer. Your files are safe, "
                    "and running jobs go on."
                ),
                True,
            ),
            Explanation(
                504,
                _("No answer in time"),
                _(
                    "What you asked for may have been done all the same: please look before you "
                    "do it again. Your files are safe, and running jobs go on."
                ),
                True,
            ),
            Explanation(507, _("No room left"), _("The disk of this server is full."), True),
        )
    }
