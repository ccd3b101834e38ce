"""The work of a job: asks its media service, tells how it goes, tries again when that helps."""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field, replace
from typing import cast

from sqlalchemy import select

from backend.gateway.context import Context
from backend.gateway.database.models import File
from backend.gateway.jobs import attempts
from backend.gateway.jobs.attempts import Attempt, Progress, Result
from backend.gateway.media_client import (
    MediaBusy,
    MediaRefusal,
    MediaUnavailable,
    Source,
    struct,
)
from backend.gateway.problems import Problem
from backend.gateway.schemas import services
from backend.gateway.services import translation
from backend.protos.media.v1 import media_pb2

# Progress is written, and a cancel noticed, this often.
REPORT_SECONDS = 0.4
# A service that is silent for longer hangs: services report at least every second.
SILENCE_SECONDS = 300.0
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


@dataclass
class Listening:
    """What the stream of one attempt has told so far."""

    progress: Progress = field(default_factory=Progress)
    result: Result | None = None
    heard_at: float = field(default_factory=time.monotonic)
    begun: bool = False

    async def follow(self, events: AsyncGenerator[media_pb2.ConvertEvent, None]) -> None:
        """Take in all events. Raises `MediaError`."""
        async with contextlib.aclosing(events):
            async for event in events:
                self.heard_at, self.begun = time.monotonic(), True
                self._take(event)

    def _take(self, event: media_pb2.ConvertEvent) -> None:
        told = event.WhichOneof("event")
        known = self.progress
        if told == "progress":
            self.progress = Progress(
                fraction=translation.number(event.progress.fraction),
                speed=translation.number(event.progress.speed),
                remaining_seconds=translation.number(event.progress.remaining_seconds),
                stage=event.progress.stage,
                warnings=known.warnings,
            )
        elif told == "warning" and len(known.warnings) < translation.MAX_ITEMS:
            # The generated types take this field for Python's own Warning.
            warning = translation.warning(cast(media_pb2.Warning, event.warning))
            self.progress = replace(known, warnings=(*known.warnings, warning))
        elif told == "result":
            self.result = Result(
                extension=translation.extension(event.result.extension),
                media=translation.media(event.result.media),
                method=event.result.method[:20],
                facts=translation.facts(event.result.facts),
                warnings=list(known.warnings),
            )


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
        files={name: file.message() for name, file in files.items()},
        output_url=context.storage.url_for_service(attempt.output_key, "write"),
        limits=media_pb2.Limits(max_output_bytes=attempt.max_output_bytes),
    )
    following = asyncio.create_task(heard.follow(service.client.convert(request)))
    try:
        await _watch(context, attempt, heard, following)
    finally:
        # Also when this very task is cancelled: the service must hear of it.
        following.cancel()
        await asyncio.wait({following})
    following.result()
    if heard.result is None:
        raise MediaUnavailable("the stream ended without a result")
    return heard.result


async def _watch(
    context: Context, attempt: Attempt, heard: Listening, following: "asyncio.Task[None]"
) -> None:
    """Write progress until the stream ends. Raises `Withdrawn` and `MediaUnavailable`."""
    written = Progress()
    while not (await asyncio.wait({following}, timeout=REPORT_SECONDS))[0]:
        if heard.progress != written:
            written = heard.progress
            counts = await asyncio.to_thread(attempts.report, context, attempt, written)
        else:
            counts = await asyncio.to_thread(attempts.is_current, context, attempt)
        if not counts:
            raise Withdrawn
        if time.monotonic() - heard.heard_at > SILENCE_SECONDS:
            raise MediaUnavailable("silent")


def _files(context: Context, attempt: Attempt, service: services.Service) -> dict[str, Source]:
    """Return the sources of FILE parameters; raise `MediaRefusal` for one that is gone."""
    wanted = {
        parameter.name: attempt.parameters[parameter.name]
        for operation in service.operations
        if operation.name == attempt.operation
        for parameter in operation.parameters
        if parameter.type == "file" and attempt.parameters.get(parameter.name)
    }
    if not wanted:
        return {}
    with context.reading() as db:
        found = {
            file.id: attempts.source_of(context, file)
            for file in db.scalars(
                select(File).where(
                    File.account_id == attempt.account_id, File.id.in_(list(wanted.values()))
                )
            )
        }
    if not found.keys() >= set(wanted.values()):
        raise MediaRefusal("file_missing", "A file that is needed for this was deleted.", {})
    return {name: found[str(file_id)] for name, file_id in wanted.items()}
