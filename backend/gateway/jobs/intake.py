"""From our tables into the engine: committed jobs, files without a poster, wanted previews.

The gateway only writes rows; this looks for new ones several times a second.
Submitting is idempotent, so that what is remembered here is only to save work.
"""

import contextlib
from datetime import UTC, datetime, timedelta

from sqlalchemy import ScalarSelect, bindparam, exists, func, select
from sqlalchemy.orm import aliased

from backend.gateway.context import Context
from backend.gateway.database.models import File, Job, Preview, Upload
from backend.gateway.jobs.attempts import ACTIVE
from backend.gateway.jobs.engine import JobEngine
from backend.gateway.previews import artefacts
from backend.gateway.problems import NotFound

# Rows may become visible later than their time says: transactions overlap, and the
# clocks of several gateways differ a little. What is older, `upkeep.repair` finds.
OVERLAP = timedelta(seconds=5)


# Before any job was: "newer than this" then means all of them.
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


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


# Put together once: that takes longer than asking does, and it is asked ten times a second.
WAITING = (
    select(Job.id, _turn(), Job.created_at)
    .where(Job.state == "queued", Job.created_at > bindparam("since", type_=Job.created_at.type))
    .order_by(Job.created_at, Job.id)
)


class Intake:
    """Submits what is new. One per runner."""

    def __init__(self, context: Context, engine: JobEngine) -> None:
        self._context = context
        self._engine = engine
        self._newest_at = BEGINNING + OVERLAP
        self._jobs: set[str] = set()
        self._posters: set[str] = set()
        self._previews: set[tuple[str, int]] = set()

    def submit_jobs(self) -> None:
        """Submit jobs that wait and were not submitted yet."""
        with self._context.reading() as db:
            waiting = db.execute(WAITING, {"since": self._newest_at - OVERLAP}).all()
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

    def submit_previews(self) -> None:
        """Want the previews that uploads get by themselves, and submit what is wanted.

        What nobody has asked for yet waits until no job is at work, however many cores there
        are: two of them are often one that pretends.
        """
        uploads = select(File.id).join(Upload, Upload.file_id == File.id)
        with self._context.reading() as db:
            is_busy = db.scalar(select(exists().where(Job.state.in_(ACTIVE))))
            missing = [
                (file_id, kind.name)
                for service in self._context.services.described()
                for kind in service.previews
                if kind.background and not is_busy
                for file_id in db.scalars(
                    uploads.where(
                        File.service == service.name,
                        ~exists().where(Preview.file_id == File.id, Preview.kind == kind.name),
                    )
                )
            ]
        for file_id, kind_name in missing:
            with contextlib.suppress(NotFound):
                artefacts.want(self._context, file_id, kind_name)
        query = select(Preview.id, Preview.attempt).where(Preview.state == "wanted")
        with self._context.reading() as db:
            wanted = {(wish.id, wish.attempt) for wish in db.execute(query)}
        for artefact_id, attempt in wanted - self._previews:
            self._engine.submit_preview(artefact_id, attempt)
        self._previews = wanted
