"""Who asks: the account behind a token, and the visitor behind an address.

Two kinds of token open an account. That of a session opens all of it. A personal
access token opens a route only if the route declares a scope that the token has:
what declares none (`CurrentAccount`, `CurrentSession`) is closed to every one of
them, so that a new route is closed until somebody decides otherwise.

Dependencies of routes. None holds the database's write lock while it waits for
something else: with all threads of the pool taken by requests that want the lock,
the one that has it would never get a thread to go on with.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, get_args

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer, SecurityScopes
from sqlalchemy import orm, select
from sqlalchemy.orm import joinedload

from backend.gateway.accounts import lifetimes
from backend.gateway.context import Context
from backend.gateway.database.models import AccessToken, Account, Session, now
from backend.gateway.problems import Forbidden, NotAuthenticated
from backend.gateway.schemas.accounts import Language

_bearer = HTTPBearer(auto_error=False, description="The token of a session, from logging in.")

# By this, scanners of leaked secrets and people recognise a personal access token.
TOKEN_PREFIX = "mca_"  # noqa: S105 - no secret, but what stands before one


async def _context(request: Request) -> Context:
    context: Context = request.app.state.context
    return context


CurrentContext = Annotated[Context, Depends(_context)]


def _snapshot(context: CurrentContext) -> Iterator[orm.Session]:
    with context.reading() as db:
        yield db


# For routes that only read. Those that write open `context.sessions.begin()` themselves:
# between a route and the end of its dependencies lie waits for threads, with which no
# write lock may be held.
Snapshot = Annotated[orm.Session, Depends(_snapshot, scope="function")]


def new_token() -> str:
    """Return a token: 43 characters, URL-safe, 256 bits."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """Return what is stored of a token. It is random: no salt, no slow hash is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


async def _bearer_token(
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> str | None:
    return credentials.credentials if credentials else None


BearerToken = Annotated[str | None, Depends(_bearer_token)]


def _live_session(context: Context, token: str | None) -> Session | None:
    if token is None:
        raise NotAuthenticated()
    query = (
        select(Session)
        .where(Session.token_hash == hash_token(token))
        .options(joinedload(Session.account))
    )
    with context.reading() as db:
        session = db.scalar(query)
    moment = now()
    if session is None or session.expires_at <= moment:
        return None
    if moment - session.last_seen_at >= lifetimes.SEEN_EVERY:
        with context.sessions.begin() as db:
            lifetimes.extend(db, session.id, moment)
    return session


def _access_token(context: Context, token: str) -> AccessToken:
    if not token.startswith(TOKEN_PREFIX):
        raise NotAuthenticated()
    query = (
        select(AccessToken)
        .where(AccessToken.token_hash == hash_token(token))
        .options(joinedload(AccessToken.account))
    )
    with context.reading() as db:
        found = db.scalar(query)
    moment = now()
    if found is None or found.expires_at <= moment:
        raise NotAuthenticated(message="This access token is wrong, expired or withdrawn.")
    if found.last_used_at is None or moment - found.last_used_at >= lifetimes.SEEN_EVERY:
        with context.sessions.begin() as db:
            lifetimes.note_use(db, found.id, moment)
    return found


def _current_session(context: CurrentContext, token: BearerToken) -> Session:
    session = _live_session(context, token)
    if session is None:
        _require_scopes(_access_token(context, token or ""), [])
        raise NotAuthenticated()
    return session


CurrentSession = Annotated[Session, Depends(_current_session)]


def _current_account(
    needed: SecurityScopes, context: CurrentContext, token: BearerToken
) -> Account:
    session = _live_session(context, token)
    if session is not None:
        return session.account
    access_token = _access_token(context, token or "")
    _require_scopes(access_token, needed.scopes)
    return access_token.account


def _require_scopes(token: AccessToken, needed: Sequence[str]) -> None:
    if not needed:
        raise Forbidden(
            "not_for_tokens", "No access token can do this. Please log in with the password."
        )
    if not set(needed) <= set(token.scopes):
        names = " ".join(needed)
        raise Forbidden(
            "insufficient_scope",
            f"This access token does not allow this. It would need the scope {names}.",
            headers={"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{names}"'},
        )


# Of these, a route takes the one that fits. Through all but the first, it is also open to
# personal access tokens that have the scope.
CurrentAccount = Annotated[Account, Depends(_current_account)]
AccountReader = Annotated[Account, Security(_current_account, scopes=["account:read"])]
FilesReader = Annotated[Account, Security(_current_account, scopes=["files:read"])]
FilesWriter = Annotated[Account, Security(_current_account, scopes=["files:write"])]
JobsReader = Annotated[Account, Security(_current_account, scopes=["jobs:read"])]
JobsWriter = Annotated[Account, Security(_current_account, scopes=["jobs:write"])]


LANGUAGES = frozenset(get_args(Language)) - {""}


@dataclass(frozen=True)
class Visitor:
    """Where a request comes from: an address for throttling, an agent for people to read.

    `language` is the code of the one that the page is in, empty where we do not have it.
    """

    address: str
    agent: str
    language: str


async def _visitor(context: CurrentContext, request: Request) -> Visitor:
    headers = request.headers
    key = headers.get("X-Frontend-Key", "")
    # Compared as bytes: a header may hold more than ASCII, which compare_digest refuses.
    if hmac.compare_digest(key.encode(), context.config.frontend_key.encode()):
        address = headers.get("X-Client-Address", "")
        agent = headers.get("X-Client-Agent", "")
        language = headers.get("X-Client-Language", "")
    else:
        address, agent = "", headers.get("User-Agent", "")
        language = headers.get("Accept-Language", "")
    if not address:
        address = request.client.host if request.client else "unknown"
    return Visitor(
        address=address[:64], agent=_printable(agent)[:300], language=_language(language)
    )


def _language(wishes: str) -> str:
    """Return the first of several languages, as HTTP lists them, that we have; else nothing."""
    codes = (re.split(r"[;-]", wish.strip().lower())[0] for wish in wishes.split(","))
    return next((code for code in codes if code and code in LANGUAGES), "")


def _printable(text: str) -> str:
    return "".join(character for character in text if character.isprintable())


CurrentVisitor = Annotated[Visitor, Depends(_visitor)]
