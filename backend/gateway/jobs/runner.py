"""The runner: the process in which jobs are worked on."""

import asyncio
import logging
import signal
from collections.abc import Callable

from dbos import DBOS

from backend.gateway.context import Context, open_context
from backend.gateway.jobs import engine, heartbeat, upkeep, workflows
from config import GatewayConfig

# From submitting a job to its beginning passes half of it on average.
POLLING_SECONDS = 0.1
TAKE_OVER_SECONDS = 3.0
REPAIR_SECONDS = 3.0
CLEARING_SECONDS = 600.0
# Posters come one at a time: they never take more than a little from the jobs.
POSTERS_AT_ONCE = 1

log = logging.getLogger(__name__)


async def run(config: GatewayConfig) -> None:
    """Work on jobs until SIGTERM or SIGINT; what is unfinished then goes on after a restart."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with open_context(config) as context:
        workflows.use(context)
        # Before the first work is taken, so that nobody takes this runner for dead.
        await asyncio.to_thread(_beat, context)
        _launch(config)
        await asyncio.to_thread(_register_queues, config)
        log.info("runner=%s ready at_once=%d", config.runner_id, config.max_running_jobs)
        chores = [
            asyncio.create_task(_every(heartbeat.BEAT_SECONDS, _beat, context)),
            asyncio.create_task(_every(TAKE_OVER_SECONDS, _take_over, context)),
            asyncio.create_task(_every(REPAIR_SECONDS, upkeep.repair, context)),
            asyncio.create_task(_every(CLEARING_SECONDS, _clear, context)),
        ]
        await stop.wait()
        log.info("runner=%s stopping", config.runner_id)
        await _stop(context, chores)
    log.info("runner=%s stopped", config.runner_id)


def _launch(config: GatewayConfig) -> None:
    """Start the engine. Called inside the event loop, which it takes for its workflows."""
    DBOS(
        config={
            "name": engine.APPLICATION,
            "system_database_url": engine.engine_url(config.jobs_database_url),
            "application_version": engine.APPLICATION_VERSION,
            # Unique among living runners, the same after a restart: its work is found again.
            "executor_id": config.runner_id,
            "serializer": engine.SERIALIZER,
            "log_level": "WARNING",
            "use_listen_notify": False,  # nothing waits for messages
        }
    )
    DBOS.launch()


def _register_queues(config: GatewayConfig) -> None:
    DBOS.register_queue(
        engine.JOB_QUEUE,
        worker_concurrency=config.max_running_jobs,
        # A slot that gets free goes to an account at random, not to the longest list.
        partition_concurrency=2,
        polling_interval_sec=POLLING_SECONDS,
        on_conflict="always_update",
    )
    DBOS.register_queue(
        engine.POSTER_QUEUE,
        worker_concurrency=POSTERS_AT_ONCE,
        polling_interval_sec=POLLING_SECONDS * 5,
        on_conflict="always_update",
    )


async def _stop(context: Context, chores: "list[asyncio.Task[None]]") -> None:
    """Leave everything as it is, quickly: workflows stay pending and are run again."""
    for chore in chores:
        chore.cancel()
    await asyncio.wait(chores)
    # No more work is taken; what runs is cancelled when the event loop ends its tasks.
    await asyncio.to_thread(DBOS.destroy)
    running = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in running:
        task.cancel()
    if running:
        await asyncio.wait(running, timeout=3)
    with context.sessions.begin() as db:
        heartbeat.stop(db, context.config.runner_id)


async def _every(seconds: float, chore: Callable[[Context], None], context: Context) -> None:
    """Do a chore again and again; one that fails is tried again next time."""
    while True:
        try:
            await asyncio.to_thread(chore, context)
        except Exception:
            log.exception("chore=%s failed", chore.__name__)
        await asyncio.sleep(seconds)


def _beat(context: Context) -> None:
    with context.sessions.begin() as db:
        heartbeat.beat(db, context.config.runner_id)


def _take_over(context: Context) -> None:
    upkeep.take_over(context, context.config.runner_id)


def _clear(context: Context) -> None:
    upkeep.forget_ended(context)
    upkeep.sweep_blobs(context)
