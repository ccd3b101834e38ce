"""Telling people once that they have unlocked something.

Whoever asks with ``X-Announce: 1`` promises to show what comes along: any answer
may then carry ``X-Unlocked``, a JSON list of `Unlocked`. What it names is taken
out of the news in the same step, so that of many answers exactly one brings it.
"""

import json
import logging
from datetime import datetime

from anyio.to_thread import run_sync
from sqlalchemy import ColumnElement, orm, select, update
from sqlalchemy.exc import SQLAlchemyError
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.gateway.achievements import catalogue
from backend.gateway.context import Context
from backend.gateway.database.models import Session, UnlockedAchievement, now
from backend.gateway.identity import hash_token
from backend.gateway.schemas.achievements import Unlocked

# A header has its limits; what is left comes with the next answer.
MOST_AT_ONCE = 10

log = logging.getLogger(__name__)


class Announcing:
    """Adds the news to the answers to those who asked for it.

    It looks when the answer begins, so that what the request itself has unlocked is
    among it, and so that refusals, too, can bring it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        token = _token_of_who_asks(scope) if scope["type"] == "http" else None
        if token is None:
            await self.app(scope, receive, send)
            return

        async def send_with_news(message: Message) -> None:
            if message["type"] == "http.response.start":
                context: Context = scope["app"].state.context
                news = await run_sync(_news, context, token)
                if news:
                    MutableHeaders(scope=message)["X-Unlocked"] = _as_header(news)
            await send(message)

        await self.app(scope, receive, send_with_news)


def take_news(context: Context, token: str, moment: datetime) -> list[Unlocked]:
    """Return what the session's account has not been told yet; from now on it is told."""
    account = (
        select(Session.account_id)
        .where(Session.token_hash == hash_token(token), Session.expires_at > moment)
        .scalar_subquery()
    )
    unannounced = (
        UnlockedAchievement.account_id == account,
        UnlockedAchievement.announced_at.is_(None),
    )
    with context.reading() as db:
        waiting = set(db.scalars(select(UnlockedAchievement.name).where(*unannounced)))
    # Almost always there is nothing new, and then nothing is written.
    known = [each for each in catalogue.all_of(context.services.rules()) if each.name in waiting]
    if not known:
        return []
    names = [each.name for each in known[:MOST_AT_ONCE]]
    with context.sessions.begin() as db:
        taken = _claim(db, names, moment, *unannounced)
    return [
        Unlocked(name=each.name, title=each.title, tier=each.tier)
        for each in known
        if each.name in taken
    ]


def _claim(
    db: orm.Session, names: list[str], moment: datetime, *unannounced: ColumnElement[bool]
) -> set[str]:
    # Of two that claim at once, the second finds the rows changed and gets nothing.
    claimed = db.scalars(
        update(UnlockedAchievement)
        .where(UnlockedAchievement.name.in_(names), *unannounced)
        .values(announced_at=moment)
        .returning(UnlockedAchievement.name)
        .execution_options(synchronize_session=False)
    )
    return set(claimed)


def _news(context: Context, token: str) -> list[Unlocked]:
    try:
        return take_news(context, token, now())
    except SQLAlchemyError:
        # The answer itself matters more, and the news stays where it is.
        log.exception("news not taken")
        return []


def _token_of_who_asks(scope: Scope) -> str | None:
    headers = Headers(scope=scope)
    kind, _, token = headers.get("Authorization", "").partition(" ")
    asks = headers.get("X-Announce") == "1" and kind.lower() == "bearer"
    return token.strip() if asks and token.strip() else None


def _as_header(news: list[Unlocked]) -> str:
    # Titles may hold any letter; JSON can say all of them in ASCII.
    return json.dumps([each.model_dump() for each in news])
