"""Achievements."""

from datetime import datetime
from typing import Literal

from backend.gateway.schemas.base import Message

Tier = Literal["bronze", "silver", "gold"]
Unit = Literal["count", "bytes", "seconds"]


class Achievement(Message):
    """An achievement and how far the account is: `progress` of `goal`, both in `unit`.

    `progress` never exceeds `goal`.
    """

    name: str
    title: str
    summary: str
    group: str
    tier: Tier
    unit: Unit
    goal: int
    progress: int
    unlocked_at: datetime | None


class Unlocked(Message):
    """An achievement in the news that `X-Unlocked` brings, as JSON: what a notice shows."""

    name: str
    title: str
    tier: Tier


class Achievements(Message):
    """All achievements in the order in which they are shown."""

    items: list[Achievement]
    unlocked: int
    total: int
