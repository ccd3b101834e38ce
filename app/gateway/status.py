"""How the installation does."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from app.gateway.messages import decode
from app.gateway.transport import Transport

ComponentState = Literal["up", "degraded", "down"]


@dataclass(frozen=True)
class Component:
    """One part of the installation. `latency_ms` is None where it was not measured."""

    name: str
    title: str
    state: ComponentState
    latency_ms: float | None
    details: str


@dataclass(frozen=True)
class SystemStatus:
    """All parts as the gateway sees them, and the worst state that matters."""

    state: ComponentState
    components: tuple[Component, ...]
    queue_depth: int
    running_jobs: int
    checked_at: datetime


@dataclass(frozen=True)
class Day:
    """In how many minutes of a day a part was found in which state."""

    day: date
    up_minutes: int
    degraded_minutes: int
    down_minutes: int


@dataclass(frozen=True)
class ComponentHistory:
    """How a part did. Days on which nobody looked are left out; `availability` from 0 to 1."""

    name: str
    availability: float | None
    days: tuple[Day, ...]


@dataclass(frozen=True)
class Incident:
    """A time in which a part was not well, with its worst state; without an end, it goes on."""

    component: str
    title: str
    state: ComponentState
    began_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class History:
    """The days from `first_day` to `last_day`, and the newest incidents in them."""

    first_day: date
    last_day: date
    components: tuple[ComponentHistory, ...]
    incidents: tuple[Incident, ...]


@dataclass(frozen=True)
class Stats:
    """Counters of the whole installation."""

    files_processed: int
    bytes_processed: int


class Status:
    """How things are; open to everybody. All methods raise `GatewayError`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def now(self) -> SystemStatus:
        """Return the state of every part."""
        return decode(SystemStatus, self._transport.call("GET", "/v1/status"))

    def history(self) -> History:
        """Return how every part did in the last ninety days."""
        return decode(History, self._transport.call("GET", "/v1/status/history"))

    def stats(self) -> Stats:
        """Return what was processed since the beginning."""
        return decode(Stats, self._transport.call("GET", "/v1/stats"))
