"""Looking at all parts once a minute, for the history."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from backend.gateway.context import Context
from backend.gateway.database.models import now
from backend.gateway.status import history
from backend.gateway.status.board import StatusBoard

# Of ten parts, half a day: longer outages of the database begin with their last hours.
MOST_WAITING = 10 * 60 * 12

log = logging.getLogger(__name__)


class Sampler:
    """Takes samples and keeps them; what cannot be kept now waits until it can."""

    def __init__(self, context: Context, board: StatusBoard) -> None:
        self._context = context
        self._board = board
        self._waiting: list[dict[str, Any]] = []

    async def take(self, moment: datetime) -> None:
        """Look, and keep what was seen as the state of the minute of `moment`."""
        status = await self._board.status.get()
        self._waiting += history.samples(status.components, moment)
        self._waiting = self._waiting[-MOST_WAITING:]
        try:
            await asyncio.to_thread(self._keep, moment)
        except SQLAlchemyError as error:
            # While the database is away, that is one of the things to tell afterwards.
            log.warning("samples=%d not kept yet: %s", len(self._waiting), type(error).__name__)
            return
        self._waiting = []

    def _keep(self, moment: datetime) -> None:
        with self._context.sessions.begin() as db:
            history.record(db, self._waiting)
            history.roll_up(db, moment)


@contextlib.asynccontextmanager
async def sampling(context: Context, board: StatusBoard) -> AsyncIterator[None]:
    """Take a sample at every full minute until the block ends."""
    ending = asyncio.Event()
    task = asyncio.create_task(_sample_until(ending, Sampler(context, board)))
    try:
        yield
    finally:
        # Waited for, not cancelled: a thread of it may be at work on the database.
        ending.set()
        await task


async def _sample_until(ending: asyncio.Event, sampler: Sampler) -> None:
    while True:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(ending.wait(), _seconds_to_next_minute(now()))
        if ending.is_set():
            return
        try:
            await sampler.take(now())
        except Exception:
            log.exception("sampling failed")


def _seconds_to_next_minute(moment: datetime) -> float:
    # A little into it: a timer that fires early would find the minute before.
    return 60.05 - moment.second - moment.microsecond / 1e6
