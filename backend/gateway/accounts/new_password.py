"""What goes with a new password, however it was allowed."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from backend.gateway.accounts import sessions, throttle
from backend.gateway.database.models import Account, PasswordReset


def set_hash(db: Session, account: Account, fresh_hash: str) -> None:
    """Replace the password. Whoever knew the old one, or held a link, is out."""
    account.password_hash = fresh_hash
    sessions.end_all(db, account.id)
    void_links(db, account.id)
    throttle.forget_name(db, [account.username_key, account.email_key])


def void_links(db: Session, account_id: str) -> None:
    """Make all reset links of an account worthless."""
    db.execute(delete(PasswordReset).where(PasswordReset.account_id == account_id))
