"""Previews as they are asked for: found, made, or on their way."""

import asyncio
import json
import logging
from collections.abc import Mapping

from pydantic import JsonValue
from starlette.responses import Response

from backend.gateway.context import Context
from backend.gateway.database.models import File, Preview, new_id, now
from backend.gateway.files import content, listing
from backend.gateway.files.quota import require_disk_space
from backend.gateway.jobs import other_files
from backend.gateway.jobs.attempts import source_of
from backend.gateway.media_client import MediaError, MediaUnavailable, Source
from backend.gateway.previews import artefacts, asking
from backend.gateway.previews.asking import Asked
from backend.gateway.problems import Invalid, NotFound, Unavailable
from backend.gateway.schemas import jobs, services
from backend.gateway.services import translation

POSTER = "poster"
# Between two looks at something that takes minutes.
RETRY_AFTER_SECONDS = 2
# Headers have to pass through servers and proxies; more facts than that are a fault.
MAX_FACTS_LENGTH = 3000

log = logging.getLogger(__name__)


class NotReady(NotFound):
    """It is being made in the background; the answer says when to ask again."""

    code = "not_ready"
    message = "This is still being made."

    def __init__(self) -> None:
        super().__init__(headers={"Retry-After": str(RETRY_AFTER_SECONDS)})


async def answer(
    context: Context,
    headers: Mapping[str, str],
    account_id: str,
    *,
    file_id: str,
    kind_name: str,
    parameters: str,
) -> Response:
    """Return a preview of a file, made now if need be. Raises `Problem`."""
    asked = asking.read(parameters)
    file = await asyncio.to_thread(_file, context, account_id, file_id)
    service = _service(context, file)
    kind = service.preview(kind_name)
    if kind is None:
        raise NotFound("unknown_preview", "There is no such preview of this file.")
    if kind.name == POSTER and file.poster_key is not None and not asked.parameters:
        return await asyncio.to_thread(content.of_poster, context, headers, file)
    others = await asyncio.to_thread(_others, context, file, service, asked)
    artefact = await asyncio.to_thread(_found, context, file, kind, asked)
    if artefact is None:
        artefact = await context.previews.make(
            (file.id, kind.name, asked.digest),
            account_id,
            lambda: _made(context, file, kind, asked, others),
        )
    return content.of_preview(context, headers, artefact)


def _file(context: Context, account_id: str, file_id: str) -> File:
    with context.reading() as db:
        return listing.owned(db, account_id, file_id)


def _service(context: Context, file: File) -> services.Service:
    for service in context.services.described():
        if service.name == file.service:
            return service
    raise Unavailable()


def _others(
    context: Context, file: File, service: services.Service, asked: Asked
) -> Mapping[str, Source]:
    """Return the files that the parameters of an operation to be shown name; raise `Invalid`."""
    name, inner = asked.parameters.get("operation"), asked.parameters.get("parameters")
    operation = service.operation(name) if isinstance(name, str) else None
    if operation is None or not isinstance(inner, dict):
        return {}
    return other_files.require(context, file.account_id, operation, inner)


def _found(
    context: Context, file: File, kind: services.PreviewKind, asked: Asked
) -> Preview | None:
    """Return the artefact if it is there; raise `NotReady` if the runner has to make it."""
    with context.reading() as db:
        artefact = artefacts.find(db, file.id, kind.name, asked.digest)
    # With parameters, a page waits for it, such as a closer look at a part.
    if kind.background and not asked.parameters:
        return _from_background(context, file, kind, artefact)
    if artefact is not None and context.storage.size(artefact.blob_key) is None:
        artefacts.forget(context, artefact)
        return None
    if artefact is not None:
        artefacts.note_use(context, artefact)
    return artefact


def _from_background(
    context: Context,
    file: File,
    kind: services.PreviewKind,
    artefact: Preview | None,
) -> Preview:
    if artefact is not None and artefact.state == "ready":
        return artefact
    if artefact is None:
        artefacts.want(context, file.id, kind.name)
    elif artefact.state == "failed" and not artefacts.want_again(context, artefact):
        raise Invalid(artefact.error_code, artefact.error_message)
    raise NotReady()


async def _made(
    context: Context,
    file: File,
    kind: services.PreviewKind,
    asked: Asked,
    others: Mapping[str, Source],
) -> Preview:
    """Have the service make an artefact, and keep it. Raises `Problem`."""
    service = await context.services.need(file.service)
    await asyncio.to_thread(require_disk_space, context, 0)
    made = Preview(id=new_id(), file_id=file.id, kind=kind.name, digest=asked.digest, state="ready")
    made.blob_key = artefacts.blob_key(file.id, made.id)
    url = await asyncio.to_thread(context.storage.url_for_service, made.blob_key, "write")
    try:
        result = await service.client.preview(
            source_of(context, file), kind.name, url, parameters=asked.parameters, files=others
        )
        made.media_type = translation.media_type(result.media_type)
        made.facts = facts_by_name(translation.facts(result.facts))
        size_bytes = await asyncio.to_thread(context.storage.size, made.blob_key)
        if size_bytes is None or size_bytes > artefacts.MAX_BYTES:
            raise MediaUnavailable(f"a preview of {size_bytes} bytes")
    except MediaError as error:
        log.info("preview file=%s kind=%s error=%s", file.id, kind.name, error)
        await asyncio.to_thread(context.storage.delete, made.blob_key)
        raise error.problem() from error
    made.size_bytes, made.made_at, made.used_at = size_bytes, now(), now()
    return await asyncio.to_thread(artefacts.record, context, made)


def facts_by_name(facts: list[jobs.Fact]) -> dict[str, JsonValue]:
    """Return facts as they travel in a header; raise `Nonsense` when they are too long for it."""
    by_name = {fact.name: fact.value for fact in facts}
    if len(json.dumps(by_name)) > MAX_FACTS_LENGTH:
        raise translation.Nonsense("facts that are too long")
    return by_name
