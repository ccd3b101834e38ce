"""Personal access tokens: making, listing and withdrawing them.

How one is recognised, and what it opens, is told in `backend.gateway.identity`.
"""

import unicodedata
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from backend.gateway.accounts import rules
from backend.gateway.database.models import AccessToken, Account, now
from backend.gateway.identity import TOKEN_PREFIX, hash_token, new_token
from backend.gateway.problems import Conflict, Invalid, NotFound
from backend.gateway.schemas import tokens as schemas
from backend.gateway.schemas.base import FieldProblem

# One per program; a list that people can still look through.
MAX_TOKENS = 50


def make(db: Session, account_id: str, wish: schemas.NewToken) -> schemas.MadeToken:
    """Make a token; the answer is the only place where it stands.

    Raises `Invalid`, and `Conflict` when the account has as many as it may.
    """
    moment = now()
    name = _name(wish.name)
    if not wish.scopes:
        raise Invalid.field("scopes", "required", "Choose something that the token may do.")
    # Makers of tokens of one account take turns, so that many cannot pass the limit at once.
    db.execute(select(Account.id).where(Account.id == account_id).with_for_update())
    living = select(func.count()).where(
        AccessToken.account_id == account_id, AccessToken.expires_at > moment
    )
    if (db.scalar(living) or 0) >= MAX_TOKENS:
        raise Conflict(
            "too_many_tokens",
            f"An account may have {MAX_TOKENS} access tokens. Please withdraw one first.",
        )
    secret = TOKEN_PREFIX + new_token()
    token = AccessToken(
        account_id=account_id,
        name=name,
        token_hash=hash_token(secret),
        scopes=[scope for scope in schemas.SCOPES if scope in wish.scopes],
        created_at=moment,
        expires_at=moment + timedelta(days=wish.lifetime_days),
    )
    db.add(token)
    db.flush()
    return schemas.MadeToken(token=secret, **_shown(token).model_dump())


def living(db: Session, account_id: str) -> schemas.Tokens:
    """Return the tokens that work, the newest first."""
    query = (
        select(AccessToken)
        .where(AccessToken.account_id == account_id, AccessToken.expires_at > now())
        .order_by(AccessToken.created_at.desc(), AccessToken.id)
    )
    return schemas.Tokens(items=[_shown(token) for token in db.scalars(query)])


def withdraw(db: Session, account_id: str, token_id: str) -> None:
    """End a token at once; raise `NotFound` if the account has no such token."""
    token = db.get(AccessToken, token_id)
    if token is None or token.account_id != account_id:
        raise NotFound()
    db.delete(token)


def withdraw_all(db: Session, account_id: str) -> None:
    """End all tokens of an account."""
    db.execute(delete(AccessToken).where(AccessToken.account_id == account_id))


def sweep(db: Session, moment: datetime) -> None:
    """Delete tokens that have expired."""
    db.execute(delete(AccessToken).where(AccessToken.expires_at <= moment))


def _name(text: str) -> str:
    name = rules.person_name(unicodedata.normalize("NFC", text))
    if isinstance(name, FieldProblem):
        raise Invalid(fields={"name": name})
    if not name:
        raise Invalid.field("name", "required", "Give the token a name, to know it again.")
    return name


def _shown(token: AccessToken) -> schemas.Token:
    return schemas.Token(
        id=token.id,
        name=token.name,
        scopes=token.scopes,
        created_at=token.created_at,
        expires_at=token.expires_at,
        last_used_at=token.last_used_at,
    )
