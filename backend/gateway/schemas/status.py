"""How things are."""

from datetime import date, datetime
from typing import Literal

from backend.gateway.schemas.base import Message

ComponentState = Literal["up", "degraded", "down"]


class Component(Message):
    """One part of the installation. `details` is one short sentence for people."""

    name: str
    title: str
    state: ComponentState
    latency_ms: float | None
    details: str


class Status(Message):
    """The overall state is the worst that matters: `degraded` if some part is not up."""

    state: ComponentState
    components: list[Component]
    queue_depth: int
    running_jobs: int
    checked_at: datetime


class Day(Message):
    """In how many minutes of a day (UTC) a part was looked at and found in which state."""

    day: date
    up_minutes: int
    degraded_minutes: int
    down_minutes: int


class ComponentHistory(Message):
    """How a part did. Days on which nobody looked are left out.

    `availability` is the share of the minutes looked at in which it was not down, from 0 to 1.
    """

    name: str
    availability: float | None
    days: list[Day]


class Incident(Message):
    """A time in which a part was not well, with its worst state; without an end, it goes on."""

    component: str
    title: str
    state: ComponentState
    began_at: datetime
    ended_at: datetime | None


class History(Message):
    """The days from `first_day` to `last_day`, and the newest incidents in them."""

    first_day: date
    last_day: date
    components: list[ComponentHistory]
    incidents: list[Incident]


class Stats(Message):
    """Counters of the whole installation, shown to everyone."""

    files_processed: int
    bytes_processed: int
