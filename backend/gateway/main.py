"""The gateway's application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

from backend.gateway import errors
from backend.gateway.context import open_context
from backend.gateway.middleware import Envelope
from backend.gateway.routers import (
    accounts,
    achievements,
    files,
    health,
    jobs,
    password_resets,
    services,
    sessions,
    uploads,
)
from backend.gateway.uploads.sweeping import sweeping
from config import GatewayConfig

ROUTERS: tuple[APIRouter, ...] = (
    accounts.router,
    sessions.router,
    password_resets.router,
    uploads.router,
    uploads.resumable,
    files.router,
    jobs.router,
    services.router,
    achievements.router,
    health.router,
)

# Nothing but a file needs more; routers that take files have a `max_body_size` of their own.
MAX_JSON_BYTES = 256 * 1024


def create_gateway(config: GatewayConfig) -> FastAPI:
    """Return the application. What it works with is opened when the server starts it."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_context(config) as context, sweeping(context):
            app.state.context = context
            yield

    app = FastAPI(
        title="MediaConverterApp gateway",
        version="1",
        summary="Accounts, files and jobs of a self-hosted media converter.",
        lifespan=lifespan,
        # The document is a file of the repository; pages that show it load foreign scripts.
        openapi_url=None,
        max_body_size=MAX_JSON_BYTES,
        generate_unique_id_function=_operation_id,
    )
    app.add_middleware(Envelope)
    errors.install(app)
    for router in ROUTERS:
        app.include_router(router)
    return app


def _operation_id(route: APIRoute) -> str:
    # Functions are named for intent, and so are the operations that clients see.
    return route.name
