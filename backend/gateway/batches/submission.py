"""The same work on several files: one job each, which fail and succeed each for itself."""

import base64
import hashlib

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from backend.gateway.context import Context
from backend.gateway.database.models import Account, Batch, File, Job, now
from backend.gateway.files import listing as file_listing
from backend.gateway.jobs import listing as job_listing
from backend.gateway.jobs import submission
from backend.gateway.jobs.attempts import ACTIVE
from backend.gateway.problems import Conflict, Invalid, NotFound
from backend.gateway.schemas import batches as schemas
from backend.gateway.schemas import jobs as job_schemas

# Whether parameters make sense can depend on the file. When none of so many can be worked
# on, it is the parameters; otherwise each file's own job will tell.
TRIED = 3
AGAIN = ("failed", "cancelled")


async def submit(
    context: Context, account_id: str, wish: schemas.NewBatch
) -> tuple[schemas.Batch, bool]:
    """Submit a batch; return it and whether it is new.

    Raises `Invalid` when nothing of it could be done, `NotFound`, `Conflict`, `TooLarge`,
    `Unavailable`, `DiskFull`.
    """
    batch_id = _id_of("batch", submission.job_id_for(account_id, wish.key))
    with context.reading() as db:
        if (known := db.get(Batch, batch_id)) is not None:
            return _shown(db, known), False
        files = file_listing.owned_all(db, account_id, wish.file_ids)
    if any(file.service != wish.service for file in files):
        message = f"Only files of the service {wish.service!r} can be in this."
        raise Invalid.field("file_ids", "wrong_service", message)
    checked = await _check_some(context, account_id, wish, files)
    return _insert(context, batch_id, wish, files, checked)


def get(db: Session, account_id: str, batch_id: str) -> schemas.Batch:
    """Return a batch of the account; raise `NotFound`."""
    return _shown(db, _owned(db, account_id, batch_id))


def cancel(context: Context, account_id: str, batch_id: str) -> schemas.Batch:
    """Cancel the jobs that have not ended; return the batch."""
    with context.sessions.begin() as db:
        batch = _owned(db, account_id, batch_id)
        db.execute(
            update(Job)
            .where(Job.batch_id == batch.id, Job.state.in_(ACTIVE))
            .values(state="cancelled", finished_at=now(), remaining_seconds=0.0, stage="")
        )
        db.expire_all()
        return _shown(db, batch)


def retry(context: Context, account_id: str, job_id: str) -> job_schemas.Job:
    """Have the work of a job that failed or was cancelled done once more, as another job.

    Repeating is harmless. Raises `NotFound`, and `Conflict` for a job that did not fail.
    """
    again_id = _id_of("retry of", job_id)
    with context.sessions.begin() as db:
        db.execute(select(Account.id).where(Account.id == account_id).with_for_update())
        failed = job_listing.owned(db, account_id, job_id)
        if (again := db.get(Job, again_id)) is not None:
            return job_listing.one(db, again)
        if failed.state not in AGAIN:
            raise Conflict("not_failed", "Only work that failed or was cancelled can be repeated.")
        if failed.batch_id is None:
            submission.require_limits(context, db, account_id, 0)
        again = Job(
            id=again_id,
            account_id=account_id,
            file_id=failed.file_id,
            service=failed.service,
            operation=failed.operation,
            parameters=failed.parameters,
            batch_id=failed.batch_id,
            batch_place=failed.batch_place,
        )
        failed.batch_id = None
        db.add(again)
        db.flush()
        return job_listing.one(db, again)


async def _check_some(
    context: Context, account_id: str, wish: schemas.NewBatch, files: list[File]
) -> submission.Checked:
    refusal: Invalid | None = None
    for file in files[:TRIED]:
        job = job_schemas.NewJob(
            file_id=file.id, operation=wish.operation, parameters=wish.parameters
        )
        try:
            return await submission.check(context, account_id, job)
        except Invalid as error:
            refusal = refusal or error
    assert refusal is not None
    raise refusal


def _insert(
    context: Context,
    batch_id: str,
    wish: schemas.NewBatch,
    files: list[File],
    checked: submission.Checked,
) -> tuple[schemas.Batch, bool]:
    account_id = checked.file.account_id
    with context.sessions.begin() as db:
        db.execute(select(Account.id).where(Account.id == account_id).with_for_update())
        if (known := db.get(Batch, batch_id)) is not None:
            return _shown(db, known), False
        submission.require_limits(context, db, account_id, checked.plan.estimated_bytes)
        batch = Batch(
            id=batch_id,
            account_id=account_id,
            service=wish.service,
            operation=wish.operation,
            parameters=checked.parameters,
        )
        db.add(batch)
        db.flush()
        present = file_listing.owned_all(db, account_id, [file.id for file in files])
        db.add_all(
            Job(
                id=_id_of(batch_id, file.id),
                account_id=account_id,
                file_id=file.id,
                service=wish.service,
                operation=wish.operation,
                parameters=checked.parameters,
                batch_id=batch_id,
                batch_place=place,
            )
            for place, file in enumerate(present)
        )
        db.flush()
        return _shown(db, batch), True


def _owned(db: Session, account_id: str, batch_id: str) -> Batch:
    batch = db.get(Batch, batch_id)
    if batch is None or batch.account_id != account_id:
        raise NotFound()
    return batch


def _shown(db: Session, batch: Batch) -> schemas.Batch:
    query = (
        select(Job)
        .join(File, File.id == Job.file_id)
        .where(Job.batch_id == batch.id, File.deleted_at.is_(None))
        .order_by(Job.batch_place)
    )
    jobs = job_listing.shown(db, list(db.scalars(query)))
    done = sum(job.fraction if job.state in ACTIVE else 1.0 for job in jobs)
    return schemas.Batch(
        id=batch.id,
        service=batch.service,
        operation=batch.operation,
        parameters=batch.parameters,
        created_at=batch.created_at,
        fraction=done / len(jobs) if jobs else 1.0,
        jobs=jobs,
    )


def _id_of(*of: str) -> str:
    """Return the id that follows from others, the same each time."""
    digest = hashlib.sha256(" ".join(of).encode()).digest()
    return base64.urlsafe_b64encode(digest[:16]).rstrip(b"=").decode()
