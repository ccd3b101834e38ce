"""Whether this process lives; nothing more."""

from fastapi import APIRouter
from starlette.responses import PlainTextResponse

router = APIRouter(tags=["status"])


@router.get("/healthz", response_class=PlainTextResponse)
async def live() -> str:
    """Answer "ok" as long as this process can answer at all."""
    return "ok"
