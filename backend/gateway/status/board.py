"""The state of the whole installation, looked at once for many who ask."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

import anyio.to_thread
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from backend.gateway.context import Context
from backend.gateway.database.models import Job, Tally, now
from backend.gateway.schemas.status import Component, ComponentState, History, Stats, Status
from backend.gateway.status import checks, history

STATUS_SECONDS = 2.0
STATS_SECONDS = 10.0
HISTORY_SECONDS = 15.0
# Without these nothing works; without any other part, something.
VITAL = {"gateway", "database", "storage"}

T = TypeVar("T")


class Remembered(Generic[T]):
    """A value that is computed anew when asked for and older than `seconds`.

    Of many that ask at once, one computes and the others wait for its answer.
    """

    def __init__(self, compute: Callable[[], Awaitable[T]], seconds: float) -> None:
        self._compute = compute
        self._seconds = seconds
        self._lock = asyncio.Lock()
        self._value: T | None = None
        self._good_until = 0.0

    async def get(self) -> T:
        """Return the value."""
        async with self._lock:
            if self._value is None or time.monotonic() > self._good_until:
                self._value = await self._compute()
                self._good_until = time.monotonic() + self._seconds
            return self._value


class StatusBoard:
    """What is shown to everyone."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.status = Remembered(self._look, STATUS_SECONDS)
        self.stats = Remembered(self._count, STATS_SECONDS)
        self.history = Remembered(self._look_back, HISTORY_SECONDS)

    async def _look(self) -> Status:
        components = await asyncio.gather(*checks.all_of(self._context))
        database = next(part for part in components if part.name == "database")
        # With the database away, counting would only wait for it once more.
        queued, running = 0, 0
        if database.state == "up":
            queued, running = await anyio.to_thread.run_sync(self._unfinished_jobs)
        return Status(
            state=_overall(components),
            components=list(components),
            queue_depth=queued,
            running_jobs=running,
            checked_at=now(),
        )

    def _unfinished_jobs(self) -> tuple[int, int]:
        query = (
            select(Job.state, func.count())
            .where(Job.state.in_(["queued", "running"]))
            .group_by(Job.state)
        )
        try:
            with self._context.reading() as db:
                counted = dict(db.execute(query).all())
        except SQLAlchemyError:
            return 0, 0
        return counted.get("queued", 0), counted.get("running", 0)

    async def _look_back(self) -> History:
        return await anyio.to_thread.run_sync(self._read_history)

    def _read_history(self) -> History:
        with self._context.reading() as db:
            return history.read(db, now())

    async def _count(self) -> Stats:
        return await anyio.to_thread.run_sync(self._sum_up)

    def _sum_up(self) -> Stats:
        query = (
            select(Tally.subject, func.sum(Tally.amount))
            .where(Tally.subject.in_(["job:done", "bytes:in", "bytes:out"]))
            .group_by(Tally.subject)
        )
        with self._context.reading() as db:
            # PostgreSQL sums to a decimal.
            sums = {subject: int(amount) for subject, amount in db.execute(query)}
        return Stats(
            files_processed=sums.get("job:done", 0),
            bytes_processed=sums.get("bytes:in", 0) + sums.get("bytes:out", 0),
        )


def _overall(components: list[Component]) -> ComponentState:
    if any(part.state == "down" and part.name in VITAL for part in components):
        return "down"
    if any(part.state != "up" for part in components):
        return "degraded"
    return "up"
