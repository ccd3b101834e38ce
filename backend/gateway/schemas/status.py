"""How things are."""

from datetime import datetime
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


class Stats(Message):
    """Counters of the whole installation, shown to everyone."""

    files_processed: int
    bytes_processed: int
