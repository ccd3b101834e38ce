"""What every part of the gateway works with, opened once per process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy import Engine

from backend.gateway.accounts.pace import Pace
from backend.gateway.accounts.passwords import Lane
from backend.gateway.database import (
    SessionMaker,
    open_database,
    reading_session_maker,
    session_maker,
)
from backend.gateway.mail import Mailer
from backend.gateway.previews.lane import PreviewLane
from backend.gateway.services.catalogue import ServiceCatalogue
from backend.gateway.storage import Storage
from backend.gateway.uploads.staging import Staging
from config import GatewayConfig


@dataclass(frozen=True)
class Context:
    """The settings and the open connections of one process.

    `sessions` write, `reading` cannot: see `backend.gateway.database`.
    """

    config: GatewayConfig
    engine: Engine
    sessions: SessionMaker
    reading: SessionMaker
    storage: Storage
    staging: Staging
    services: ServiceCatalogue
    mailer: Mailer
    hashing: Lane
    judging: Lane
    judging_pace: Pace
    previews: PreviewLane


@asynccontextmanager
async def open_context(config: GatewayConfig) -> AsyncIterator[Context]:
    """Open everything that `config` names; close it at the end. Expects a migrated database."""
    engine = open_database(config.database_url)
    services = ServiceCatalogue(config.media_services, config.service_key)
    previews = PreviewLane()
    try:
        await services.open()
        yield Context(
            config=config,
            engine=engine,
            sessions=session_maker(engine),
            reading=reading_session_maker(engine),
            storage=Storage(config.storage_url),
            staging=Staging(config.staging_dir),
            services=services,
            mailer=Mailer(config),
            hashing=Lane(),
            judging=Lane(),
            # Asked while somebody types: sixty pauses in a row, then one in two seconds. Who
            # asks more is a program that has us work for it.
            judging_pace=Pace(burst=60, per_second=0.5),
            previews=previews,
        )
    finally:
        await previews.close()
        await services.close()
        engine.dispose()
