"""Forgotten passwords: a mailed link that lets its holder set a new one, once.

A link holds for an hour. Asking for another leaves it valid, so that nobody can
spoil the link that somebody else is about to open; a new password or another
e-mail address voids them all. While as many as `MAX_LINKS` lie in a mailbox, no
more are sent: a stranger cannot flood it, and its owner has what they need.
"""

import logging
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from backend.gateway.accounts import mails, new_password, passwords, rules, sessions, throttle
from backend.gateway.context import Context
from backend.gateway.database.models import Account, PasswordReset, now
from backend.gateway.identity import Visitor, hash_token, new_token
from backend.gateway.problems import Invalid, NotFound

LIFETIME = timedelta(minutes=60)
MAX_LINKS = 5

log = logging.getLogger("gateway.resets")


class LinkInvalid(NotFound):
    """The link is wrong, too old, or was used; which of them is not told."""

    code = "reset_link_invalid"
    message = "This link is not valid any more. Please ask for a new one."


def admit(db: Session, visitor: Visitor, name: str) -> None:
    """Count a wish for a link; raise `TooManyAttempts`, whether or not there is an account."""
    limits = throttle.reset_limits(rules.username_key(name), visitor.address)
    throttle.count_attempt(db, limits, now())


def send_link(context: Context, name: str, spoken: str) -> None:
    """Mail a link to the account of this name, if there is one, in its language or the `spoken`.

    Runs after the answer went out: how long it takes tells nobody anything.
    """
    token = new_token()
    with context.sessions.begin() as db:
        account = sessions.find_account(db, name)
        if account is None or not _may_have_another(db, account):
            return
        db.add(
            PasswordReset(
                account_id=account.id,
                token_hash=hash_token(token),
                expires_at=now() + LIFETIME,
            )
        )
    link = f"{context.config.public_url}/reset-password/{token}"
    context.mailer.send(mails.password_reset(account, link, spoken), link=link)


def _may_have_another(db: Session, account: Account) -> bool:
    query = select(func.count()).where(
        PasswordReset.account_id == account.id, PasswordReset.expires_at > now()
    )
    if (db.scalar(query) or 0) < MAX_LINKS:
        return True
    log.warning("reset_withheld account=%s links=%d", account.id, MAX_LINKS)
    return False


def check(db: Session, token: str) -> Account:
    """Return the account that a link opens; raise `LinkInvalid`."""
    query = (
        select(Account)
        .join(PasswordReset, PasswordReset.account_id == Account.id)
        .where(PasswordReset.token_hash == hash_token(token), PasswordReset.expires_at > now())
    )
    account = db.scalar(query)
    if account is None:
        raise LinkInvalid()
    return account


def use(context: Context, token: str, password: str, spoken: str) -> None:
    """Set a new password by a link. All links and all sessions end. Hashes.

    The owner is told by mail, in the account's language or the `spoken`.

    Raises `LinkInvalid`, and `Invalid` on `password`, which leaves the link valid.
    """
    with context.reading() as db:
        account = check(db, token)
    problem = passwords.problem_of(password, new_password.owner_of(account))
    if problem is not None:
        raise Invalid(fields={"password": problem})
    fresh_hash = passwords.hash_password(password)
    with context.sessions.begin() as db:
        # Of two that use one link at once, the second waits here and then finds it gone.
        present = db.get(Account, account.id, with_for_update=True)
        check(db, token)
        assert present is not None
        new_password.set_hash(db, present, fresh_hash)
    context.mailer.send(mails.password_changed(present, spoken))


def sweep(db: Session, moment: datetime) -> None:
    """Delete links that have ended."""
    db.execute(delete(PasswordReset).where(PasswordReset.expires_at <= moment))
