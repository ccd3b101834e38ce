"""Files: originals and results, their bytes and posters."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import StringConstraints
from starlette.responses import Response

from backend.gateway.errors import documented
from backend.gateway.files import bundle, content, deletion, filenames, listing
from backend.gateway.identity import (
    CurrentAccount,
    CurrentContext,
    FilesReader,
    FilesWriter,
    Snapshot,
)
from backend.gateway.presets import keeping
from backend.gateway.previews import asking, serving
from backend.gateway.problems import Invalid
from backend.gateway.schemas import files as schemas

router = APIRouter(prefix="/v1/files", tags=["files"])

# A page of the list may be picked whole, with all results; no address grows beyond 8 KiB.
MAX_SELECTED = 200
# What fields for other files choose from.
WORKBENCH_FILES = 50

SelectedIds = Annotated[
    list[Annotated[str, StringConstraints(max_length=32)]],
    Query(alias="id", min_length=1, max_length=MAX_SELECTED),
]

_CONTENT: dict[str, Any] = {"content": {"application/octet-stream": {}}}


@router.get("", responses=documented(401, 422))
def list_files(
    context: CurrentContext,
    db: Snapshot,
    account: FilesReader,
    *,
    q: Annotated[str, Query(max_length=200)] = "",
    kind: Annotated[str, Query(max_length=20)] = "",
    state: schemas.FileState = "any",
    sort: schemas.FileSort = "newest",
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
    page_size: Annotated[int, Query(ge=1, le=100)] = 20,
) -> schemas.Files:
    """List originals with their results; `q` is looked for in the names of both."""
    wanted = listing.Wanted(q, kind, state, sort, page, page_size)
    return listing.page_of_files(context, db, account.id, wanted)


@router.get("/selected", responses=documented(401, 404, 422))
def get_selected_files(
    db: Snapshot, account: FilesReader, file_ids: SelectedIds
) -> schemas.SelectedFiles:
    """Tell what some files are, and what would be deleted with them."""
    return deletion.preview(db, account.id, file_ids)


@router.delete(
    "/selected", status_code=204, response_class=Response, responses=documented(401, 404, 422)
)
def delete_selected_files(
    context: CurrentContext, account: FilesWriter, file_ids: SelectedIds
) -> Response:
    """Delete some files and what was made from them: all of them, or none."""
    deletion.delete_files(context, account.id, file_ids)
    return Response(status_code=204)


@router.get(
    "/selected/zip",
    response_class=Response,
    responses={
        200: {"description": "The files in one zip", "content": {"application/zip": {}}},
        **documented(401, 404, 422),
    },
)
def get_selected_zip(
    context: CurrentContext, account: FilesReader, file_ids: SelectedIds
) -> Response:
    """Send some files as one zip. It is made on the way, so its length is not known before."""
    with context.reading() as db:
        members = bundle.members_of(listing.owned_all(db, account.id, file_ids))
    return bundle.response(context, members)


@router.get("/selected/workbench", responses=documented(401, 404, 422))
def get_selected_workbench(
    context: CurrentContext, db: Snapshot, account: CurrentAccount, file_ids: SelectedIds
) -> schemas.SelectedWorkbench:
    """Tell what some files are, with the newest others and with own presets."""
    files = listing.owned_all(db, account.id, file_ids)
    return schemas.SelectedWorkbench(
        items=[listing.shown(file) for file in files],
        others=_newest(context, db, account.id),
        presets=keeping.listed(db, account.id, files[0].service, None).items,
    )


@router.get("/{file_id}", responses=documented(401, 404))
def get_file(file_id: str, db: Snapshot, account: FilesReader) -> schemas.FileDetails:
    """Tell all that is known of a file."""
    return listing.details(db, account.id, file_id)


@router.get("/{file_id}/workbench", responses=documented(401, 404))
def get_workbench(
    file_id: str, context: CurrentContext, db: Snapshot, account: CurrentAccount
) -> schemas.Workbench:
    """Tell of a file what `get_file` does, with the newest others and with own presets."""
    file = listing.details(db, account.id, file_id)
    return schemas.Workbench(
        file=file,
        others=_newest(context, db, account.id),
        presets=keeping.listed(db, account.id, file.service, None).items,
    )


def _newest(context: CurrentContext, db: Snapshot, account_id: str) -> list[schemas.FileEntry]:
    wanted = listing.Wanted("", "", "any", "newest", 1, WORKBENCH_FILES)
    return listing.page_of_files(context, db, account_id, wanted).items


@router.patch("/{file_id}", responses=documented(401, 404, 422))
def change_file(
    file_id: str, change: schemas.FileChange, context: CurrentContext, account: FilesWriter
) -> schemas.File:
    """Rename a file. It keeps its extension."""
    with context.sessions.begin() as db:
        file = listing.owned(db, account.id, file_id)
        if not change.name.strip():
            raise Invalid.field("name", "required", "A file needs a name.")
        file.name = filenames.with_extension(change.name, file.extension)
        file.name_key = filenames.name_key(file.name)
    return listing.shown(file)


@router.delete(
    "/{file_id}", status_code=204, response_class=Response, responses=documented(401, 404)
)
def delete_file(
    file_id: str,
    context: CurrentContext,
    account: FilesWriter,
    undoable: bool = False,
) -> Response:
    """Delete a file and what was made from it; running jobs are cancelled.

    If `undoable`, it can be restored for ten seconds, and only then is it removed and
    its jobs with it.
    """
    delete = deletion.hide_file if undoable else deletion.delete_file
    delete(context, account.id, file_id)
    return Response(status_code=204)


@router.post("/{file_id}/restore", responses=documented(401, 404, 413))
def restore_file(file_id: str, context: CurrentContext, account: FilesWriter) -> schemas.File:
    """Undo a deletion that was `undoable`: the file is back with all that was made from it."""
    return deletion.restore(context, account.id, file_id)


@router.get(
    "/{file_id}/content",
    response_class=Response,
    responses={
        200: {"description": "The whole file", **_CONTENT},
        206: {"description": "The range that was asked for", **_CONTENT},
        304: {"description": "It is what the client has already"},
        **documented(401, 404, 416, 422),
    },
)
@router.head("/{file_id}/content", response_class=Response, include_in_schema=False)
def get_file_content(
    file_id: str,
    request: Request,
    context: CurrentContext,
    account: FilesReader,
    disposition: content.Disposition = "attachment",
) -> Response:
    """Send a file's bytes. Takes Range, If-Range, If-None-Match and If-Modified-Since."""
    with context.reading() as db:
        file = listing.owned(db, account.id, file_id)
    return content.of_file(context, request.headers, file, disposition)


@router.get(
    "/{file_id}/poster",
    response_class=Response,
    responses={
        200: {"description": "The picture", "content": {"image/jpeg": {}}},
        304: {"description": "It is what the client has already"},
        **documented(401, 404),
    },
)
def get_file_poster(
    file_id: str, request: Request, context: CurrentContext, account: FilesReader
) -> Response:
    """Send the picture that stands for a file; there is none for some, or not yet."""
    with context.reading() as db:
        file = listing.owned(db, account.id, file_id)
    return content.of_poster(context, request.headers, file)


@router.get(
    "/{file_id}/previews/{kind}",
    response_class=Response,
    responses={
        200: {
            "description": "The artefact; `Preview-Facts` is a JSON object of what it tells",
            **_CONTENT,
        },
        206: {"description": "The range that was asked for", **_CONTENT},
        304: {"description": "It is what the client has already"},
        **documented(401, 404, 416, 422, 503, 507),
    },
)
async def get_file_preview(
    file_id: str,
    kind: str,
    request: Request,
    context: CurrentContext,
    account: FilesReader,
    *,
    parameters: Annotated[str, Query(max_length=asking.MAX_PARAMETERS_LENGTH)] = "{}",
) -> Response:
    """Send something that shows a file: which kinds there are, its service tells.

    `parameters` is a JSON object. Kinds that are made in the `background` are so without
    any: while one is being made, for which asking is enough, the answer is 404 `not_ready`
    with `Retry-After`. Takes Range, If-Range, If-None-Match and If-Modified-Since.
    """
    return await serving.answer(
        context,
        request.headers,
        account.id,
        file_id=file_id,
        kind_name=kind,
        parameters=parameters,
    )
