"""Achievements."""

from datetime import datetime
from typing import Literal

from backend.gateway.schemas.base import Message

Tier = Literal["bronze", "silver", "gold"]


class Achievement(Message):
    """An achievement and how far the account is. `progress` never exceeds `goal`."""

    name: str
    title: str
    summary: str
    group: str
    tier: Tier
    goal: int
    progress: int
    unlocked_at: datetime | None


class Achievements(Message):
    """All achievements in the order in which they are shown."""

    items: list[Achievement]
    unlocked: int
    total: int
