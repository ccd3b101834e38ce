"""From an exception to a page, a fragment or JSON, always with the request's number."""

import logging
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

from flask import Flask, Response, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from app import session_user
from app.asking import asks_for_data, asks_for_fragment
from app.explanations import Explanation, expired_form, explain_gateway_error, explain_status
from app.gateway.errors import BodyInterrupted, GatewayError, NotAuthenticated
from app.request_log import request_number
from app.security import safe_path

logger = logging.getLogger(__name__)

FORM_TYPE = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class KeptForm:
    """What was typed into a form that could not be taken, to be offered again.

    Passwords are left out: they are never written into a page.
    """

    action: str
    fields: tuple[tuple[str, str], ...]
    had_passwords: bool


def init_app(app: Flask) -> None:
    """Explain every error that a view does not explain itself."""
    app.register_error_handler(NotAuthenticated, _log_in_again)
    app.register_error_handler(GatewayError, _gateway_error)
    app.register_error_handler(BodyInterrupted, _body_interrupted)
    app.register_error_handler(CSRFError, _expired_form)
    app.register_error_handler(HTTPException, _http_error)


def explained(explanation: Explanation, kept_form: KeptForm | None = None) -> Response:
    """Return `explanation` in the form that the present request can show."""
    if asks_for_fragment():
        body: str | Response = render_template(
            "errors/fragment.html", error=explanation, number=request_number()
        )
    elif asks_for_data():
        body = jsonify(
            code=f"http_{explanation.status}",
            message=explanation.text,
            fields={},
            request_id=request_number(),
        )
    else:
        body = render_template(
            "errors/error.html",
            error=explanation,
            number=request_number(),
            kept_form=kept_form,
            try_again=_address_to_try_again(),
        )
    response = make_response(body, explanation.status)
    if explanation.retry_after_seconds:
        response.headers["Retry-After"] = str(explanation.retry_after_seconds)
    return response


def _log_in_again(error: NotAuthenticated) -> ResponseReturnValue:
    session_user.forget()
    return session_user.ask_to_log_in(_("Your session has ended. Please log in again."))


def _gateway_error(error: GatewayError) -> Response:
    explanation = explain_gateway_error(error)
    logger.warning("%s %s: %s", request_number(), type(error).__name__, error)
    return explained(explanation, _kept_form() if explanation.can_try_again else None)


def _body_interrupted(error: BodyInterrupted) -> ResponseReturnValue:
    logger.info("%s the visitor went away %s", request_number(), error)
    return "", 400


def _expired_form(error: CSRFError) -> Response:
    logger.info("%s %s", request_number(), error.description)
    return explained(expired_form(), _kept_form())


def _http_error(error: HTTPException) -> Response:
    if error.response is not None or error.code is None or error.code < 400:
        # A redirect or a ready answer, raised on its way out.
        return cast(Response, error.get_response())
    response = explained(explain_status(error.code))
    # What the status demands, such as Allow with 405.
    for name, value in error.get_headers():
        if name != "Content-Type":
            response.headers.setdefault(name, value)
    return response


def _kept_form() -> KeptForm | None:
    if request.method != "POST" or request.mimetype != FORM_TYPE:
        return None
    typed = [item for item in request.form.items(multi=True) if item[0] != "csrf_token"]
    fields = tuple(item for item in typed if "password" not in item[0])
    return KeptForm(request.full_path.rstrip("?"), fields, len(fields) < len(typed))


def _address_to_try_again() -> str | None:
    if request.method in {"GET", "HEAD"}:
        return request.full_path.rstrip("?")
    return safe_path(urlsplit(request.referrer or "").path)
