"""One's own account."""

from typing import Annotated

from fastapi import APIRouter, Body
from starlette.concurrency import run_in_threadpool
from starlette.status import HTTP_201_CREATED, HTTP_204_NO_CONTENT

from backend.gateway.accounts import profile, registration, sessions
from backend.gateway.errors import documented
from backend.gateway.identity import CurrentAccount, CurrentContext, CurrentVisitor
from backend.gateway.schemas import accounts as schemas

router = APIRouter(prefix="/v1", tags=["accounts"])


@router.post("/accounts", status_code=HTTP_201_CREATED, responses=documented(422, 429, 503))
async def register(
    context: CurrentContext, visitor: CurrentVisitor, wish: schemas.Registration
) -> schemas.NewSession:
    """Make an account and log in to it."""
    return await context.hashing.run(registration.register, context, visitor, wish)


@router.get("/account", responses=documented(401))
async def get_account(account: CurrentAccount) -> schemas.Account:
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
