"""Attempts at a job: what the runner writes into a job's row.

A job may be attempted again after a crash, and for a moment two runners may
believe it is theirs. Every write therefore names its attempt, and only the
newest attempt of a job that is still running is heard: a cancelled, deleted or
handed-on job simply no longer takes what an older attempt has to say. The
result is recorded in one transaction with the job's end, so there is one or
none.
"""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import JsonValue, TypeAdapter
from sqlalchemy import ColumnElement, CursorResult, and_, select, update
from sqlalchemy.orm import joinedload

from backend.gateway.achievements.progress import record_job
from backend.gateway.context import Context
from backend.gateway.database.models import File, Job, now
from backend.gateway.files import filenames
from backend.gateway.files.quota import used_bytes
from backend.gateway.jobs.result_names import result_name
from backend.gateway.media_client import Source
from backend.gateway.schemas import jobs as schemas
from backend.gateway.schemas.files import Media

ACTIVE = ("queued", "running")
# What a job's page shows until a repeated attempt has something to tell.
REPEATING = "repeating"

_facts = TypeAdapter(list[schemas.Fact])
_warnings = TypeAdapter(list[schemas.Warning])


@dataclass(frozen=True)
class Attempt:
    """One attempt at a job, with all that the work needs to know."""

    job_id: str
    number: int
    account_id: str
    service: str
    operation: str
    parameters: Mapping[str, JsonValue]
    source: Source
    max_output_bytes: int

    @property
    def output_key(self) -> str:
        """Where this attempt's result goes; no other attempt writes there."""
        return f"jobs/{self.job_id}/{self.number}"


@dataclass(frozen=True)
class Progress:
    """How far the work is: `fraction` from 0 to 1, `speed` in times realtime, 0 for unknown."""

    fraction: float = 0.0
    speed: float = 0.0
    remaining_seconds: float = 0.0
    stage: str = ""
    warnings: tuple[schemas.Warning, ...] = ()


@dataclass(frozen=True)
class Result:
    """What an attempt made."""

    extension: str
    media: Media
    method: str
    facts: list[schemas.Fact]
    warnings: list[schemas.Warning]


def result_id(job_id: str) -> str:
    """Return the id that the result of a job has, whichever attempt made it."""
    digest = hashlib.sha256(f"result of {job_id}".encode()).digest()
    return base64.urlsafe_b64encode(digest[:16]).rstrip(b"=").decode()


def begin(context: Context, job_id: str) -> Attempt | None:
    """Begin a new attempt; None if there is nothing to do any more."""
    with context.sessions.begin() as db:
        job = db.scalar(
            select(Job)
            .where(Job.id == job_id, Job.state.in_(ACTIVE))
            .options(joinedload(Job.file))
            .with_for_update(of=Job)
        )
        if job is None:
            return None
        job.attempt += 1
        job.state = "running"
        job.started_at = job.started_at or now()
        job.fraction, job.speed, job.remaining_seconds = 0.0, 0.0, 0.0
        job.stage = REPEATING if job.attempt > 1 else ""
        return Attempt(
            job_id=job.id,
            number=job.attempt,
            account_id=job.account_id,
            service=job.service,
            operation=job.operation,
            parameters=job.parameters,
            source=source_of(context, job.file),
            max_output_bytes=context.config.quota_bytes - used_bytes(db, job.account_id),
        )


def source_of(context: Context, file: File) -> Source:
    """Return a file as a media service reads it."""
    url = context.storage.url_for_service(file.blob_key, "read")
    return Source(url=url, filename=file.name, size_bytes=file.size_bytes)


def is_current(context: Context, attempt: Attempt) -> bool:
    """Whether the attempt is the one that counts, of a job that is still wanted."""
    with context.reading() as db:
        return db.scalar(select(Job.id).where(_current(attempt))) is not None


def report(context: Context, attempt: Attempt, progress: Progress) -> bool:
    """Record progress; False if the attempt does not count any more."""
    return _write(
        context,
        attempt,
        fraction=min(max(progress.fraction, 0.0), 1.0),
        speed=max(progress.speed, 0.0),
        remaining_seconds=max(progress.remaining_seconds, 0.0),
        stage=progress.stage[:40],
        warnings=_warnings.dump_python(list(progress.warnings), mode="json"),
    )


def fail(context: Context, attempt: Attempt, code: str, message: str) -> bool:
    """End the job as failed; False if the attempt does not count any more."""
    return _write(
        context,
        attempt,
        state="failed",
        error_code=code[:60],
        error_message=message[:500],
        finished_at=now(),
    )


def finish(context: Context, job_id: str, number: int, result: Result) -> str | None:
    """Record the result and end the job, once; return the result's id.

    Repeating is harmless. Returns None, and removes the attempt's output, when the
    job was cancelled, deleted or handed on.
    """
    key = f"jobs/{job_id}/{number}"
    size_bytes = context.storage.size(key)
    with context.sessions.begin() as db:
        job = db.scalar(
            select(Job)
            .where(Job.id == job_id)
            .options(joinedload(Job.file))
            .with_for_update(of=Job)
        )
        recorded = job is not None and job.state == "done" and job.attempt == number
        wanted = job is not None and job.state == "running" and job.attempt == number
        if job is not None and wanted:
            if size_bytes is None:
                job.state, job.finished_at = "failed", now()
                job.error_code = "result_missing"
                job.error_message = "The result was made, but it is not there."
                return None
            file = _result_file(job, key, size_bytes, result)
            db.add(file)
            job.state, job.finished_at, job.result_file_id = "done", now(), file.id
            job.fraction, job.remaining_seconds, job.stage = 1.0, 0.0, ""
            job.method = result.method
            job.facts = _facts.dump_python(result.facts, mode="json")
            job.warnings = _warnings.dump_python(result.warnings, mode="json")
            db.flush()
            record_job(db, job, file, context.services.rules())
    if not (wanted or recorded):
        context.storage.delete(key)
        return None
    for blob in context.storage.find(f"jobs/{job_id}"):
        if blob.key != key:
            context.storage.delete(blob.key)
    return result_id(job_id)


def _result_file(job: Job, key: str, size_bytes: int, result: Result) -> File:
    name = result_name(job.file.name, job.operation, job.parameters, result.extension)
    return File(
        id=result_id(job.id),
        account_id=job.account_id,
        root_id=job.file.root_id,
        source_id=job.file_id,
        job_id=job.id,
        service=job.service,
        kind=result.media.kind,
        name=name,
        name_key=filenames.name_key(name),
        extension=result.extension,
        media_type=result.media.media_type,
        size_bytes=size_bytes,
        duration_seconds=result.media.duration_seconds,
        media=result.media.model_dump(mode="json"),
        blob_key=key,
        # Work goes on while a deletion can be undone; what comes of it shares its source's fate.
        deleted_at=job.file.deleted_at,
    )


def _current(attempt: Attempt) -> ColumnElement[bool]:
    return and_(Job.id == attempt.job_id, Job.attempt == attempt.number, Job.state == "running")


def _write(context: Context, attempt: Attempt, **values: object) -> bool:
    with context.sessions.begin() as db:
        written = db.execute(update(Job).where(_current(attempt)).values(**values))
        assert isinstance(written, CursorResult)
        return written.rowcount == 1
