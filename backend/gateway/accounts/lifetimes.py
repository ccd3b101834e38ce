"""How long sessions last, and when tokens were used."""

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session as DatabaseSession

from backend.gateway.database.models import AccessToken, Session

# A browser left open on a shared machine is logged out by the next day.
SLIDING = timedelta(hours=12)
REMEMBERED = timedelta(days=30)
# Each request proves life, but writing that down each time would make every read a write.
SEEN_EVERY = timedelta(minutes=1)


def first_expiry(moment: datetime, *, remembered: bool) -> datetime:
    """Return when a session begun at `moment` ends if nothing more happens."""
    return moment + (REMEMBERED if remembered else SLIDING)


def extend(db: DatabaseSession, session_id: str, moment: datetime) -> None:
    """Note that a session was used. One without "remember me" slides on by 12 hours."""
    db.execute(
        update(Session).where(Session.id == session_id).values(last_seen_at=moment),
    )
    db.execute(
        update(Session)
        .where(Session.id == session_id, Session.remembered.is_(False))
        .values(expires_at=moment + SLIDING),
    )


def note_use(db: DatabaseSession, token_id: str, moment: datetime) -> None:
    """Note that a personal access token was used. It lasts no longer for that."""
    db.execute(update(AccessToken).where(AccessToken.id == token_id).values(last_used_at=moment))
