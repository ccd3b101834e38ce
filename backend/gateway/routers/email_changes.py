"""Another e-mail address for one's own account."""

from fastapi import APIRouter, BackgroundTasks
from starlette.status import HTTP_202_ACCEPTED, HTTP_204_NO_CONTENT

from backend.gateway.accounts import email_changes
from backend.gateway.errors import documented
from backend.gateway.identity import CurrentAccount, CurrentContext, CurrentVisitor, Snapshot
from backend.gateway.schemas import accounts as schemas

router = APIRouter(prefix="/v1/account/email", tags=["accounts"])


@router.get("", responses=documented(401))
def get_account_email(db: Snapshot, account: CurrentAccount) -> schemas.Email:
    """Tell where mails go, and which address waits to be confirmed."""
    return email_changes.shown(db, account)


@router.put("", status_code=HTTP_202_ACCEPTED, responses=documented(401, 422, 429, 503))
async def change_account_email(
    context: CurrentContext,
    visitor: CurrentVisitor,
    account: CurrentAccount,
    tasks: BackgroundTasks,
    wish: schemas.NewEmail,
) -> schemas.Email:
    """Have a link mailed to another address, which is to be confirmed by it."""
    email, token = await context.hashing.run(email_changes.request, context, visitor, account, wish)
    tasks.add_task(email_changes.send_link, context, account, email.wanted, token, visitor.language)
    return email


@router.delete("/wanted", status_code=HTTP_204_NO_CONTENT, responses=documented(401))
def keep_account_email(context: CurrentContext, account: CurrentAccount) -> None:
    """Keep the address as it is: the link that was mailed is worth nothing any more."""
    with context.sessions.begin() as db:
        email_changes.withdraw(db, account.id)


@router.get("/links/{token}", responses=documented(401, 404, 422))
def check_account_email(db: Snapshot, account: CurrentAccount, token: str) -> schemas.Email:
    """Tell what a mailed link would change."""
    change = email_changes.check(db, account.id, token)
    return schemas.Email(email=account.email, wanted=change.email, expires_at=change.expires_at)


@router.post("/links/{token}", responses=documented(401, 404, 422))
def confirm_account_email(
    context: CurrentContext, visitor: CurrentVisitor, account: CurrentAccount, token: str
) -> schemas.Account:
    """Change the address by a mailed link. The old address is told."""
    return email_changes.confirm(context, account.id, token, visitor.language)
