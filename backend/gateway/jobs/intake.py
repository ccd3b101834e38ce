"""From our tables into the engine: jobs that were committed, and files without a poster.

The gateway only writes rows; this looks for new ones several times a second.
Submitting is idempotent, so that what is remembered here is only to save work.
"""

from datetime import datetime, timedelta

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import aliased

from backend.gateway.context import Context
from backend.gateway.database.models import File, Job, Upload
from backend.gateway.jobs.attempts import ACTIVE
from backend.gateway.jobs.engine import JobEngine

# Rows may become visible later than their time says: transactions overlap, and the
# clocks of several gateways differ a little. What is older, `upkeep.repair` finds.
OVERLAP = timedelta(seconds=5)


def _turn() -> ScalarSelect[int]:
    """Return the query for a job's turn: which of its account's jobs under way it is, from 1.

    Everybody's first job comes before anybody's second: a hundred jobs of one account
    do not keep the single one of another waiting.
    """
    earlier = aliased(Job)
    return (
        select(func.count() + 1)
        .where(
            earlier.account_id == Job.account_id,
            earlier.state.in_(ACTIVE),
            earlier.created_at < Job.created_at,
        )
        .correlate(Job)
        .scalar_subquery()
    )


class Intake:
    """Submits what is new. One per runner."""

    def __init__(self, context: Context, engine: JobEngine) -> None:
        self._context = context
        self._engine = engine
        self._newest_at: datetime | None = None
        self._jobs: set[str] = set()
        self._posters: set[str] = set()

    def submit_jobs(self) -> None:
        """Submit jobs that wait and were not submitted yet."""
        query = select(Job.id, _turn(), Job.created_at).where(Job.state == "queued")
        if self._newest_at is not None:
            query = query.where(Job.created_at > self._newest_at - OVERLAP)
        with self._context.reading() as db:
            waiting = db.execute(query.order_by(Job.created_at, Job.id)).all()
        for job_id, turn, _ in waiting:
            if job_id not in self._jobs:
                self._engine.submit(job_id, turn)
        if waiting:
            self._newest_at = waiting[-1].created_at
        self._jobs = {job.id for job in waiting}

    def submit_posters(self) -> None:
        """Submit recent uploads that have no poster yet."""
        query = (
            select(File.id)
            .join(Upload, Upload.file_id == File.id)
            .where(File.poster_key.is_(None))
            .order_by(File.created_at)
        )
        with self._context.reading() as db:
            without = set(db.scalars(query))
        for file_id in without - self._posters:
            self._engine.submit_poster(file_id)
        self._posters = without
