"""That runners live, told by rows that they renew, by the database's clock.

The engine itself does not notice a runner that dies for good: its work would
wait for a runner of the same name. A stale heartbeat tells the others to take
that work over.
"""

from sqlalchemy import ColumnElement, CursorResult, delete, literal_column, select, update
from sqlalchemy.orm import Session

from backend.gateway.database.models import RunnerHeartbeat

BEAT_SECONDS = 2.0
# Longer than any pause of a runner that is merely busy; every attempt is fenced
# besides, so that a runner which wakes up again can do no harm.
DEAD_AFTER_SECONDS = 10.0
FORGOTTEN_AFTER_SECONDS = 3600.0

_CLOCKS = {
    "postgresql": "extract(epoch from clock_timestamp())::double precision",
    "sqlite": "(julianday('now') - 2440587.5) * 86400.0",
}


def _clock(db: Session) -> ColumnElement[float]:
    """Return the database's time in seconds since 1970: one clock for all runners."""
    return literal_column(_CLOCKS[db.get_bind().dialect.name])


def beat(db: Session, runner_id: str) -> None:
    """Tell that a runner lives, and drop the rows of those that are long gone."""
    renewed = db.execute(
        update(RunnerHeartbeat)
        .where(RunnerHeartbeat.runner_id == runner_id)
        .values(beat_at=_clock(db))
    )
    assert isinstance(renewed, CursorResult)
    if renewed.rowcount == 0:
        db.add(RunnerHeartbeat(runner_id=runner_id, beat_at=_clock(db)))
    db.execute(
        delete(RunnerHeartbeat).where(
            RunnerHeartbeat.beat_at < _clock(db) - FORGOTTEN_AFTER_SECONDS
        )
    )


def stop(db: Session, runner_id: str) -> None:
    """Tell that a runner has ended, so that others need not wait to notice."""
    db.execute(delete(RunnerHeartbeat).where(RunnerHeartbeat.runner_id == runner_id))


def living(db: Session) -> set[str]:
    """Return the runners that live."""
    fresh = RunnerHeartbeat.beat_at > _clock(db) - DEAD_AFTER_SECONDS
    return set(db.scalars(select(RunnerHeartbeat.runner_id).where(fresh)))
