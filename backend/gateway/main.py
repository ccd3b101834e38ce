"""The gateway's application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.types import Lifespan

from backend.gateway import errors
from backend.gateway.achievements.announcing import Announcing
from backend.gateway.context import open_context
from backend.gateway.middleware import Envelope
from backend.gateway.routers import (
    accounts,
    achievements,
    batches,
    email_changes,
    files,
    health,
    jobs,
    password_resets,
    passwords,
    presets,
    services,
    sessions,
    shares,
    status,
    tokens,
    uploads,
)
from backend.gateway.status.board import StatusBoard
from backend.gateway.status.sampling import sampling
from backend.gateway.sweeping import sweeping
from config import GatewayConfig

ROUTERS: tuple[APIRouter, ...] = (
    accounts.router,
    email_changes.router,
    sessions.router,
    tokens.router,
    passwords.router,
    password_resets.router,
    uploads.router,
    uploads.resumable,
    files.router,
    shares.router,
    jobs.router,
    batches.router,
    presets.router,
    services.router,
    achievements.router,
    status.router,
    health.router,
)

DESCRIPTION = """\
Every answer carries `X-Request-ID`, which is in the logs too; one that is sent along
(8 to 64 letters, digits, `-`, `_`) is taken over.

Every error is a `Problem`: `code` is stable and meant for programs, `message` for
people, `fields` holds problems by the name of the member that they are about. Any
operation can also answer 500 `internal_error` and, while the database is away, 503
`service_unavailable`. What belongs to somebody else does not exist: 404.

A program acts for a person by a personal access token, which that person makes on the
profile page: `Authorization: Bearer mca_…`. It can do what its scopes say; an operation
that it may be used for names the scope under `security`, and refuses tokens without it
with 403 `insufficient_scope`. All others refuse every access token with 403
`not_for_tokens`: passwords, sessions and tokens are managed by their owner only.

A frontend that serves others proves itself with `X-Frontend-Key` and then tells in
`X-Client-Address` and `X-Client-Agent` on whose behalf it asks; otherwise all its
visitors count as one. `X-Client-Language` is the code of the language that the page is in;
mails that the request causes are written in it, unless the account has chosen one.

Whoever sends `X-Announce: 1` with a session promises to show what has been unlocked:
the answer may then carry `X-Unlocked`, a JSON list of `name`, `title` and `tier` of
achievements. Each comes with one answer only.
"""


def create_gateway(config: GatewayConfig) -> FastAPI:
    """Return the application. What it works with is opened when the server starts it."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_context(config) as context, sweeping(context):
            app.state.context = context
            app.state.status_board = StatusBoard(context)
            async with sampling(context, app.state.status_board):
                yield

    app = routes(lifespan)
    app.add_middleware(Announcing)
    app.add_middleware(Envelope)
    errors.install(app)
    return app


def routes(lifespan: Lifespan[FastAPI] | None = None) -> FastAPI:
    """Return an application that has all routes and nothing to serve them with."""
    app = FastAPI(
        title="MediaConverterApp gateway",
        version="1",
        summary="Accounts, files and jobs of a self-hosted media converter.",
        description=DESCRIPTION,
        lifespan=lifespan,
        # The document is a file of the repository; pages that show it load foreign scripts.
        openapi_url=None,
        generate_unique_id_function=_operation_id,
    )
    for router in ROUTERS:
        app.include_router(router)
    return app


def _operation_id(route: APIRoute) -> str:
    # Functions are named for intent, and so are the operations that clients see.
    return route.name
