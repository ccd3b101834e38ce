"""How the installation does."""

from dataclasses import dataclass
from datetime import datetime
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

    def stats(self) -> Stats:
        """Return what was processed since the beginning."""
        return decode(Stats, self._transport.call("GET", "/v1/stats"))
