"""Achievements."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app.gateway.messages import decode
from app.gateway.transport import Transport

Tier = Literal["bronze", "silver", "gold"]


@dataclass(frozen=True)
class Achievement:
    """An achievement and how far the account is. `progress` never exceeds `goal`."""

    name: str
    title: str
    summary: str
    group: str
    tier: Tier
    goal: int
    progress: int
    unlocked_at: datetime | None


@dataclass(frozen=True)
class AchievementList:
    """All achievements in the order in which they are shown."""

    items: tuple[Achievement, ...]
    unlocked: int
    total: int


class Achievements:
    """What the account has reached. All methods raise `GatewayError`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def all(self) -> AchievementList:
        """Return all achievements, reached or not."""
        return decode(AchievementList, self._transport.call("GET", "/v1/achievements"))
