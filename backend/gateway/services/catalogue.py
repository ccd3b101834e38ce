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

from backend.gateway.media_client import MediaClient, MediaUnavailable
from backend.gateway.problems import Invalid, NotFound, Unavailable
from backend.gateway.schemas import services
from backend.gateway.schemas.jobs import Fact
from backend.gateway.services import translation
from backend.gateway.services.rules import AchievementRule, rules_of
from backend.protos.media.v1 import media_pb2

REFRESH_SECONDS = 3.0
# Between two tries for the sake of a caller who needs a service that is away.
RETRY_SECONDS = 0.5

log = logging.getLogger(__name__)


class MediaService:
    """One address, the client for it, and what was last known of who answers there."""

    def __init__(self, client: MediaClient) -> None:
        self.client = client
        self.described: services.Service | None = None
        self.rules: tuple[AchievementRule, ...] = ()
        # Of its installation, for those who run it.
        self.facts: tuple[Fact, ...] = ()
        self.available = False
        self._trouble = ""
        self._taken: media_pb2.Description | None = None
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
                self._take(await self.client.describe())
                self.available, self._trouble = True, ""
            except MediaUnavailable as error:
                # Said once, not every three seconds.
                if str(error) != self._trouble:
                    log.warning("service_down at=%s reason=%s", self.address, error)
                self.available, self._trouble = False, str(error)
            self._asked_at = time.monotonic()

    def _take(self, description: media_pb2.Description) -> None:
        # Reading it takes the event loop longer than many a request, and it hardly ever changes.
        if description != self._taken:
            # All or nothing: rules of a service that is not taken count for nothing.
            known, rules = translation.service(description), rules_of(description)
            facts = translation.facts(description.facts)
            self.described, self.rules, self.facts = known, rules, tuple(facts)
            self._taken = description
        if not self.available:
            log.info("service_up name=%s at=%s", description.name, self.address)


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
        # Several services of one name, that share the work, bring the same ones along.
        rules = {(rule.service, rule.name): rule for each in self._services for rule in each.rules}
        return list(rules.values())

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
    operation = service.operation(name)
    if operation is None:
        raise Invalid.field("operation", "unknown_operation", "There is no such operation.")
    return operation
