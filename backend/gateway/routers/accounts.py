"""One's own account."""

from typing import Annotated

from fastapi import APIRouter, Body, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.status import HTTP_201_CREATED, HTTP_204_NO_CONTENT

from backend.gateway.accounts import avatars, export, profile, registration, sessions, statistics
from backend.gateway.errors import documented
from backend.gateway.files import bundle
from backend.gateway.identity import (
    AccountReader,
    CurrentAccount,
    CurrentContext,
    CurrentVisitor,
    Snapshot,
)
from backend.gateway.schemas import accounts as schemas

router = APIRouter(prefix="/v1", tags=["accounts"])


@router.post("/accounts", status_code=HTTP_201_CREATED, responses=documented(422, 429, 503))
async def register(
    context: CurrentContext, visitor: CurrentVisitor, wish: schemas.Registration
) -> schemas.NewSession:
    """Make an account and log in to it."""
    return await context.hashing.run(registration.register, context, visitor, wish)


@router.get("/account", responses=documented(401))
async def get_account(account: AccountReader) -> schemas.Account:
    """Return one's own account."""
    return sessions.as_schema(account)


@router.patch("/account", responses=documented(401, 422))
def change_account(
    context: CurrentContext, account: CurrentAccount, wish: schemas.AccountChange
) -> schemas.Account:
    """Change the members that are given."""
    with context.sessions.begin() as db:
        return profile.change(db, account.id, wish)


@router.put("/account/password", responses=documented(401, 422, 429, 503))
async def change_password(
    context: CurrentContext,
    visitor: CurrentVisitor,
    account: CurrentAccount,
    wish: schemas.PasswordChange,
) -> schemas.NewSession:
    """Set a new password. All sessions end; the answer begins a fresh one."""
    return await context.hashing.run(profile.change_password, context, visitor, account, wish)


@router.delete(
    "/account", status_code=HTTP_204_NO_CONTENT, responses=documented(401, 422, 429, 503)
)
async def delete_account(
    context: CurrentContext,
    visitor: CurrentVisitor,
    account: CurrentAccount,
    deletion: Annotated[schemas.AccountDeletion, Body()],
) -> None:
    """Delete one's own account and all files with it."""
    await context.hashing.run(profile.close, context, visitor, account, deletion.password)
    await run_in_threadpool(profile.delete, context, account.id)


@router.get("/account/statistics", responses=documented(401))
def get_account_statistics(
    context: CurrentContext, db: Snapshot, account: AccountReader
) -> schemas.Statistics:
    """Tell what this account has done so far, and holds now."""
    return statistics.of(db, account.id, context.services.described())


@router.get(
    "/account/export",
    response_class=Response,
    responses={
        200: {"description": "All that is kept", "content": {"application/zip": {}}},
        **documented(401),
    },
)
def export_account(context: CurrentContext, account: CurrentAccount) -> Response:
    """Send all that is kept of this account as one zip: JSON, and the files themselves."""
    members = export.members(context, account)
    return bundle.response(context, members, title="My data at MediaConverterApp")


@router.put(
    "/account/avatar",
    responses=documented(401, 413, 422, 503),
    openapi_extra={
        "requestBody": {"required": True, "content": {"image/*": {"schema": {"type": "string"}}}}
    },
)
async def change_avatar(
    request: Request, context: CurrentContext, account: CurrentAccount
) -> schemas.Account:
    """Take the body, a picture of any kind, as that of this account: cut square, made small."""
    return await avatars.replace(context, account.id, await request.body())


@router.get(
    "/account/avatar",
    response_class=Response,
    responses={
        200: {"description": "The picture", "content": {avatars.MEDIA_TYPE: {}}},
        304: {"description": "It is what the client has already"},
        **documented(401, 404),
    },
)
def get_avatar(request: Request, context: CurrentContext, account: AccountReader) -> Response:
    """Send the picture of this account."""
    return avatars.response(context, account, request.headers)


@router.delete("/account/avatar", responses=documented(401))
def remove_avatar(context: CurrentContext, account: CurrentAccount) -> schemas.Account:
    """Take the picture of this account away."""
    return avatars.remove(context, account.id)
