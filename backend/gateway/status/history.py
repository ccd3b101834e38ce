"""How the parts did over the last ninety days.

Once a minute each part's state is kept as a sample; of several gateways, the first
to insert a minute has it. Days that are over are rolled up into counts, and the
samples of minutes in which all was well go; the others stay, as incidents are read
off them.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, delete, func, select
from sqlalchemy.orm import Session

from backend.gateway.database.insert import insert_missing
from backend.gateway.database.models import StatusDay, StatusSample
from backend.gateway.schemas.status import Component, ComponentHistory, Day, History
from backend.gateway.status.incidents import incidents

KEPT_DAYS = 90
# Samples may arrive late: they wait in memory while the database is away.
ROLLED_UP_AFTER = timedelta(hours=1)


def samples(components: Iterable[Component], moment: datetime) -> list[dict[str, Any]]:
    """Return the rows that keep the states of the minute of `moment`."""
    minute = moment.replace(second=0, microsecond=0)
    return [
        {
            "component": part.name[:120],
            "minute": minute,
            "day": minute.date(),
            "title": part.title[:120],
            "state": part.state,
        }
        for part in components
    ]


def record(db: Session, rows: list[dict[str, Any]]) -> None:
    """Keep samples. What another gateway has kept of the same minutes stays."""
    insert_missing(db, StatusSample, rows)


def roll_up(db: Session, moment: datetime) -> None:
    """Turn days that are over into counts, and drop what is too old. May be repeated."""
    today = (moment - ROLLED_UP_AFTER).date()
    counted = _counted(db.execute(_counts().where(StatusSample.day < today)).all())
    rows = [
        {
            "component": component,
            "day": day.day,
            "up_minutes": day.up_minutes,
            "degraded_minutes": day.degraded_minutes,
            "down_minutes": day.down_minutes,
        }
        for component, days in counted.items()
        for day in days
    ]
    # A day that was rolled up already has lost samples since: the first count holds.
    insert_missing(db, StatusDay, rows)
    db.execute(delete(StatusSample).where(StatusSample.day < today, StatusSample.state == "up"))
    oldest = _first_day(moment)
    db.execute(delete(StatusSample).where(StatusSample.day < oldest))
    db.execute(delete(StatusDay).where(StatusDay.day < oldest))


def read(db: Session, moment: datetime) -> History:
    """Return the history of all parts that were ever looked at in these days."""
    first_day = _first_day(moment)
    days: dict[str, list[Day]] = defaultdict(list)
    rolled_up = select(StatusDay).where(StatusDay.day >= first_day).order_by(StatusDay.day)
    for row in db.scalars(rolled_up):
        days[row.component].append(
            Day(
                day=row.day,
                up_minutes=row.up_minutes,
                degraded_minutes=row.degraded_minutes,
                down_minutes=row.down_minutes,
            )
        )
    last_rolled_up = db.scalar(select(func.max(StatusDay.day))) or first_day - timedelta(days=1)
    fresh = _counts().where(StatusSample.day > last_rolled_up)
    for component, more in _counted(db.execute(fresh).all()).items():
        days[component].extend(more)
    return History(
        first_day=first_day,
        last_day=moment.date(),
        components=[
            ComponentHistory(name=component, availability=_availability(each), days=each)
            for component, each in sorted(days.items())
        ],
        incidents=incidents(db, first_day),
    )


def _first_day(moment: datetime) -> date:
    return moment.date() - timedelta(days=KEPT_DAYS - 1)


def _counts() -> Select[str, date, str, int]:
    columns = (StatusSample.component, StatusSample.day, StatusSample.state)
    return select(*columns, func.count()).group_by(*columns)


def _counted(rows: Sequence[Row[str, date, str, int]]) -> dict[str, list[Day]]:
    minutes: dict[tuple[str, date], dict[str, int]] = defaultdict(dict)
    for component, day, state, count in rows:
        minutes[component, day][state] = count
    days = defaultdict(list)
    for (component, day), by_state in sorted(minutes.items()):
        days[component].append(
            Day(
                day=day,
                up_minutes=by_state.get("up", 0),
                degraded_minutes=by_state.get("degraded", 0),
                down_minutes=by_state.get("down", 0),
            )
        )
    return days


def _availability(days: list[Day]) -> float | None:
    down = sum(day.down_minutes for day in days)
    measured = down + sum(day.up_minutes + day.degraded_minutes for day in days)
    return 1 - down / measured if measured else None
