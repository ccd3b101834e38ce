"""Achievements."""

from fastapi import APIRouter

from backend.gateway.achievements import progress
from backend.gateway.errors import documented
from backend.gateway.identity import AccountReader, CurrentContext, Snapshot
from backend.gateway.schemas import achievements as schemas

router = APIRouter(prefix="/v1/achievements", tags=["achievements"])


@router.get("", responses=documented(401))
def list_achievements(
    context: CurrentContext, db: Snapshot, account: AccountReader
) -> schemas.Achievements:
    """Return all achievements and how far one is with each."""
    return progress.listing(db, account.id, context.services.rules())
