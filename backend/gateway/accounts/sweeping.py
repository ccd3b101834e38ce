"""Sessions, tokens, mailed links, throttles and accounts that have ended are cleared away."""

from sqlalchemy import select

from backend.gateway.accounts import email_changes, profile, resets, sessions, throttle, tokens
from backend.gateway.context import Context
from backend.gateway.database.models import Account, now


def sweep(context: Context) -> None:
    """Delete what has ended."""
    moment = now()
    with context.sessions.begin() as db:
        sessions.sweep(db, moment)
        tokens.sweep(db, moment)
        resets.sweep(db, moment)
        email_changes.sweep(db, moment)
        throttle.sweep(db, moment)
        query = select(Account.id).where(Account.password_hash == profile.CLOSED)
        closed = db.scalars(query).all()
    # A crash may have come between closing an account and deleting it.
    for account_id in closed:
        profile.delete(context, account_id)
