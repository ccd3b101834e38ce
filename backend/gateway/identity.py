"""Who asks: the account behind a token, and the visitor behind an address.

Dependencies of routes. None holds the database's write lock while it waits for
something else: with all threads of the pool taken by requests that want the lock,
the one that has it would never get a thread to go on with.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy import orm, select
from sqlalchemy.orm import joinedload

from backend.gateway.accounts import lifetimes
from backend.gateway.context import Context
from backend.gateway.database.models import Account, Session, now
from backend.gateway.problems import NotAuthenticated

_bearer = HTTPBearer(auto_error=False, description="The token of a session, from logging in.")


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


def _current_session(context: CurrentContext, token: BearerToken) -> Session:
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
        raise NotAuthenticated()
    if moment - session.last_seen_at >= lifetimes.SEEN_EVERY:
        with context.sessions.begin() as db:
            lifetimes.extend(db, session.id, moment)
    return session


CurrentSession = Annotated[Session, Depends(_current_session)]


async def _current_account(session: CurrentSession) -> Account:
    return session.account


CurrentAccount = Annotated[Account, Depends(_current_account)]


@dataclass(frozen=True)
class Visitor:
    """Where a request comes from: an address for throttling, an agent for people to read."""

    address: str
    agent: str


async def _visitor(context: CurrentContext, request: Request) -> Visitor:
    headers = request.headers
    key = headers.get("X-Frontend-Key", "")
    # Compared as bytes: a header may hold more than ASCII, which compare_digest refuses.
    if hmac.compare_digest(key.encode(), context.config.frontend_key.encode()):
        address = headers.get("X-Client-Address", "")
        agent = headers.get("X-Client-Agent", "")
    else:
        address, agent = "", headers.get("User-Agent", "")
    if not address:
        address = request.client.host if request.client else "unknown"
    return Visitor(address=address[:64], agent=_printable(agent)[:300])


def _printable(text: str) -> str:
    return "".join(character for character in text if character.isprintable())


CurrentVisitor = Annotated[Visitor, Depends(_visitor)]
