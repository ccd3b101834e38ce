"""Pictures of people: made square and small by the image service, never opened here."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, Mapping

from pydantic import JsonValue
from starlette.responses import Response

from backend.gateway.accounts import sessions
from backend.gateway.context import Context
from backend.gateway.database.models import Account, new_id
from backend.gateway.files import content
from backend.gateway.media_client import MediaError, MediaRefusal, Source, struct
from backend.gateway.problems import Invalid, NotAuthenticated, NotFound, TooLarge, Unavailable
from backend.gateway.schemas import accounts as schemas
from backend.protos.media.v1 import media_pb2

SERVICE = "image"
# Twice as large as it is shown anywhere, for screens that show two pixels for one.
SIDE = 256
MAX_UPLOAD_BYTES = 8 * 1024 * 1024
MAX_STORED_BYTES = 256 * 1024
CONVERT_SECONDS = 20.0
MEDIA_TYPE = "image/webp"
PARAMETERS: dict[str, JsonValue] = {
    "mode": "fill",
    "width": SIDE,
    "height": SIDE,
    "format": "webp",
    "quality": 85,
    # Where a portrait was taken is nobody's business.
    "metadata": "strip",
}

log = logging.getLogger(__name__)


async def replace(context: Context, account_id: str, picture: bytes) -> schemas.Account:
    """Make `picture` that of the account. Raises `Invalid`, `TooLarge`, `Unavailable`."""
    if not picture:
        raise Invalid.field("picture", "required", "Please choose a picture.")
    if len(picture) > MAX_UPLOAD_BYTES:
        raise TooLarge()
    version = new_id()
    incoming = f"incoming/{version}"
    try:
        await asyncio.to_thread(context.storage.put, picture, incoming)
        await _convert(context, incoming, len(picture), key_of(account_id, version))
    finally:
        await asyncio.to_thread(context.storage.delete, incoming)
    return await asyncio.to_thread(_record, context, account_id, version)


def remove(context: Context, account_id: str) -> schemas.Account:
    """Take the picture away."""
    return _record(context, account_id, "")


def response(context: Context, account: Account, headers: Mapping[str, str]) -> Response:
    """Return the picture; raise `NotFound` if there is none."""
    if not account.avatar:
        raise NotFound()
    key = key_of(account.id, account.avatar)
    return content.of_blob(context, headers, key, account.avatar, MEDIA_TYPE)


def delete_all_of(context: Context, account_id: str) -> None:
    """Remove the pictures of an account that ends."""
    context.storage.delete_prefix(f"avatars/{account_id}")


async def _convert(context: Context, incoming: str, size_bytes: int, key: str) -> None:
    try:
        service = await context.services.need(SERVICE)
    except NotFound as error:
        raise Unavailable() from error
    source = Source(context.storage.url_for_service(incoming, "read"), "picture", size_bytes)
    request = media_pb2.ConvertRequest(
        job_id=key.rpartition("/")[2],
        source=source.message(),
        operation="resize",
        parameters=struct(PARAMETERS),
        output_url=await asyncio.to_thread(context.storage.url_for_service, key, "write"),
        limits=media_pb2.Limits(max_output_bytes=MAX_STORED_BYTES),
    )
    try:
        async with asyncio.timeout(CONVERT_SECONDS):
            made = await _result(service.client.convert(request))
    except MediaRefusal as refusal:
        raise Invalid.field("picture", refusal.code, refusal.message) from refusal
    except (MediaError, TimeoutError) as error:
        log.warning("avatar error=%s", error)
        raise Unavailable() from error
    if not made:
        raise Unavailable()


async def _result(events: AsyncGenerator[media_pb2.ConvertEvent, None]) -> bool:
    made = False
    async with contextlib.aclosing(events):
        async for event in events:
            made = made or event.WhichOneof("event") == "result"
    return made


def _record(context: Context, account_id: str, version: str) -> schemas.Account:
    with context.sessions.begin() as db:
        account = db.get(Account, account_id, with_for_update=True)
        if account is not None:
            former, account.avatar = account.avatar, version
            shown = sessions.as_schema(account)
    if account is None:  # deleted meanwhile
        delete_all_of(context, account_id)
        raise NotAuthenticated()
    if former:
        context.storage.delete(key_of(account_id, former))
    return shown


def key_of(account_id: str, version: str) -> str:
    """Return where a picture is stored."""
    return f"avatars/{account_id}/{version}"
