"""Making an account."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.gateway.accounts import passwords, rules, sessions, throttle
from backend.gateway.achievements import progress
from backend.gateway.context import Context
from backend.gateway.database.models import Account, now
from backend.gateway.identity import Visitor
from backend.gateway.problems import Invalid
from backend.gateway.schemas import accounts as schemas
from backend.gateway.schemas.base import FieldProblem

USERNAME_TAKEN = FieldProblem(code="taken", message="Somebody else has this username.")
EMAIL_TAKEN = FieldProblem(code="taken", message="There is an account with this address already.")


def register(context: Context, visitor: Visitor, wish: schemas.Registration) -> schemas.NewSession:
    """Make an account and begin its first session.

    Raises `Invalid` with all that is wrong, and `TooManyAttempts`. Hashes.
    """
    moment = now()
    account = _checked(wish)
    with context.sessions.begin() as db:
        throttle.count_attempt(db, throttle.registration_limits(visitor.address), moment)
    with context.reading() as db:
        _refuse_taken(db, account)
    account.password_hash = passwords.hash_password(wish.password)
    try:
        with context.sessions.begin() as db:
            db.add(account)
            db.flush()
            progress.record(db, account.id, {"account:made": 1})
            return sessions.begin(db, account, visitor, remember=False)
    except IntegrityError:
        # Somebody was faster by a moment: find out with what.
        with context.reading() as db:
            _refuse_taken(db, account)
        raise


def cleaned(values: Mapping[str, str | FieldProblem]) -> dict[str, str]:
    """Return the values by name; raise `Invalid` with the problems among them."""
    problems = {name: v for name, v in values.items() if isinstance(v, FieldProblem)}
    if problems:
        raise Invalid(fields=problems)
    return {name: v for name, v in values.items() if isinstance(v, str)}


def _checked(wish: schemas.Registration) -> Account:
    owner = passwords.Owner(wish.username, wish.email, wish.first_name, wish.last_name)
    problem = passwords.problem_of(wish.password, owner)
    values = cleaned(
        {
            "username": rules.username(wish.username),
            "email": rules.email(wish.email),
            "password": problem or "",
            "first_name": rules.person_name(wish.first_name),
            "last_name": rules.person_name(wish.last_name),
        }
    )
    return Account(
        username=values["username"],
        username_key=rules.username_key(values["username"]),
        email=values["email"],
        email_key=rules.email_key(values["email"]),
        first_name=values["first_name"],
        last_name=values["last_name"],
    )


def _refuse_taken(db: Session, account: Account) -> None:
    taken = {}
    if db.scalar(select(Account.id).where(Account.username_key == account.username_key)):
        taken["username"] = USERNAME_TAKEN
    if db.scalar(select(Account.id).where(Account.email_key == account.email_key)):
        taken["email"] = EMAIL_TAKEN
    if taken:
        raise Invalid(fields=taken)
