"""The token in the address of a plain upload form.

Such a form may be as large as a file can be, so its own CSRF field, which stands inside the
body, cannot be looked at before the body has come. The address can.
"""

import hashlib

from flask import current_app
from flask_login import current_user
from itsdangerous import BadData, URLSafeTimedSerializer

# As long as somebody may leave the page open before choosing a file.
LIFETIME_SECONDS = 12 * 3600


def issue(service: str) -> str:
    """Return a token that lets the present session upload to `service`."""
    token = _serializer().dumps([service, _session_mark()])
    return token if isinstance(token, str) else token.decode()


def holds(token: str, service: str) -> bool:
    """Tell whether `token` was issued to the present session for `service` and is still valid."""
    try:
        content = _serializer().loads(token, max_age=LIFETIME_SECONDS)
    except BadData:
        return False
    return bool(content == [service, _session_mark()])


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="upload-form")


def _session_mark() -> str:
    # A digest: addresses end up in logs, and the session's own token must not.
    return hashlib.sha256(current_user.token.encode()).hexdigest()[:32]
