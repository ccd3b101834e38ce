"""Changing and deleting an account that one is logged in to."""

from sqlalchemy.orm import Session

from backend.gateway.accounts import avatars, new_password, passwords, rules, sessions, throttle
from backend.gateway.accounts.registration import cleaned
from backend.gateway.achievements import progress
from backend.gateway.context import Context
from backend.gateway.database.models import Account, now
from backend.gateway.files import deletion
from backend.gateway.identity import Visitor
from backend.gateway.problems import Invalid, NotAuthenticated
from backend.gateway.schemas import accounts as schemas
from backend.gateway.schemas.base import FieldProblem

# In place of a hash; no password fits it.
CLOSED = ""


def change(db: Session, account_id: str, wish: schemas.AccountChange) -> schemas.Account:
    """Set the members that are given; raise `Invalid` with all that is wrong."""
    given = wish.model_dump(exclude_none=True)
    names: dict[str, str | FieldProblem] = {
        name: rules.person_name(given[name])
        for name in ("first_name", "last_name")
        if name in given
    }
    account = _present(db, account_id)
    for name, value in {**given, **cleaned(names)}.items():
        setattr(account, name, value)
    if account.first_name and account.last_name:
        progress.record(db, account.id, {"account:named": 1})
    return sessions.as_schema(account)


def change_password(
    context: Context, visitor: Visitor, account: Account, wish: schemas.PasswordChange
) -> schemas.NewSession:
    """Set a new password; all sessions end, and a fresh one begins. Hashes.

    Raises `Invalid` with `wrong_password` on `old_password`, or on `new_password`.
    """
    problem = passwords.problem_of(wish.new_password, new_password.owner_of(account))
    if problem is not None:
        raise Invalid(fields={"new_password": problem})
    prove(context, visitor, account, "old_password", wish.old_password)
    fresh_hash = passwords.hash_password(wish.new_password)
    with context.sessions.begin() as db:
        present = _unchanged(db, account)
        new_password.set_hash(db, present, fresh_hash)
        progress.record(db, account.id, {"account:password": 1})
        return sessions.begin(db, present, visitor, remember=False)


def close(context: Context, visitor: Visitor, account: Account, password: str) -> None:
    """End all sessions of an account for good, as the first step of deleting it. Hashes.

    Raises `Invalid` with `wrong_password` on `password`.
    """
    prove(context, visitor, account, "password", password)
    with context.sessions.begin() as db:
        # Nobody can log in any more while the files go.
        new_password.set_hash(db, _unchanged(db, account), CLOSED)


def delete(context: Context, account_id: str) -> None:
    """Delete a closed account with all that belongs to it."""
    deletion.delete_all_of(context, account_id)
    avatars.delete_all_of(context, account_id)
    with context.sessions.begin() as db:
        if account := db.get(Account, account_id):
            db.delete(account)


def prove(context: Context, visitor: Visitor, account: Account, field: str, password: str) -> None:
    """Raise `Invalid` at `field` unless this is the account's password. Hashes."""
    moment = now()
    limits = throttle.password_limits(account.id, visitor.address)
    with context.sessions.begin() as db:
        throttle.count_attempt(db, limits, moment)
    if not passwords.verify(password, account.password_hash):
        wrong = FieldProblem(code="wrong_password", message="This is not your password.")
        raise Invalid(fields={field: wrong})
    with context.sessions.begin() as db:
        throttle.forgive(db, limits, moment)


def _present(db: Session, account_id: str) -> Account:
    account = db.get(Account, account_id, with_for_update=True)
    if account is None:
        raise NotAuthenticated()
    return account


def _unchanged(db: Session, account: Account) -> Account:
    present = _present(db, account.id)
    # Another request replaced the password while this one proved the old one.
    if present.password_hash != account.password_hash:
        raise NotAuthenticated()
    return present
