"""Times in which a part was not well, read off its samples."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.gateway.database.models import StatusSample
from backend.gateway.schemas.status import Incident

MOST = 20
MINUTE = timedelta(minutes=1)
# A part that was well, or not looked at, for less than that was not well again.
SAME_INCIDENT_WITHIN = timedelta(minutes=3)


@dataclass
class _Trouble:
    """A run of bad minutes of one part."""

    title: str
    first: datetime
    last: datetime
    down: bool


def incidents(db: Session, first_day: date) -> list[Incident]:
    """Return the newest incidents since a day, the newest first. One that goes on has no end."""
    bad = (
        select(StatusSample.component, StatusSample.title, StatusSample.minute, StatusSample.state)
        .where(StatusSample.state != "up", StatusSample.day >= first_day)
        .order_by(StatusSample.component, StatusSample.minute)
    )
    samples = [(row.component, row.title, row.minute, row.state) for row in db.execute(bad)]
    newest = db.scalar(select(func.max(StatusSample.minute)))
    found = [
        Incident(
            component=component,
            title=trouble.title,
            state="down" if trouble.down else "degraded",
            began_at=trouble.first,
            ended_at=None if trouble.last == newest else trouble.last + MINUTE,
        )
        for component, minutes in groupby(samples, key=lambda sample: sample[0])
        for trouble in _troubles(sample[1:] for sample in minutes)
    ]
    return sorted(found, key=lambda each: each.began_at, reverse=True)[:MOST]


def _troubles(minutes: Iterator[tuple[str, datetime, str]]) -> Iterator[_Trouble]:
    trouble: _Trouble | None = None
    for title, minute, state in minutes:
        if trouble is not None and minute - trouble.last <= SAME_INCIDENT_WITHIN:
            trouble.title, trouble.last = title, minute
            trouble.down = trouble.down or state == "down"
            continue
        if trouble is not None:
            yield trouble
        trouble = _Trouble(title, minute, minute, state == "down")
    if trouble is not None:
        yield trouble
