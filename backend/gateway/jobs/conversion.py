"""The work of a job: asks its media service, tells how it goes, tries again when that helps."""

import asyncio
import logging
import time
from dataclasses import dataclass

from backend.gateway.context import Context
from backend.gateway.jobs import attempts, other_files
from backend.gateway.jobs.attempts import Attempt, Progress, Result
from backend.gateway.jobs.listening import Listening
from backend.gateway.media_client import (
    MediaBusy,
    MediaRefusal,
    MediaUnavailable,
    Source,
    messages,
    struct,
)
from backend.gateway.problems import Problem
from backend.gateway.schemas import services
from backend.protos.media.v1 import media_pb2

# Progress is written, and a cancel noticed, this often.
REPORT_SECONDS = 0.4
# A service that is silent for longer hangs: services report at least every second.
SILENCE_SECONDS = 300.0
# After its result a service has nothing to say any more; what still comes is not waited for.
AFTERWORD_SECONDS = 2.0
# A service ends work that takes too long by itself. One that does not is ended this much later.
OVERTIME = 1.1
# How long a job waits for a service that is away before it is given up.
OUTAGE_SECONDS = 120.0
# A job in whose middle a service died so often is probably what kills it.
MAX_BROKEN_ATTEMPTS = 3
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 5.0

log = logging.getLogger(__name__)


class Withdrawn(Exception):
    """The attempt does not count any more: cancelled, deleted, or handed on."""


@dataclass
class Patience:
    """When to try again after a service did not answer, and when to give up."""

    first_failure_at: float | None = None
    broken_attempts: int = 0
    pause_seconds: float = FIRST_PAUSE_SECONDS

    def take(self, error: MediaUnavailable, begun: bool, now: float) -> float | None:
        """Return how long to wait before the next attempt; None to give up."""
        if begun:
            # It was there and worked: a new outage, but perhaps of this job's making.
            self.broken_attempts += 1
            self.first_failure_at, self.pause_seconds = now, FIRST_PAUSE_SECONDS
        elif isinstance(error, MediaBusy):
            self.first_failure_at = None
        elif self.first_failure_at is None:
            self.first_failure_at = now
        outage = now - self.first_failure_at if self.first_failure_at is not None else 0.0
        if self.broken_attempts >= MAX_BROKEN_ATTEMPTS or outage > OUTAGE_SECONDS:
            return None
        pause = self.pause_seconds
        self.pause_seconds = min(pause * 1.5, LONGEST_PAUSE_SECONDS)
        return pause


async def work_on(context: Context, job_id: str) -> tuple[int, Result] | None:
    """Work on a job until there is a result, and return the attempt's number with it.

    Returns None when there is nothing (more) to do: the job failed, which is
    recorded, or it was cancelled or deleted.
    """
    patience = Patience()
    while True:
        attempt = await asyncio.to_thread(attempts.begin, context, job_id)
        if attempt is None:
            return None
        heard = Listening()
        try:
            return attempt.number, await _convert(context, attempt, heard)
        except Withdrawn:
            await asyncio.to_thread(context.storage.delete, attempt.output_key)
            return None
        except MediaRefusal as refusal:
            await _give_up(context, attempt, refusal.code, refusal.message)
            return None
        except MediaUnavailable as error:
            log.warning("job=%s attempt=%d away=%s", job_id, attempt.number, error)
            pause = patience.take(error, heard.begun, time.monotonic())
            if pause is None:
                await _give_up(context, attempt, *_reason(patience))
                return None
        if not await _wait(context, attempt, pause):
            return None


def _reason(patience: Patience) -> tuple[str, str]:
    if patience.broken_attempts >= MAX_BROKEN_ATTEMPTS:
        return "service_lost", "The service broke off each time it worked on this."
    return "service_unavailable", "The service did not answer for some time. Please try again."


async def _give_up(context: Context, attempt: Attempt, code: str, message: str) -> None:
    log.warning("job=%s attempt=%d failed=%s", attempt.job_id, attempt.number, code)
    await asyncio.to_thread(attempts.fail, context, attempt, code, message)
    await asyncio.to_thread(context.storage.delete_prefix, f"jobs/{attempt.job_id}")


async def _wait(context: Context, attempt: Attempt, seconds: float) -> bool:
    """Wait; False as soon as the attempt does not count any more."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        await asyncio.sleep(min(left, REPORT_SECONDS))
        if not await asyncio.to_thread(attempts.is_current, context, attempt):
            return False
    return True


async def _convert(context: Context, attempt: Attempt, heard: Listening) -> Result:
    """Do the work once. Raises `MediaError` and `Withdrawn`."""
    if attempt.max_output_bytes <= 0:
        raise MediaRefusal("quota_exceeded", "There is no room left for the result.", {})
    try:
        service = await context.services.need(attempt.service)
    except Problem as problem:
        raise MediaUnavailable(problem.code) from problem
    assert service.described is not None
    files = await asyncio.to_thread(_files, context, attempt, service.described)
    request = media_pb2.ConvertRequest(
        job_id=attempt.job_id,
        source=attempt.source.message(),
        operation=attempt.operation,
        parameters=struct(attempt.parameters),
        files=messages(files),
        output_url=context.storage.url_for_service(attempt.output_key, "write"),
        limits=media_pb2.Limits(
            max_seconds=context.config.max_job_seconds,
            max_output_bytes=attempt.max_output_bytes,
        ),
    )
    following = asyncio.create_task(heard.follow(service.client.convert(request)))
    try:
        await _watch(context, attempt, heard, following)
    finally:
        # Also when this very task is cancelled: the service must hear of it.
        following.cancel()
        await asyncio.wait({following})
    if not following.cancelled():
        following.result()
    if heard.result is None:
        raise MediaUnavailable("the stream ended without a result")
    size_bytes = await asyncio.to_thread(context.storage.size, attempt.output_key)
    if size_bytes is not None and size_bytes > attempt.max_output_bytes:
        raise MediaRefusal("output_limit", "The result is larger than the room for it.", {})
    return heard.result


async def _watch(
    context: Context, attempt: Attempt, heard: Listening, following: "asyncio.Task[None]"
) -> None:
    """Write progress until the stream ends. Raises `Withdrawn` and `MediaError`."""
    written = Progress()
    limit_seconds = context.config.max_job_seconds * OVERTIME
    while not (await asyncio.wait({following}, timeout=REPORT_SECONDS))[0]:
        if heard.progress != written:
            written = heard.progress
            counts = await asyncio.to_thread(attempts.report, context, attempt, written)
        else:
            counts = await asyncio.to_thread(attempts.is_current, context, attempt)
        if not counts:
            raise Withdrawn
        now = time.monotonic()
        if heard.result is not None and now - heard.result_at > AFTERWORD_SECONDS:
            return
        if now - heard.heard_at > SILENCE_SECONDS:
            raise MediaUnavailable("silent")
        if now - heard.began_at > limit_seconds:
            raise MediaRefusal("time_limit", "This took longer than work may take here.", {})


def _files(context: Context, attempt: Attempt, service: services.Service) -> dict[str, Source]:
    """Return the files that parameters name; raise `MediaRefusal` for one that is gone."""
    operation = service.operation(attempt.operation)
    if operation is None:
        return {}  # the service refuses it
    named = other_files.named(operation, attempt.parameters)
    wanted = {file_id for ids in named.values() for file_id in ids}
    found = other_files.sources(context, attempt.account_id, wanted)
    if not found.keys() >= wanted:
        raise MediaRefusal("file_missing", "A file that is needed for this was deleted.", {})
    return found
