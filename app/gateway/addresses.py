"""What may stand in an address of the gateway, and what may be told of one."""

import re

from app.gateway.errors import NotFound, Refusal

# Ids and tokens. "..", which HTTP libraries resolve, must never become another address.
SEGMENT = re.compile(r"(?!\.+$)[A-Za-z0-9._~-]{1,512}")

# Whoever reads the token of a reset link can take over the account; of a shared file, read it;
# of a new address, confirm it.
SECRET = re.compile(r"(/(?:password-resets|shares|account/email/links)/)[^/]+")


def segment(value: str) -> str:
    """Return `value` if it may stand in an address; raise `NotFound` otherwise."""
    if not SEGMENT.fullmatch(value):
        raise NotFound(Refusal(404, "not_found", "There is nothing here."))
    return value


def without_secrets(path: str) -> str:
    """Return `path` as it may be written into logs."""
    return SECRET.sub(r"\1…", path)
