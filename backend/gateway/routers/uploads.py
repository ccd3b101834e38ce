"""Uploads: files on their way in, resumable by tus 1.0 or in one go by a form."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from backend.gateway.context import Context
from backend.gateway.database.models import Upload
from backend.gateway.errors import documented
from backend.gateway.files import listing
from backend.gateway.identity import CurrentContext, FilesWriter
from backend.gateway.problems import Invalid
from backend.gateway.schemas import files as file_schemas
from backend.gateway.schemas import uploads as schemas
from backend.gateway.uploads import form_upload, lifecycle, receiving, tus

router = APIRouter(prefix="/v1/uploads", tags=["uploads"])
resumable = APIRouter(
    prefix="/v1/uploads",
    tags=["uploads"],
    route_class=tus.TusRoute,
)


@resumable.options("", status_code=204, response_class=Response)
def describe_uploads(context: CurrentContext) -> Response:
    """Tell what of tus is spoken here."""
    return Response(status_code=204, headers=tus.options(context.config.max_upload_bytes))


@resumable.post(
    "",
    status_code=201,
    response_class=Response,
    responses=documented(401, 412, 413, 422, 507),
)
async def create_upload(
    request: Request, context: CurrentContext, account: FilesWriter
) -> Response:
    """Announce a file: `Upload-Length`, and `filename` and `service` in `Upload-Metadata`."""
    size_bytes = tus.length(request.headers, "Upload-Length")
    metadata = tus.metadata(request.headers)
    for name in ("filename", "service"):
        if not metadata.get(name):
            raise Invalid.field(name, "required", "This is needed.")
    await lifecycle.require_service(context, metadata["service"])
    announced = lifecycle.Announcement(metadata["service"], metadata["filename"], size_bytes)
    upload = await asyncio.to_thread(lifecycle.create, context, account.id, announced)
    headers = {
        "Location": f"/v1/uploads/{upload.id}",
        "Upload-Expires": tus.expires(upload.expires_at),
    }
    return Response(status_code=201, headers=headers)


@resumable.head("/{upload_id}", response_class=Response, responses=documented(401, 404, 412, 423))
async def get_upload_offset(
    upload_id: str, context: CurrentContext, account: FilesWriter
) -> Response:
    """Tell in `Upload-Offset` how much has arrived; a connection that still hangs is ended."""
    upload = await _find(context, account.id, upload_id)
    offset = await receiving.settled_offset(context, upload)
    headers = _state(upload, offset, upload.file_id)
    return Response(status_code=200, headers={**headers, "Upload-Length": str(upload.size_bytes)})


@resumable.patch(
    "/{upload_id}",
    status_code=204,
    response_class=Response,
    responses=documented(401, 404, 409, 412, 413, 415, 422, 423, 460, 503, 507),
)
async def append_to_upload(
    upload_id: str, request: Request, context: CurrentContext, account: FilesWriter
) -> Response:
    """Take in bytes from `Upload-Offset` on. The last ones make the file: `Upload-File`."""
    if request.headers.get("Content-Type") != tus.CONTENT_TYPE:
        raise tus.WrongContentType()
    upload = await _find(context, account.id, upload_id)
    try:
        offset, file_id = await receiving.append(context, upload, _part(request))
    except ClientDisconnect:
        return Response(status_code=499)  # read by nobody but the log
    return Response(status_code=204, headers=_state(upload, offset, file_id))


@resumable.delete(
    "/{upload_id}",
    status_code=204,
    response_class=Response,
    responses=documented(401, 404, 412),
)
def cancel_upload(upload_id: str, context: CurrentContext, account: FilesWriter) -> Response:
    """Give an upload up; what arrived of it is removed."""
    lifecycle.give_up(context, lifecycle.find(context, account.id, upload_id))
    return Response(status_code=204)


@router.get("", responses=documented(401))
def list_uploads(context: CurrentContext, account: FilesWriter) -> schemas.Uploads:
    """List the uploads that can be resumed."""
    return schemas.Uploads(items=lifecycle.unfinished(context, account.id))


@router.get("/{upload_id}", responses=documented(401, 404))
def get_upload(upload_id: str, context: CurrentContext, account: FilesWriter) -> schemas.Upload:
    """Tell how far an upload is, without disturbing it."""
    return lifecycle.shown(context, lifecycle.find(context, account.id, upload_id))


@router.post("/form", status_code=201, responses=documented(401, 413, 422, 503, 507))
async def upload_form(
    request: Request,
    context: CurrentContext,
    account: FilesWriter,
    service: Annotated[str, Query(max_length=40)],
) -> file_schemas.File:
    """Take a file from a form: multipart/form-data with one part named `file`."""
    await lifecycle.require_service(context, service)
    form = form_upload.Form(
        declared_bytes=tus.length(request.headers, "Content-Length"),
        content_type=request.headers.get("Content-Type", ""),
        body=request.stream(),
    )
    file_id = await form_upload.receive(context, account.id, service, form)
    return await asyncio.to_thread(listing.get_file, context, account.id, file_id)


async def _find(context: Context, account_id: str, upload_id: str) -> Upload:
    return await asyncio.to_thread(lifecycle.find, context, account_id, upload_id)


def _part(request: Request) -> receiving.Part:
    headers = request.headers
    return receiving.Part(
        offset=tus.length(headers, "Upload-Offset"),
        body=request.stream(),
        declared_bytes=(
            tus.length(headers, "Content-Length") if "Content-Length" in headers else None
        ),
        checksum=tus.checksum(headers),
    )


def _state(upload: Upload, offset: int, file_id: str | None) -> dict[str, str]:
    headers = {
        "Upload-Offset": str(offset),
        "Upload-Expires": tus.expires(upload.expires_at),
        "Cache-Control": "no-store",
    }
    if file_id is not None:
        headers["Upload-File"] = file_id
    return headers
