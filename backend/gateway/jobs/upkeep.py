"""What a runner does besides running: takes over, repairs, and clears away.

All of it may be done by several runners at once, and repeated.
"""

import logging
from datetime import UTC, datetime, timedelta

from dbos import DBOS
from sqlalchemy import CursorResult, select, update

from backend.gateway.accounts import avatars
from backend.gateway.context import Context
from backend.gateway.database.models import Account, File, Job, Preview, now
from backend.gateway.jobs import heartbeat
from backend.gateway.jobs.attempts import ACTIVE
from backend.gateway.jobs.engine import JobEngine

# The runner has usually submitted a job a tenth of a second after it was committed.
UNSUBMITTED_AFTER = timedelta(seconds=3)
# The engine's own records of ended work are of no use after that.
FORGET_AFTER = timedelta(hours=1)
BATCH = 500

log = logging.getLogger(__name__)


def take_over(context: Context, own_id: str) -> None:
    """Hand on the work of runners that died for good."""
    with context.reading() as db:
        living = heartbeat.living(db) | {own_id}
    pending = DBOS.list_workflows(
        status="PENDING", load_input=False, load_output=False, limit=BATCH
    )
    dead = {workflow.executor_id for workflow in pending if workflow.executor_id} - living
    for runner_id in sorted(dead):
        # Private, for want of a public one: resuming a workflow would count its
        # attempts anew and ask nobody whether its owner lives. DBOS is pinned, and
        # the take-over is tested.
        taken = DBOS._recover_pending_workflows([runner_id])
        log.warning("runner=%s dead jobs_taken_over=%d", runner_id, len(taken))


def repair(context: Context, engine: JobEngine) -> None:
    """Bring together what the engine and our table say of jobs that have not ended.

    A job that the runner overlooked, for whatever reason, is submitted; one that took
    its runner down again and again is given up by the engine, which people would
    never hear of.
    """
    with context.reading() as db:
        active = db.scalars(
            select(Job.id)
            .where(Job.state.in_(ACTIVE), Job.created_at < now() - UNSUBMITTED_AFTER)
            .order_by(Job.created_at)
            .limit(BATCH)
        ).all()
    for job_id in sorted(engine.missing(active)):
        log.warning("job=%s submitted again", job_id)
        engine.submit(job_id, turn=1)  # it has waited long enough
    for job_id, state in engine.ended(active).items():
        with context.sessions.begin() as db:
            # Whatever ended properly has said so in our table before the engine heard.
            given_up = db.execute(
                update(Job)
                .where(Job.id == job_id, Job.state.in_(ACTIVE))
                .values(
                    state="failed",
                    finished_at=now(),
                    error_code="given_up",
                    error_message="This was tried several times and never came to its end.",
                )
            )
            assert isinstance(given_up, CursorResult)
        if given_up.rowcount:
            log.error("job=%s given up by the engine: %s", job_id, state)


def forget_ended(engine: JobEngine) -> None:
    """Drop the engine's records of work that ended a while ago."""
    before = (datetime.now(UTC) - FORGET_AFTER).isoformat()
    while engine.forget_ended_before(before, BATCH) == BATCH:
        pass


def sweep_blobs(context: Context) -> None:
    """Remove blobs that belong to nothing: what crashes left between storing and recording."""
    # A blob comes before its row: while an upload is recognised, while a job finishes.
    lifetime = timedelta(seconds=context.config.upload_lifetime_seconds)
    before = datetime.now(UTC) - max(lifetime, timedelta(hours=1)) - timedelta(hours=1)
    for prefix in ("files", "posters", "previews", "jobs", "avatars", "incoming"):
        old = [blob.key for blob in context.storage.find(prefix) if blob.modified_at < before]
        for start in range(0, len(old), BATCH):
            for key in _unknown(context, old[start : start + BATCH]):
                log.warning("blob=%s belonged to nothing", key)
                context.storage.delete(key)


def _unknown(context: Context, keys: list[str]) -> set[str]:
    with context.reading() as db:
        known = set(db.scalars(select(File.blob_key).where(File.blob_key.in_(keys))))
        known |= set(db.scalars(select(File.poster_key).where(File.poster_key.in_(keys))))
        known |= set(db.scalars(select(Preview.blob_key).where(Preview.blob_key.in_(keys))))
        versions = [key.rpartition("/")[2] for key in keys]
        pictured = db.scalars(select(Account).where(Account.avatar.in_(versions)))
        known |= {avatars.key_of(account.id, account.avatar) for account in pictured}
    return set(keys) - known
