"""Where previews are made: each once, however many ask, and never many at a time."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any

from backend.gateway.database.models import Preview
from backend.gateway.problems import Unavailable

# Jobs share the machine with them, and previews are in more of a hurry.
AT_ONCE = 4
AT_ONCE_PER_ACCOUNT = 2
# A page asks for a handful; whoever has so many waiting has long moved on.
MAX_WAITING_PER_ACCOUNT = 32
# Longer than a service takes for one, with some patience for those before it.
WAITED_SECONDS = 75.0

Key = tuple[str, str, str]
Making = Callable[[], Awaitable[Preview]]


class PreviewLane:
    """The previews that are being made in this process."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._turns_of: dict[str, asyncio.Semaphore] = defaultdict(
            lambda: asyncio.Semaphore(AT_ONCE_PER_ACCOUNT)
        )
        self._waiting_of: dict[str, int] = defaultdict(int)
        self._flights: dict[Key, asyncio.Task[Preview]] = {}

    async def make(self, key: Key, account_id: str, making: Making) -> Preview:
        """Return what `making` makes, or what somebody else is having made under the same key.

        It is made to its end even if nobody waits any more: whoever asks next has it.
        Raises what `making` raises, and `Unavailable` when it takes too long.
        """
        flight = self._flights.get(key)
        if flight is None:
            if self._waiting_of[account_id] >= MAX_WAITING_PER_ACCOUNT:
                raise Unavailable(headers={"Retry-After": "1"})
            flight = asyncio.create_task(self._in_turn(account_id, making))
            self._flights[key] = flight
            flight.add_done_callback(lambda done: self._landed(key, done))
        try:
            return await asyncio.wait_for(asyncio.shield(flight), WAITED_SECONDS)
        except TimeoutError as error:
            raise Unavailable(headers={"Retry-After": "5"}) from error

    async def _in_turn(self, account_id: str, making: Making) -> Preview:
        self._waiting_of[account_id] += 1
        try:
            async with self._turns_of[account_id], self._turns:
                return await making()
        finally:
            self._waiting_of[account_id] -= 1
            if not self._waiting_of[account_id]:
                del self._waiting_of[account_id]
                del self._turns_of[account_id]

    def _landed(self, key: Key, flight: "asyncio.Task[Any]") -> None:
        del self._flights[key]
        if not flight.cancelled():
            flight.exception()  # told to those who wait; without them, nobody misses it

    async def close(self) -> None:
        """Leave off what is being made."""
        flights = list(self._flights.values())
        for flight in flights:
            flight.cancel()
        await asyncio.gather(*flights, return_exceptions=True)
