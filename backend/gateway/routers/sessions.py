"""Logging in and out."""

from fastapi import APIRouter
from starlette.status import HTTP_201_CREATED, HTTP_204_NO_CONTENT

from backend.gateway.accounts import sessions
from backend.gateway.errors import documented
from backend.gateway.identity import (
    BearerToken,
    CurrentContext,
    CurrentSession,
    CurrentVisitor,
    Snapshot,
)
from backend.gateway.schemas import accounts as schemas

router = APIRouter(prefix="/v1/sessions", tags=["sessions"])


@router.post(
    "",
    status_code=HTTP_201_CREATED,
    responses=documented(401, 422, 429, 503),
    # The token may be missing: the empty requirement stands beside the bearer's.
    openapi_extra={"security": [{}]},
)
async def log_in(
    context: CurrentContext,
    visitor: CurrentVisitor,
    token: BearerToken,
    credentials: schemas.Credentials,
) -> schemas.NewSession:
    """Begin a session. If a token is sent along, its session ends."""
    return await context.hashing.run(sessions.log_in, context, visitor, credentials, token)


@router.get("", responses=documented(401))
def list_sessions(db: Snapshot, session: CurrentSession) -> schemas.Sessions:
    """Return where this account is logged in."""
    return sessions.live(db, session.account_id, session.id)


@router.delete("", status_code=HTTP_204_NO_CONTENT, responses=documented(401))
def end_other_sessions(context: CurrentContext, session: CurrentSession) -> None:
    """Log out everywhere else."""
    with context.sessions.begin() as db:
        sessions.end_all(db, session.account_id, keep_id=session.id)


@router.delete("/current", status_code=HTTP_204_NO_CONTENT, responses=documented(401))
def log_out(context: CurrentContext, session: CurrentSession) -> None:
    """End this session."""
    with context.sessions.begin() as db:
        sessions.end(db, session.account_id, session.id)


@router.delete(
    "/{session_id}", status_code=HTTP_204_NO_CONTENT, responses=documented(401, 404, 422)
)
def end_session(context: CurrentContext, session: CurrentSession, session_id: str) -> None:
    """Log out somewhere else."""
    with context.sessions.begin() as db:
        sessions.end(db, session.account_id, session_id)
