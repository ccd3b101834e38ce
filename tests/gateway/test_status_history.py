"""How every part did over ninety days, by a clock that the tests set."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from backend.gateway.context import Context
from backend.gateway.database.models import StatusDay, StatusSample
from backend.gateway.schemas.status import Component, ComponentState, History
from backend.gateway.status import history
from backend.gateway.status.board import StatusBoard
from backend.gateway.status.sampling import Sampler
from tests.gateway.personas import Person

NOON = datetime(2026, 5, 10, 12, 0, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def part(state: ComponentState = "up", name: str = "storage") -> Component:
    return Component(name=name, title=name.title(), state=state, latency_ms=None, details="")


def keep(context: Context, moment: datetime, *parts: Component) -> None:
    """Keep a sample and roll up, as once a minute."""
    with context.sessions.begin() as db:
        history.record(db, history.samples(parts, moment))
        history.roll_up(db, moment)


def keep_states(context: Context, begin: datetime, states: str) -> None:
    """Keep a sample a minute: "." is up, "~" degraded, "x" down, and at " " nobody looks."""
    words: dict[str, ComponentState] = {".": "up", "~": "degraded", "x": "down"}
    for number, letter in enumerate(states):
        if letter in words:
            keep(context, begin + number * MINUTE, part(words[letter]))


def read(context: Context, moment: datetime) -> History:
    with context.reading() as db:
        return history.read(db, moment)


def minutes(told: History) -> dict[date, tuple[int, int, int]]:
    """Return minutes up, degraded and down of the one part, by day."""
    (component,) = told.components
    return {
        day.day: (day.up_minutes, day.degraded_minutes, day.down_minutes) for day in component.days
    }


def test_minutes_are_counted_by_state(context: Context) -> None:
    keep_states(context, NOON, "...~xx..")
    told = read(context, NOON)
    assert minutes(told) == {NOON.date(): (5, 1, 2)}
    assert told.components[0].availability == pytest.approx(6 / 8)
    assert (told.last_day - told.first_day).days == 89


def test_of_several_gateways_one_keeps_a_minute(context: Context) -> None:
    keep(context, NOON, part("up"))
    keep(context, NOON + timedelta(seconds=20), part("down"))
    assert minutes(read(context, NOON)) == {NOON.date(): (1, 0, 0)}


def test_a_day_that_is_over_keeps_its_counts_and_not_its_good_minutes(context: Context) -> None:
    keep_states(context, NOON, "..x")
    tomorrow = NOON + timedelta(days=1)
    for _ in range(3):
        keep(context, tomorrow, part())
    assert minutes(read(context, tomorrow)) == {
        NOON.date(): (2, 0, 1),
        tomorrow.date(): (1, 0, 0),
    }
    with context.reading() as db:
        assert db.scalar(select(func.count()).select_from(StatusSample)) == 2


def test_what_is_older_than_ninety_days_goes(context: Context) -> None:
    keep_states(context, NOON, ".x")
    for days in (89, 90):
        keep(context, NOON + timedelta(days=days), part())
    told = read(context, NOON + timedelta(days=90))
    assert NOON.date() not in minutes(told)
    assert told.incidents == []
    with context.reading() as db:
        assert db.scalar(select(func.min(StatusDay.day))) == date(2026, 8, 7)


def test_an_incident_has_a_beginning_an_end_and_its_worst_state(context: Context) -> None:
    keep_states(context, NOON, "..~x~...")
    (incident,) = read(context, NOON).incidents
    assert (incident.component, incident.title, incident.state) == ("storage", "Storage", "down")
    assert incident.began_at == NOON.replace(second=0) + 2 * MINUTE
    assert incident.ended_at == NOON.replace(second=0) + 5 * MINUTE


def test_one_that_goes_on_has_no_end(context: Context) -> None:
    keep_states(context, NOON, "..xx")
    (incident,) = read(context, NOON).incidents
    assert incident.ended_at is None


@pytest.mark.parametrize(("states", "number"), [("xx.xx.", 1), ("x  x.", 1), ("x....x.", 2)])
def test_a_moment_of_health_does_not_part_an_incident(
    context: Context, states: str, number: int
) -> None:
    keep_states(context, NOON, states)
    assert len(read(context, NOON).incidents) == number


def test_incidents_of_different_parts_are_told_apart_the_newest_first(context: Context) -> None:
    keep(context, NOON, part("down", "mail"), part("up", "jobs"))
    keep(context, NOON + MINUTE, part("up", "mail"), part("degraded", "jobs"))
    incidents = read(context, NOON).incidents
    assert [(each.component, each.state) for each in incidents] == [
        ("jobs", "degraded"),
        ("mail", "down"),
    ]


def test_an_incident_of_a_day_that_is_over_is_still_told(context: Context) -> None:
    keep_states(context, NOON, ".x.")
    later = NOON + timedelta(days=3)
    keep(context, later, part())
    (incident,) = read(context, later).incidents
    assert incident.ended_at == NOON.replace(second=0) + 2 * MINUTE


def test_the_sampler_keeps_what_the_status_says(context: Context) -> None:
    asyncio.run(Sampler(context, StatusBoard(context)).take(NOON))
    told = read(context, NOON)
    assert {each.name for each in told.components} == {
        "gateway",
        "database",
        "storage",
        "jobs",
        "mail",
    }
    assert [each.component for each in told.incidents] == ["jobs"]


def test_what_was_seen_while_the_database_was_away_is_kept_afterwards(context: Context) -> None:
    @contextmanager
    def away() -> Iterator[Session]:
        raise OperationalError("INSERT", {}, Exception("connection refused"))
        yield

    class Sessions:
        """Of which writing ones can be away."""

        begin = staticmethod(away)

    async def take_three() -> None:
        broken = replace(context, sessions=Sessions())  # type: ignore[arg-type]  # it is away
        sampler = Sampler(broken, StatusBoard(context))
        await sampler.take(NOON)
        await sampler.take(NOON + MINUTE)
        sampler._context = context
        await sampler.take(NOON + 2 * MINUTE)

    asyncio.run(take_three())
    storage = next(each for each in read(context, NOON).components if each.name == "storage")
    assert storage.days[0].up_minutes == 3


def test_everyone_can_read_the_history(visitor: Person, context: Context) -> None:
    moment = datetime.now(UTC)
    keep(context, moment, part("down"))
    answer = visitor.get("/v1/status/history")
    assert answer.status_code == 200
    told = answer.json()
    assert told["components"][0]["availability"] == 0.0
    assert told["incidents"][0]["ended_at"] is None
