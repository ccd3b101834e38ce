"""Sessions: logging in, and who is logged in where."""

from datetime import datetime
from typing import cast

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session as DatabaseSession

from backend.gateway.accounts import lifetimes, passwords, rules, throttle
from backend.gateway.context import Context
from backend.gateway.database.models import Account, Session, now
from backend.gateway.identity import Visitor, hash_token, new_token
from backend.gateway.problems import NotAuthenticated, NotFound
from backend.gateway.schemas import accounts as schemas

# Of one account; the least recently used gives way. A script that logs in before each
# call must not fill the table.
MAX_SESSIONS = 50


class WrongCredentials(NotAuthenticated):
    """Name or password is wrong; which of them is not told."""

    code = "wrong_credentials"
    message = "Username or password is wrong."


def begin(
    db: DatabaseSession, account: Account, visitor: Visitor, *, remember: bool
) -> schemas.NewSession:
    """Begin a session; the answer is the only place where its token stands."""
    moment = now()
    token = new_token()
    session = Session(
        account_id=account.id,
        token_hash=hash_token(token),
        remembered=remember,
        user_agent=visitor.agent,
        address=visitor.address,
        created_at=moment,
        last_seen_at=moment,
        expires_at=lifetimes.first_expiry(moment, remembered=remember),
    )
    db.add(session)
    db.flush()
    surplus = (
        select(Session.id)
        .where(Session.account_id == account.id)
        .order_by(Session.last_seen_at.desc(), Session.created_at.desc())
        .offset(MAX_SESSIONS)
    )
    db.execute(delete(Session).where(Session.id.in_(db.scalars(surplus).all())))
    return schemas.NewSession(
        token=token, expires_at=session.expires_at, account=as_schema(account)
    )


def as_schema(account: Account) -> schemas.Account:
    """Return an account as its owner sees it."""
    return schemas.Account(
        id=account.id,
        username=account.username,
        email=account.email,
        first_name=account.first_name,
        last_name=account.last_name,
        mail_when_done=account.mail_when_done,
        language=cast(schemas.Language, account.language),
        theme=cast(schemas.Theme, account.theme),
        avatar=account.avatar,
        created_at=account.created_at,
    )


def find_account(db: DatabaseSession, name: str) -> Account | None:
    """Return the account with this username or e-mail address."""
    if "\0" in name:
        # In no name, and PostgreSQL would refuse the question.
        return None
    # No username contains an "@", so that only one of the two can match.
    query = select(Account).where(
        or_(
            Account.username_key == rules.username_key(name),
            Account.email_key == rules.email_key(name),
        )
    )
    return db.scalar(query)


def log_in(
    context: Context, visitor: Visitor, credentials: schemas.Credentials, old_token: str | None
) -> schemas.NewSession:
    """Check name and password and begin a session, in place of the one the caller had.

    Raises `WrongCredentials`, whatever is wrong, and `TooManyAttempts`. Hashes.
    """
    moment = now()
    name = rules.username_key(credentials.login)
    with context.sessions.begin() as db:
        limits = throttle.log_in_limits(db, name, visitor.address)
        throttle.count_attempt(db, limits, moment)
        account = find_account(db, credentials.login)
    if not passwords.verify(credentials.password, account.password_hash if account else None):
        raise WrongCredentials()
    assert account is not None
    fresh_hash = None
    if passwords.is_outdated(account.password_hash):
        fresh_hash = passwords.hash_password(credentials.password)
    with context.sessions.begin() as db:
        present = db.get(Account, account.id, with_for_update=True)
        # Deleted, or given another password, while the old one was being verified.
        if present is None or present.password_hash != account.password_hash:
            raise WrongCredentials()
        if fresh_hash is not None:
            present.password_hash = fresh_hash
        throttle.forgive(db, limits, moment)
        if old_token is not None:
            db.execute(delete(Session).where(Session.token_hash == hash_token(old_token)))
        return begin(db, present, visitor, remember=credentials.remember)


def live(db: DatabaseSession, account_id: str, current_id: str) -> schemas.Sessions:
    """Return all sessions that have not ended, the most recently used first."""
    query = (
        select(Session)
        .where(Session.account_id == account_id, Session.expires_at > now())
        .order_by(Session.last_seen_at.desc(), Session.created_at.desc())
    )
    return schemas.Sessions(
        items=[
            schemas.Session(
                id=session.id,
                user_agent=session.user_agent,
                address=session.address,
                created_at=session.created_at,
                last_seen_at=session.last_seen_at,
                expires_at=session.expires_at,
                current=session.id == current_id,
            )
            for session in db.scalars(query)
        ]
    )


def end(db: DatabaseSession, account_id: str, session_id: str) -> None:
    """End a session of an account; raise `NotFound` if it has no such session."""
    query = select(Session).where(Session.id == session_id, Session.account_id == account_id)
    session = db.scalar(query)
    if session is None:
        raise NotFound()
    db.delete(session)


def end_all(db: DatabaseSession, account_id: str, *, keep_id: str | None = None) -> None:
    """End all sessions of an account, or all but one."""
    query = delete(Session).where(Session.account_id == account_id)
    if keep_id is not None:
        query = query.where(Session.id != keep_id)
    db.execute(query)


def sweep(db: DatabaseSession, moment: datetime) -> None:
    """Delete sessions that have ended."""
    db.execute(delete(Session).where(Session.expires_at <= moment))
