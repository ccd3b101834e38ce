"""What has ended is cleared away while the gateway runs."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator

from backend.gateway.accounts import sweeping as accounts
from backend.gateway.context import Context
from backend.gateway.files import sharing as shares
from backend.gateway.uploads import lifecycle as uploads

SWEEP_SECONDS = 300.0

log = logging.getLogger(__name__)


@contextlib.asynccontextmanager
async def sweeping(context: Context) -> AsyncIterator[None]:
    """Sweep at once and then now and then, until the block ends."""
    ending = asyncio.Event()
    task = asyncio.create_task(_sweep_until(ending, context))
    try:
        yield
    finally:
        # Waited for, not cancelled: a thread cannot be, and it works on the database
        # that is closed next.
        ending.set()
        await task


async def _sweep_until(ending: asyncio.Event, context: Context) -> None:
    while not ending.is_set():
        for sweep in (uploads.sweep, accounts.sweep, shares.sweep):
            try:
                await asyncio.to_thread(sweep, context)
            except Exception:
                log.exception("sweeping failed module=%s", sweep.__module__)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(ending.wait(), SWEEP_SECONDS)
