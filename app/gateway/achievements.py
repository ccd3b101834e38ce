"""Achievements."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app.gateway.errors import GatewayBadResponse
from app.gateway.messages import decode
from app.gateway.transport import Transport

Tier = Literal["bronze", "silver", "gold"]
Unit = Literal["count", "bytes", "seconds"]


@dataclass(frozen=True)
class Achievement:
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


@dataclass(frozen=True)
class Unlocked:
    """An achievement just unlocked, as a notice shows it."""

    name: str
    title: str
    tier: Tier


@dataclass(frozen=True)
class _News:
    items: tuple[Unlocked, ...]


def unlocked_in(header: str) -> tuple[Unlocked, ...]:
    """Return what an `X-Unlocked` header tells; raise `GatewayBadResponse` if it makes no sense."""
    try:
        items = json.loads(header)
    except ValueError as error:
        raise GatewayBadResponse("X-Unlocked without JSON") from error
    return decode(_News, {"items": items}).items


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
