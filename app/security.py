"""Headers, cookies, and which addresses may be followed."""

from collections.abc import Callable
from datetime import timedelta
from typing import ParamSpec
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, g, request, session
from flask.typing import ResponseReturnValue
from flask_login import current_user

from config import FrontendConfig

P = ParamSpec("P")

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "connect-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "manifest-src 'self'",
        "worker-src 'self'",
    )
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    # Not `no-referrer`: over HTTPS, forms are checked by their referrer.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

# Forms are short. Uploads name their own limit by `takes_upload`.
FORM_BYTES = 256 * 1024

# What multipart adds around one file: a boundary twice and a few headers.
MULTIPART_OVERHEAD_BYTES = 64 * 1024

ADDRESS_LENGTH = 2000


def flask_settings(config: FrontendConfig) -> dict[str, object]:
    """Return the settings of Flask and its extensions that follow from ours."""
    return {
        "SECRET_KEY": config.secret_key,
        "MAX_CONTENT_LENGTH": FORM_BYTES,
        "MAX_UPLOAD_BYTES": config.max_upload_bytes,
        # The prefix makes browsers refuse a cookie of this name set by a neighbour domain.
        "SESSION_COOKIE_NAME": "__Host-session" if config.secure_cookies else "session",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": config.secure_cookies,
        # Sent once and not with every fragment: a late answer must not bring back the cookie
        # of somebody who has logged out meanwhile. The gateway's session ends no later.
        "SESSION_REFRESH_EACH_REQUEST": False,
        "PERMANENT_SESSION_LIFETIME": timedelta(days=30),
        # A form may be left open while an upload takes hours.
        "WTF_CSRF_TIME_LIMIT": None,
        "COMPRESS_MIMETYPES": ["text/html"],
        "COMPRESS_ALGORITHM": ["br", "gzip"],
        "COMPRESS_STREAMS": False,
    }


def init_app(app: Flask) -> None:
    """Refuse forms from elsewhere and put the headers on each answer."""
    app.before_request(_allow_upload_length)
    app.before_request(_refuse_foreign_forms)
    app.after_request(_add_headers)


def takes_upload(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Declare that this view takes bodies as long as an upload may be, not only forms.

    Longer ones are refused by their announced length, before the first byte is read.
    """
    vars(view)["takes_upload"] = True
    return view


def takes_up_to(
    size_bytes: int,
) -> Callable[[Callable[P, ResponseReturnValue]], Callable[P, ResponseReturnValue]]:
    """Declare that this view takes forms with a file of at most so many bytes."""

    def declared(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
        vars(view)["takes_bytes"] = size_bytes
        return view

    return declared


def safe_path(target: str | None) -> str | None:
    """Return `target` if it is a path on this site, None if it could lead elsewhere.

    Browsers read a backslash as a slash and drop control characters, so that ``/\\evil`` and
    ``/<tab>/evil`` mean another host, as ``//evil`` does.
    """
    if not target or len(target) > ADDRESS_LENGTH or not target.isprintable():
        return None
    if not target.startswith("/") or target.startswith("//") or "\\" in target:
        return None
    parts = urlsplit(target)
    return None if parts.scheme or parts.netloc else target


def _allow_upload_length() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if view is not None and getattr(view, "takes_upload", False):
        limit: int = current_app.config["MAX_UPLOAD_BYTES"]
        request.max_content_length = limit + MULTIPART_OVERHEAD_BYTES
    elif view is not None and hasattr(view, "takes_bytes"):
        request.max_content_length = view.takes_bytes + MULTIPART_OVERHEAD_BYTES


def _refuse_foreign_forms() -> None:
    """Refuse what another site sends in a visitor's name, before the form's own token.

    Such a request comes without our cookies (SameSite); a page in answer to it would begin a
    new session and so log the visitor out.
    """
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return
    origin = request.headers.get("Origin")
    site = request.headers.get("Sec-Fetch-Site")
    is_foreign = (
        site not in {"same-origin", "none"}
        if site is not None
        else origin is not None and urlsplit(origin).netloc != request.host
    )
    if is_foreign:
        g.is_foreign = True
        abort(403, "This form was sent from another site.")


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if current_user.is_authenticated:
        # Nobody shall find a page of somebody else with the Back button of a shared computer.
        response.headers.setdefault("Cache-Control", "no-store")
    else:
        response.headers.setdefault("Cache-Control", "private, no-cache")
    if g.get("is_foreign"):
        session.modified = False
    return response
