"""What every part of the gateway works with, opened once per process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy import Engine

from backend.gateway.accounts.passwords import HashingLane
from backend.gateway.database import (
    SessionMaker,
    open_database,
    reading_session_maker,
    session_maker,
)
from backend.gateway.mail import Mailer
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
    hashing: HashingLane


@asynccontextmanager
async def open_context(config: GatewayConfig) -> AsyncIterator[Context]:
    """Open everything that `config` names; close it at the end. Expects a migrated database."""
    engine = open_database(config.database_url)
    services = ServiceCatalogue(config.media_services, config.service_key)
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
            hashing=HashingLane(),
        )
    finally:
        await services.close()
        engine.dispose()
