"""The runner: the process in which jobs are worked on."""

import asyncio
import logging
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from dbos import DBOS

from backend.gateway.context import Context, open_context
from backend.gateway.database.models import now
from backend.gateway.files import deletion
from backend.gateway.jobs import engine, heartbeat, telling, upkeep, workflows
from backend.gateway.jobs.intake import Intake
from backend.gateway.previews import artefacts
from config import GatewayConfig

# From committing a job to its beginning pass, on average, half of both. The engine's own
# question costs more than ours: asked more often, it would keep an idle machine busy.
POLLING_SECONDS = 0.2
INTAKE_SECONDS = 0.1
POSTERS_SECONDS = 0.5
PREVIEWS_SECONDS = 1.0
UPKEEP_SECONDS = 3.0
TELLING_SECONDS = 5.0
PURGE_SECONDS = 3.0
CLEARING_SECONDS = 600.0
# Services end cancelled work within two seconds, and nobody waits for them longer.
CANCEL_SECONDS = 3.0
# While a database is away, ten lines a second in the log help nobody.
FAILED_CHORE_SECONDS = 2.0
# Posters come one at a time: they never take more than a little from the jobs. So do
# previews that take long, in a line of their own: no poster waits for one.
POSTERS_AT_ONCE = 1
PREVIEWS_AT_ONCE = 1

log = logging.getLogger(__name__)


async def run(config: GatewayConfig) -> None:
    """Work on jobs until SIGTERM or SIGINT; what is unfinished then goes on after a restart."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with open_context(config) as context:
        jobs = engine.JobEngine(config.jobs_database_url)
        workflows.use(context, jobs)
        intake = Intake(context, jobs)
        # Before the first work is taken, so that nobody takes this runner for dead.
        await asyncio.to_thread(_beat, context)
        _launch(config)
        await asyncio.to_thread(_register_queues, config)
        log.info("runner=%s ready at_once=%d", config.runner_id, config.max_running_jobs)
        chores = [
            asyncio.create_task(_every(seconds, chore))
            for seconds, chore in (
                (INTAKE_SECONDS, intake.submit_jobs),
                (POSTERS_SECONDS, intake.submit_posters),
                (PREVIEWS_SECONDS, intake.submit_previews),
                (heartbeat.BEAT_SECONDS, partial(_beat, context)),
                (UPKEEP_SECONDS, partial(upkeep.take_over, context, config.runner_id)),
                (UPKEEP_SECONDS, partial(upkeep.repair, context, jobs)),
                (TELLING_SECONDS, lambda: telling.tell_owners(context, now())),
                (PURGE_SECONDS, partial(deletion.purge, context)),
                (CLEARING_SECONDS, partial(upkeep.forget_ended, jobs)),
                (CLEARING_SECONDS, partial(upkeep.sweep_blobs, context)),
                (CLEARING_SECONDS, lambda: artefacts.sweep(context, now())),
            )
        ]
        await stop.wait()
        log.info("runner=%s stopping", config.runner_id)
        await _stop(context, chores)
        jobs.close()
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
    engine.quieten_log()  # constructing it has set its log up anew
    DBOS.launch()


def _register_queues(config: GatewayConfig) -> None:
    DBOS.register_queue(
        engine.JOB_QUEUE,
        worker_concurrency=config.max_running_jobs,
        polling_interval_sec=POLLING_SECONDS,
        on_conflict="always_update",
    )
    DBOS.register_queue(
        engine.POSTER_QUEUE,
        worker_concurrency=POSTERS_AT_ONCE,
        polling_interval_sec=POLLING_SECONDS * 3,
        on_conflict="always_update",
    )
    DBOS.register_queue(
        engine.PREVIEW_QUEUE,
        worker_concurrency=PREVIEWS_AT_ONCE,
        polling_interval_sec=POLLING_SECONDS * 3,
        on_conflict="always_update",
    )


async def _stop(context: Context, chores: "list[asyncio.Task[None]]") -> None:
    """Leave everything as it is, quickly: workflows stay pending and are run again."""
    # What is cancelled leaves no trace with the engine. What went on while the engine
    # shuts down would fail, for want of threads, and be recorded as failed.
    workflows.stop()
    for task in (*chores, *_others()):
        task.cancel()
    await asyncio.wait(chores)
    if running := _others():
        await asyncio.wait(running, timeout=CANCEL_SECONDS)
    with ThreadPoolExecutor(1) as own:
        await asyncio.get_running_loop().run_in_executor(own, DBOS.destroy)
    with context.sessions.begin() as db:
        heartbeat.stop(db, context.config.runner_id)


def _others() -> "list[asyncio.Task[object]]":
    return [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]


async def _every(seconds: float, chore: Callable[[], None]) -> None:
    """Do a chore again and again; one that fails is tried again next time."""
    while True:
        try:
            await asyncio.to_thread(chore)
        except Exception:
            log.exception("chore failed")
            await asyncio.sleep(FAILED_CHORE_SECONDS)
        await asyncio.sleep(seconds)


def _beat(context: Context) -> None:
    with context.sessions.begin() as db:
        heartbeat.beat(db, context.config.runner_id)
