"""How things are. Open to all: it is needed most by those who cannot log in."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from backend.gateway.schemas import status as schemas
from backend.gateway.status.board import StatusBoard

router = APIRouter(prefix="/v1", tags=["status"])


async def _board(request: Request) -> StatusBoard:
    board: StatusBoard = request.app.state.status_board
    return board


CurrentBoard = Annotated[StatusBoard, Depends(_board)]


@router.get("/status")
async def get_status(board: CurrentBoard) -> schemas.Status:
    """Return the state of every part, at most two seconds old."""
    return await board.status.get()


@router.get("/status/history")
async def get_status_history(board: CurrentBoard) -> schemas.History:
    """Return how every part did in the last ninety days, a minute at a time."""
    return await board.history.get()


@router.get("/stats")
async def get_stats(board: CurrentBoard) -> schemas.Stats:
    """Return what this installation has done so far."""
    return await board.stats.get()
