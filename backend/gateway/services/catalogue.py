"""The media services that the gateway knows, and what each says of itself.

Addresses come from the settings, everything else from `Describe`, which is
asked again every few seconds: it tells at once whether a service is there,
whether it was replaced by a newer one, and that it speaks our contract.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass

from google.protobuf.json_format import MessageToDict
from pydantic import JsonValue

from backend.gateway.media_client import MediaClient, MediaUnavailable
from backend.gateway.problems import Invalid, NotFound, Unavailable
from backend.gateway.schemas import services
from backend.gateway.services import translation
from backend.protos.media.v1 import media_pb2

REFRESH_SECONDS = 3.0
# Between two tries for the sake of a caller who needs a service that is away.
RETRY_SECONDS = 0.5
MAX_RULES = 50

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class AchievementRule:
    """An achievement that a service brings along: `goal` finished jobs that match."""

    service: str
    name: str
    title: str
    summary: str
    goal: int
    operation: str  # empty: any
    parameters: dict[str, JsonValue]  # as a job must have had them; empty: any


class MediaService:
    """One address, the client for it, and what was last known of who answers there."""

    def __init__(self, client: MediaClient) -> None:
        self.client = client
        self.described: services.Service | None = None
        self.rules: tuple[AchievementRule, ...] = ()
        self.available = False
        self._asked_at = float("-inf")
        self._asking = asyncio.Lock()

    @property
    def address(self) -> str:
        """Where the service is said to be, such as ``127.0.0.1:8200``."""
        return self.client.address

    async def refresh(self) -> None:
        """Ask the service what it is; never raises."""
        async with self._asking:
            if time.monotonic() - self._asked_at < RETRY_SECONDS:
                return
            try:
                description = await self.client.describe()
                self.described = translation.service(description)
                self.rules = _rules(self.described.name, description)
                if not self.available:
                    log.info("service_up name=%s at=%s", self.described.name, self.address)
                self.available = True
            except MediaUnavailable as error:
                if self.available:
                    log.warning("service_down at=%s reason=%s", self.address, error)
                self.available = False
            self._asked_at = time.monotonic()


def _rules(service: str, description: media_pb2.Description) -> tuple[AchievementRule, ...]:
    return tuple(
        AchievementRule(
            service=service,
            name=rule.name[:40],
            title=rule.title[:80],
            summary=rule.summary[:200],
            goal=max(1, rule.goal),
            operation=rule.operation[:40],
            parameters=MessageToDict(rule.parameters),
        )
        for rule in description.achievements[:MAX_RULES]
    )


class ServiceCatalogue:
    """All media services. `open` and `close` belong to the event loop that uses it."""

    def __init__(self, addresses: Sequence[str], service_key: str) -> None:
        self._addresses = addresses
        self._service_key = service_key
        self._services: list[MediaService] = []
        self._refreshing: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Connect, and keep what is known fresh from now on."""
        self._services = [
            MediaService(MediaClient(address, self._service_key)) for address in self._addresses
        ]
        self._refreshing = asyncio.create_task(self._keep_fresh())

    async def close(self) -> None:
        """Let go of all connections."""
        if self._refreshing is not None:
            self._refreshing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._refreshing
        await asyncio.gather(*(service.client.close() for service in self._services))

    async def _keep_fresh(self) -> None:
        while True:
            await self._refresh_all()
            await asyncio.sleep(REFRESH_SECONDS)

    async def _refresh_all(self) -> None:
        await asyncio.gather(*(service.refresh() for service in self._services))

    def all(self) -> list[MediaService]:
        """Return all services, by address as configured; some may never have answered."""
        return list(self._services)

    def described(self) -> list[services.Service]:
        """Return the services that have told what they are, whether or not they answer now."""
        found: dict[str, services.Service] = {}
        for service in self._services:
            if service.described is not None and service.described.name not in found:
                known = service.described
                found[known.name] = known.model_copy(update={"available": service.available})
        return list(found.values())

    def rules(self) -> list[AchievementRule]:
        """Return the achievements that services bring along."""
        return [rule for service in self._services for rule in service.rules]

    async def need(self, name: str) -> MediaService:
        """Return the service `name`, which answered a moment ago.

        Raises `Unavailable` while it is away, and `NotFound` if there is none of
        this name and none that could still turn out to be it.
        """
        service = self._named(name)
        if service is None or not service.available:
            await self._refresh_all()
            service = self._named(name)
        if service is not None and service.available:
            return service
        if service is None and all(known.described is not None for known in self._services):
            raise NotFound("unknown_service", "There is no such service.")
        raise Unavailable()

    def _named(self, name: str) -> MediaService | None:
        named = [
            service
            for service in self._services
            if service.described is not None and service.described.name == name
        ]
        # Of several that carry one name, one that answers.
        return max(named, key=lambda service: service.available, default=None)


def operation_of(service: services.Service, name: str) -> services.Operation:
    """Return an operation of a service; raise `Invalid`."""
    for operation in service.operations:
        if operation.name == name:
            return operation
    raise Invalid.field("operation", "unknown_operation", "There is no such operation.")
