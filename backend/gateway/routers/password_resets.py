"""Forgotten passwords."""

from fastapi import APIRouter, BackgroundTasks
from starlette.responses import Response
from starlette.status import HTTP_202_ACCEPTED, HTTP_204_NO_CONTENT

from backend.gateway.accounts import resets
from backend.gateway.errors import documented
from backend.gateway.identity import CurrentContext, CurrentVisitor, Snapshot
from backend.gateway.schemas import accounts as schemas

router = APIRouter(prefix="/v1/password-resets", tags=["password resets"])


@router.post(
    "",
    status_code=HTTP_202_ACCEPTED,
    response_class=Response,
    responses=documented(422, 429),
)
def request_password_reset(
    context: CurrentContext,
    visitor: CurrentVisitor,
    tasks: BackgroundTasks,
    wish: schemas.PasswordResetRequest,
) -> None:
    """Have a link mailed. The answer is the same whether or not there is such an account."""
    with context.sessions.begin() as db:
        resets.admit(db, visitor, wish.login)
    tasks.add_task(resets.send_link, context, wish.login, visitor.language)


@router.get("/{token}", status_code=HTTP_204_NO_CONTENT, responses=documented(404, 422))
def check_password_reset(db: Snapshot, token: str) -> None:
    """Tell whether a link is still valid."""
    resets.check(db, token)


@router.post("/{token}", status_code=HTTP_204_NO_CONTENT, responses=documented(404, 422, 503))
async def reset_password(
    context: CurrentContext, visitor: CurrentVisitor, token: str, wish: schemas.PasswordReset
) -> None:
    """Set a new password by a link. All sessions of the account end."""
    await context.hashing.run(resets.use, context, token, wish.password, visitor.language)
