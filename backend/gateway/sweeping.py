"""What has ended is cleared away while the gateway runs."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator

from backend.gateway.accounts import sweeping as accounts
from backend.gateway.context import Context
from backend.gateway.uploads import lifecycle as uploads

SWEEP_SECONDS = 300.0

log = logging.getLogger(__name__)


@contextlib.asynccontextmanager
async def sweeping(context: Context) -> AsyncIterator[None]:
    """Sweep now and then, until the block ends."""
    task = asyncio.create_task(_sweep_for_ever(context))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _sweep_for_ever(context: Context) -> None:
    while True:
        for sweep in (uploads.sweep, accounts.sweep):
            try:
                await asyncio.to_thread(sweep, context)
            except Exception:
                log.exception("sweeping failed module=%s", sweep.__module__)
        await asyncio.sleep(SWEEP_SECONDS)
