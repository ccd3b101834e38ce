"""Jobs as their owner sees them, and how many wait."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.gateway.database.models import File, Job
from backend.gateway.jobs.attempts import ACTIVE
from backend.gateway.problems import NotFound
from backend.gateway.schemas import jobs as schemas

NEWEST = 50


def owned(db: Session, account_id: str, job_id: str) -> Job:
    """Return a job of the account; raise `NotFound`, also for what belongs to others."""
    job = db.get(Job, job_id)
    if job is None or job.account_id != account_id or job.file.deleted_at is not None:
        raise NotFound()
    return job


def one(db: Session, job: Job) -> schemas.Job:
    """Return a job as its owner sees it."""
    return shown(db, [job])[0]


def newest(db: Session, account_id: str, state: str, file_id: str | None) -> list[schemas.Job]:
    """Return the account's newest jobs; of one file if `file_id` is given."""
    query = (
        select(Job)
        .join(File, File.id == Job.file_id)
        .where(Job.account_id == account_id, File.deleted_at.is_(None))
    )
    if state == "active":
        query = query.where(Job.state.in_(ACTIVE))
    if file_id is not None:
        query = query.where(Job.file_id == file_id)
    return shown(db, list(db.scalars(query.order_by(Job.created_at.desc()).limit(NEWEST))))


def shown(db: Session, jobs: Sequence[Job]) -> list[schemas.Job]:
    """Return jobs as their owner sees them, in two queries whatever their number."""
    if not jobs:
        return []
    names = dict(
        db.execute(
            select(File.id, File.name).where(File.id.in_({job.file_id for job in jobs}))
        ).all()
    )
    positions = _positions(db) if any(job.state == "queued" for job in jobs) else {}
    return [
        schemas.Job(
            id=job.id,
            file_id=job.file_id,
            file_name=names[job.file_id],
            service=job.service,
            operation=job.operation,
            parameters=job.parameters,
            state=job.state,  # type: ignore[arg-type]  # checked by the schema
            fraction=job.fraction,
            speed=job.speed,
            remaining_seconds=job.remaining_seconds,
            stage=job.stage,
            method=job.method,
            warnings=job.warnings,
            facts=job.facts,
            error_code=job.error_code,
            error_message=job.error_message,
            result_file_id=job.result_file_id,
            batch_id=job.batch_id,
            queue_position=positions.get(job.id) if job.state == "queued" else None,
            created_at=job.created_at,
            started_at=job.started_at,
            finished_at=job.finished_at,
        )
        for job in jobs
    ]


def _positions(db: Session) -> dict[str, int]:
    """Return the places of waiting jobs, from 1.

    Accounts take turns, as in `intake`: everybody's first job comes before anybody's
    second.
    """
    active = db.execute(
        select(Job.id, Job.account_id, Job.state)
        .where(Job.state.in_(ACTIVE))
        .order_by(Job.created_at, Job.id)
        .limit(1000)
    )
    turns: Counter[str] = Counter()
    waiting = []
    for job_id, account_id, state in active:
        turns[account_id] += 1
        if state == "queued":
            waiting.append((turns[account_id], job_id))
    waiting.sort(key=lambda job: job[0])
    return {job_id: place for place, (_, job_id) in enumerate(waiting, start=1)}


def depth(db: Session) -> tuple[int, int]:
    """Return how many jobs wait, and how many are worked on, of everybody."""
    counts = dict(
        db.execute(
            select(Job.state, func.count()).where(Job.state.in_(ACTIVE)).group_by(Job.state)
        ).all()
    )
    return counts.get("queued", 0), counts.get("running", 0)
