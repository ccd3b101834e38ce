"""Links to files: made and withdrawn by their owners, followed by anybody."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from backend.gateway.errors import documented
from backend.gateway.files import content, sharing
from backend.gateway.identity import CurrentContext, FilesReader, FilesWriter, Snapshot
from backend.gateway.schemas import shares as schemas

router = APIRouter(prefix="/v1", tags=["shares"])

_CONTENT: dict[str, Any] = {"content": {"application/octet-stream": {}}}


@router.post("/files/{file_id}/shares", status_code=201, responses=documented(401, 404, 409, 422))
def create_share(
    file_id: str, wish: schemas.NewShare, context: CurrentContext, account: FilesWriter
) -> schemas.Share:
    """Make a link by which anybody who has it can play and download the file."""
    return sharing.make(context, account.id, file_id, wish.lifetime_seconds)


@router.get("/files/{file_id}/shares", responses=documented(401, 404))
def list_shares(file_id: str, db: Snapshot, account: FilesReader) -> schemas.Shares:
    """List the links to a file that work."""
    return sharing.links_of(db, account.id, file_id)


@router.delete(
    "/files/{file_id}/shares/{token}",
    status_code=204,
    response_class=Response,
    responses=documented(401, 404),
)
def withdraw_share(
    file_id: str, token: str, context: CurrentContext, account: FilesWriter
) -> Response:
    """End a link at once."""
    sharing.withdraw(context, account.id, file_id, token)
    return Response(status_code=204)


@router.get("/shares/{token}", responses=documented(404))
def get_shared_file(token: str, db: Snapshot) -> schemas.SharedFile:
    """Tell what a link leads to. Asks for no session."""
    return sharing.as_strangers_see(*sharing.opened(db, token))


@router.get(
    "/shares/{token}/content",
    response_class=Response,
    responses={
        200: {"description": "The whole file", **_CONTENT},
        206: {"description": "The range that was asked for", **_CONTENT},
        304: {"description": "It is what the client has already"},
        **documented(404, 416, 422),
    },
)
@router.head("/shares/{token}/content", response_class=Response, include_in_schema=False)
def get_shared_content(
    token: str,
    request: Request,
    context: CurrentContext,
    disposition: content.Disposition = "attachment",
) -> Response:
    """Send a shared file's bytes. Asks for no session; else as the content of a file."""
    with context.reading() as db:
        file, share = sharing.opened(db, token)
    return content.of_file(context, request.headers, file, disposition, known_as=share.id)
