"""Personal access tokens."""

from fastapi import APIRouter
from starlette.status import HTTP_201_CREATED, HTTP_204_NO_CONTENT

from backend.gateway.accounts import tokens
from backend.gateway.errors import documented
from backend.gateway.identity import CurrentAccount, CurrentContext, Snapshot
from backend.gateway.schemas import tokens as schemas

router = APIRouter(prefix="/v1/tokens", tags=["tokens"])


@router.post("", status_code=HTTP_201_CREATED, responses=documented(401, 409, 422))
def create_token(
    context: CurrentContext, account: CurrentAccount, wish: schemas.NewToken
) -> schemas.MadeToken:
    """Make a token by which a program may do for this account what its scopes say."""
    with context.sessions.begin() as db:
        return tokens.make(db, account.id, wish)


@router.get("", responses=documented(401))
def list_tokens(db: Snapshot, account: CurrentAccount) -> schemas.Tokens:
    """List the tokens that work."""
    return tokens.living(db, account.id)


@router.delete("/{token_id}", status_code=HTTP_204_NO_CONTENT, responses=documented(401, 404, 422))
def withdraw_token(context: CurrentContext, account: CurrentAccount, token_id: str) -> None:
    """End a token at once."""
    with context.sessions.begin() as db:
        tokens.withdraw(db, account.id, token_id)
