"""The job engine behind a small port: DBOS Transact on SQLite or PostgreSQL.

What people see of a job is its row in our own tables; the engine only knows
that a workflow of the job's id has to run to its end, whatever dies meanwhile.
Submitting is idempotent (one id, one workflow), so that it can be repeated
whenever it is not certain to have happened. Only the runner knows the engine:
the gateway writes rows, and whatever runs jobs instead reads the same rows.
"""

import logging
from collections.abc import Collection
from pathlib import Path

from dbos import DBOS, DBOSClient, DBOSPortableJSONSerializer
from sqlalchemy import create_engine, make_url

# The names by which gateway and runner find each other in the engine's database.
APPLICATION = "mediaconverterapp"
# Pinned: by default it is a hash of the code, and after an update nothing pending
# would be found again. Raise it only if the workflow's steps change their order.
APPLICATION_VERSION = "1"
SERIALIZER = DBOSPortableJSONSerializer()
JOB_QUEUE = "jobs"
JOB_WORKFLOW = "run_job"
POSTER_QUEUE = "posters"
POSTER_WORKFLOW = "make_poster"
PREVIEW_QUEUE = "previews"
PREVIEW_WORKFLOW = "make_preview"

_FINAL_STATES = frozenset({"SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"})


def engine_url(url: str) -> str:
    """Return `url` as the engine takes it: psycopg 3 under a plain name."""
    address = make_url(url)
    if address.get_backend_name() == "postgresql":
        address = address.set(drivername="postgresql")
    return address.render_as_string(hide_password=False)


def prepare(url: str) -> None:
    """Create or migrate the engine's tables; safe to repeat and to race.

    Without this, submitting fails until the engine was launched for the first time.
    """
    quieten_log()
    address = make_url(url)
    if address.get_backend_name() == "sqlite" and address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(address)
        with engine.connect() as connection:
            # Kept in the file: readers and writers no longer wait for each other.
            connection.exec_driver_sql("PRAGMA journal_mode=WAL")
        engine.dispose()
    DBOS.migrate(engine_url(url))


class JobEngine:
    """Takes in work and forgets it. Calls block for milliseconds."""

    def __init__(self, url: str) -> None:
        self._client = DBOSClient(
            system_database_url=engine_url(url),
            serializer=SERIALIZER,
            application_name=APPLICATION,
            lazy=True,
            # Or a call would wait for a lost database for ever.
            retry_connection_errors=False,
        )

    def close(self) -> None:
        """Give the connections back."""
        self._client.destroy()

    def submit(self, job_id: str, turn: int) -> None:
        """Have the job run, once; lower turns first. Repeating is harmless."""
        self._client.enqueue(
            {
                "workflow_name": JOB_WORKFLOW,
                "queue_name": JOB_QUEUE,
                "workflow_id": job_id,
                "app_version": APPLICATION_VERSION,
                "priority": turn,
            },
            job_id,
        )

    def submit_poster(self, file_id: str) -> None:
        """Have a poster made of a file, once, whenever there is time."""
        self._client.enqueue(
            {
                "workflow_name": POSTER_WORKFLOW,
                "queue_name": POSTER_QUEUE,
                "workflow_id": f"poster-{file_id}",
                "app_version": APPLICATION_VERSION,
            },
            file_id,
        )

    def submit_preview(self, artefact_id: str, attempt: int) -> None:
        """Have a preview of the background made, once for each attempt."""
        self._client.enqueue(
            {
                "workflow_name": PREVIEW_WORKFLOW,
                "queue_name": PREVIEW_QUEUE,
                "workflow_id": f"preview-{artefact_id}-{attempt}",
                "app_version": APPLICATION_VERSION,
            },
            artefact_id,
        )

    def forget(self, job_ids: Collection[str]) -> None:
        """Drop what the engine recorded of jobs."""
        if job_ids:
            self._client.delete_workflows(list(job_ids))

    def missing(self, job_ids: Collection[str]) -> set[str]:
        """Return those of the jobs that the engine has never heard of."""
        return set(job_ids) - self._states(job_ids).keys()

    def ended(self, job_ids: Collection[str]) -> dict[str, str]:
        """Return those of the jobs that will not run any more, with the engine's word for why."""
        states = self._states(job_ids)
        return {job_id: state for job_id, state in states.items() if state in _FINAL_STATES}

    def forget_ended_before(self, moment: str, limit: int = 500) -> int:
        """Drop the records of work that ended before `moment` (RFC 3339); return how many."""
        ended = self._client.list_workflows(
            status=sorted(_FINAL_STATES),
            completed_before=moment,
            limit=limit,
            load_input=False,
            load_output=False,
        )
        self.forget([workflow.workflow_id for workflow in ended])
        return len(ended)

    def _states(self, job_ids: Collection[str]) -> dict[str, str]:
        if not job_ids:
            return {}
        found = self._client.list_workflows(
            workflow_ids=list(job_ids), load_input=False, load_output=False
        )
        return {workflow.workflow_id: workflow.status for workflow in found}


class _Calm(logging.Filter):
    """Cancels, stops and repeats are daily business; their tracebacks hide the real ones."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[1] is not None:
            record.msg = f"{record.getMessage()} {record.exc_info[1]!r}"
            record.args = ()
        record.exc_info = None
        return not record.getMessage().startswith("Asyncio task cancelled")


def quieten_log() -> None:
    """Let the engine log warnings, one line each, where and how everything else is logged."""
    logger = logging.getLogger("dbos")
    logger.setLevel(logging.WARNING)
    logger.handlers.clear()
    logger.propagate = True
    if not any(isinstance(known, _Calm) for known in logger.filters):
        logger.addFilter(_Calm())
