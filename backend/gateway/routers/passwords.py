"""Choosing a password."""

from fastapi import APIRouter

from backend.gateway.accounts import passwords
from backend.gateway.errors import documented
from backend.gateway.identity import CurrentContext, CurrentVisitor
from backend.gateway.schemas import accounts as schemas

router = APIRouter(prefix="/v1", tags=["accounts"])


@router.post("/password-strength", responses=documented(422, 429, 503))
async def judge_password(
    context: CurrentContext, visitor: CurrentVisitor, wish: schemas.PasswordWish
) -> schemas.PasswordStrength:
    """Tell how hard a password is to guess. Open to all; nothing of it is kept."""
    context.judging_pace.admit(visitor.address)
    owner = passwords.Owner(wish.username, wish.email, wish.first_name, wish.last_name)
    return await context.judging.run(passwords.judge, wish.password, owner)
