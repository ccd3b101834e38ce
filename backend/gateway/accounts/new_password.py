"""What goes with a new password, however it was allowed."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from backend.gateway.accounts import passwords, sessions, throttle, tokens
from backend.gateway.database.models import Account, EmailChange, PasswordReset


def owner_of(account: Account) -> passwords.Owner:
    """Return what is known of whoever chooses a new password for this account."""
    return passwords.Owner(account.username, account.email, account.first_name, account.last_name)


def set_hash(db: Session, account: Account, fresh_hash: str) -> None:
    """Replace the password. Whoever knew the old one, or held a link, is out."""
    account.password_hash = fresh_hash
    sessions.end_all(db, account.id)
    tokens.withdraw_all(db, account.id)
    void_links(db, account.id)
    throttle.forget_name(db, [account.username_key, account.email_key])


def void_links(db: Session, account_id: str) -> None:
    """Make all mailed links of an account worthless."""
    db.execute(delete(PasswordReset).where(PasswordReset.account_id == account_id))
    db.execute(delete(EmailChange).where(EmailChange.account_id == account_id))
