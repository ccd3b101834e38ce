"""Jobs from the wish to the queue, and their cancelling.

A job is submitted by committing its row, and cancelled by changing it: the runner
looks for both several times a second. So there is nothing that could have
happened in our tables and not in the engine's, or the other way round.
"""

import asyncio
import base64
import hashlib
import re
from dataclasses import dataclass

from pydantic import JsonValue
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from backend.gateway.context import Context
from backend.gateway.database.models import Account, File, Job, new_id, now
from backend.gateway.files import listing as file_listing
from backend.gateway.files.quota import require_disk_space, used_bytes
from backend.gateway.jobs import listing, other_files
from backend.gateway.jobs.attempts import ACTIVE, source_of
from backend.gateway.jobs.plain_values import require_plain
from backend.gateway.media_client import MediaError
from backend.gateway.problems import Conflict, Invalid, NotFound, TooLarge
from backend.gateway.schemas import jobs as schemas
from backend.gateway.services import translation
from backend.gateway.services.catalogue import operation_of

_IDEMPOTENCY_KEY = re.compile(r"[A-Za-z0-9_.:-]{8,64}")


@dataclass(frozen=True)
class Checked:
    """A wish that can be fulfilled: what for, by whom, how."""

    file: File
    parameters: dict[str, JsonValue]
    plan: schemas.Plan


def job_id_for(account_id: str, idempotency_key: str | None) -> str:
    """Return the job's id: the same for the same key of the same account; raise `Invalid`."""
    if idempotency_key is None:
        return new_id()
    if not _IDEMPOTENCY_KEY.fullmatch(idempotency_key):
        raise Invalid.field(
            "idempotency-key", "invalid_characters", "Use 8 to 64 letters, digits or -_.:"
        )
    digest = hashlib.sha256(f"{account_id} {idempotency_key}".encode()).digest()
    return base64.urlsafe_b64encode(digest[:16]).rstrip(b"=").decode()


async def submit(
    context: Context, account_id: str, wish: schemas.NewJob, idempotency_key: str | None
) -> tuple[schemas.Job, bool]:
    """Submit a job; return it, and whether it is new.

    Raises `Invalid` with the wrong parameters by name, `NotFound` if the file is not
    there, `Conflict` at too many jobs, `TooLarge` at a full quota, `Unavailable`.
    """
    job_id = job_id_for(account_id, idempotency_key)
    known = await asyncio.to_thread(_known, context, account_id, job_id)
    if known is not None:
        return known, False
    checked = await check(context, account_id, wish)
    return await asyncio.to_thread(_insert, context, job_id, wish, checked)


async def check(context: Context, account_id: str, wish: schemas.NewJob) -> Checked:
    """Return what the wish would do. Raises as `submit` does."""
    file = await asyncio.to_thread(_file, context, account_id, wish.file_id)
    service = await context.services.need(file.service)
    assert service.described is not None
    operation = operation_of(service.described, wish.operation)
    require_plain(operation, wish.parameters)
    files = await asyncio.to_thread(
        other_files.require, context, account_id, operation, wish.parameters
    )
    try:
        planned = await service.client.plan(
            source_of(context, file), wish.operation, wish.parameters, files
        )
        plan = translation.plan(planned)
    except MediaError as error:
        raise error.problem() from error
    return Checked(file, wish.parameters, plan)


def cancel(context: Context, account_id: str, job_id: str) -> schemas.Job:
    """Cancel a job unless it has ended; return how it is now."""
    with context.sessions.begin() as db:
        listing.owned(db, account_id, job_id)
        db.execute(
            update(Job)
            .where(Job.id == job_id, Job.state.in_(ACTIVE))
            .values(state="cancelled", finished_at=now(), remaining_seconds=0.0, stage="")
        )
        db.expire_all()
        return listing.one(db, listing.owned(db, account_id, job_id))


def _file(context: Context, account_id: str, file_id: str) -> File:
    with context.reading() as db:
        try:
            return file_listing.owned(db, account_id, file_id)
        except NotFound as error:
            raise NotFound("file_not_found", "This file is not there (any more).") from error


def _known(context: Context, account_id: str, job_id: str) -> schemas.Job | None:
    with context.reading() as db:
        job = db.get(Job, job_id)
        return listing.one(db, job) if job and job.account_id == account_id else None


def _insert(
    context: Context, job_id: str, wish: schemas.NewJob, checked: Checked
) -> tuple[schemas.Job, bool]:
    """Insert the job's row; a double submission finds the first one's."""
    account_id = checked.file.account_id
    with context.sessions.begin() as db:
        # Submissions of one account take turns: limits and double clicks are seen.
        db.execute(select(Account.id).where(Account.id == account_id).with_for_update())
        job = db.get(Job, job_id)
        if job is not None:
            return listing.one(db, job), False
        file_listing.owned(db, account_id, checked.file.id)  # it may be gone by now
        require_limits(context, db, account_id, checked.plan.estimated_bytes)
        job = Job(
            id=job_id,
            account_id=account_id,
            file_id=checked.file.id,
            service=checked.file.service,
            operation=wish.operation,
            parameters=checked.parameters,
        )
        db.add(job)
        db.flush()
        return listing.one(db, job), True


def require_limits(context: Context, db: Session, account_id: str, estimated_bytes: int) -> None:
    """Raise `Conflict`, `TooLarge` or `DiskFull` if the account may ask for no more now.

    A batch counts as one job, however many it has: accounts take turns anyway.
    """
    active = select(func.count(func.distinct(func.coalesce(Job.batch_id, Job.id)))).where(
        Job.account_id == account_id, Job.state.in_(ACTIVE)
    )
    if (db.scalar(active) or 0) >= context.config.max_jobs_per_account:
        raise Conflict(
            "too_many_jobs",
            f"You have {context.config.max_jobs_per_account} jobs under way. "
            f"Please wait for one of them, or cancel one.",
        )
    if used_bytes(db, account_id) >= context.config.quota_bytes:
        raise TooLarge("quota_exceeded", "There is no room left. Please delete something first.")
    require_disk_space(context, estimated_bytes)
