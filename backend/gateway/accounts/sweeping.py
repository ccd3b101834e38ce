"""Sessions, reset links and throttles that have ended are cleared away."""

from backend.gateway.accounts import resets, sessions, throttle
from backend.gateway.context import Context
from backend.gateway.database.models import now


def sweep(context: Context) -> None:
    """Delete what has ended."""
    moment = now()
    with context.sessions.begin() as db:
        sessions.sweep(db, moment)
        resets.sweep(db, moment)
        throttle.sweep(db, moment)
