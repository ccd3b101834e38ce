"""What the engine runs: a job, a poster, and a preview that takes long.

A workflow's steps are remembered by the engine; after a crash it is run again
and steps that ended are not. So a job's work may be done twice, if a crash hit
its middle, but its result is recorded once: `attempts.finish` sees to that.
"""

import asyncio
import logging
import threading

from dbos import DBOS
from pydantic import JsonValue, TypeAdapter

from backend.gateway.context import Context
from backend.gateway.jobs import artefacts, attempts, conversion
from backend.gateway.jobs.attempts import Result
from backend.gateway.jobs.engine import (
    JOB_WORKFLOW,
    POSTER_WORKFLOW,
    PREVIEW_WORKFLOW,
    JobEngine,
)

# At three, the innocent neighbours of a job that kills its runner were given up with it.
MAX_RECOVERY_ATTEMPTS = 10

log = logging.getLogger(__name__)

_result = TypeAdapter(Result)
_tools: tuple[Context, JobEngine] | None = None
_stopping = threading.Event()


def use(context: Context, engine: JobEngine) -> None:
    """Let workflows of this process work with these. The engine passes on only JSON."""
    global _tools  # noqa: PLW0603 - workflows are registered once per process, by the module
    _tools = (context, engine)


def stop() -> None:
    """Let workflows that begin from now on end at once, to be begun again some other time."""
    _stopping.set()


def _used() -> tuple[Context, JobEngine]:
    if _stopping.is_set():
        raise asyncio.CancelledError  # for the engine, as if it had never begun
    assert _tools is not None, "workflows run before their tools are there"
    return _tools


@DBOS.workflow(name=JOB_WORKFLOW, max_recovery_attempts=MAX_RECOVERY_ATTEMPTS)
async def run_job(job_id: str) -> None:
    """Do the work of a job, then record its result."""
    made = await DBOS.run_step_async({"name": "media_call"}, _media_call, job_id)
    if made is not None:
        await DBOS.run_step_async({"name": "finish"}, _finish, job_id, made)


async def _media_call(job_id: str) -> dict[str, JsonValue] | None:
    context, _ = _used()
    made = await conversion.work_on(context, job_id)
    if made is None:
        return None
    number, result = made
    return {"attempt": number, "result": _result.dump_python(result, mode="json")}


async def _finish(job_id: str, made: dict[str, JsonValue]) -> None:
    context, engine = _used()
    number, result = made["attempt"], _result.validate_python(made["result"])
    assert isinstance(number, int)
    file_id = await asyncio.to_thread(attempts.finish, context, job_id, number, result)
    if file_id is not None:
        log.info("job=%s attempt=%d done file=%s", job_id, number, file_id)
        await asyncio.to_thread(engine.submit_poster, file_id)


@DBOS.workflow(name=POSTER_WORKFLOW, max_recovery_attempts=MAX_RECOVERY_ATTEMPTS)
async def make_poster(file_id: str) -> None:
    """Make a poster of a file, if that works."""
    await DBOS.run_step_async({"name": "poster"}, _poster, file_id)


async def _poster(file_id: str) -> None:
    context, _ = _used()
    await artefacts.make_poster(context, file_id)


@DBOS.workflow(name=PREVIEW_WORKFLOW, max_recovery_attempts=MAX_RECOVERY_ATTEMPTS)
async def make_preview(artefact_id: str) -> None:
    """Make a preview of the background, if that works."""
    await DBOS.run_step_async({"name": "preview"}, _preview, artefact_id)


async def _preview(artefact_id: str) -> None:
    context, _ = _used()
    await artefacts.make_wanted(context, artefact_id)
