"""What shows a file and is made by the runner: its poster, and previews of the background.

Both are nice to have; without one, there is none.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from pydantic import JsonValue
from sqlalchemy import select, update

from backend.gateway.context import Context
from backend.gateway.database.models import File, Job, Preview
from backend.gateway.files.quota import require_disk_space
from backend.gateway.jobs.attempts import source_of
from backend.gateway.media_client import MediaError, MediaRefusal, MediaUnavailable
from backend.gateway.previews import artefacts
from backend.gateway.previews.serving import POSTER, facts_by_name
from backend.gateway.problems import Problem
from backend.gateway.services import translation

TRIES = 5
PAUSE_SECONDS = 3.0
# A poster has some kB. A larger file would travel with every list that shows it.
MAX_POSTER_BYTES = 2 * 1024 * 1024
# Previews of the background begin while no job waits for its turn, but not never.
LOOK_SECONDS = 1.0
PATIENCE_SECONDS = 600.0
# Services have limits of their own; this one is for those that hang.
BACKGROUND_SECONDS = 5 * 3600.0

log = logging.getLogger(__name__)


async def make_poster(context: Context, file_id: str) -> None:
    """Make the poster of a file; a service that is away is asked a few times."""
    try:
        await _patiently(lambda: _make_poster(context, file_id))
    except (MediaError, Problem) as error:
        log.info("poster file=%s error=%s", file_id, error)


async def make_wanted(context: Context, artefact_id: str) -> None:
    """Make an artefact that is wanted, after the jobs that wait; record how it ended."""
    wanted = await asyncio.to_thread(_wanted, context, artefact_id)
    if wanted is None:
        return
    for _ in range(int(PATIENCE_SECONDS / LOOK_SECONDS)):
        if not await asyncio.to_thread(_jobs_wait, context):
            break
        await asyncio.sleep(LOOK_SECONDS)
    try:
        await _patiently(lambda: _make_wanted(context, wanted))
    except MediaRefusal as refusal:
        await _failed(context, wanted, refusal.code, refusal.message)
    except (MediaError, Problem) as error:
        log.info("preview=%s error=%s", wanted.id, error)
        await _failed(context, wanted, MediaUnavailable.code, MediaUnavailable.message)


async def _patiently(make: Callable[[], Awaitable[None]]) -> None:
    for _ in range(TRIES - 1):
        try:
            return await make()
        except MediaRefusal:
            raise
        except (MediaError, Problem):
            await asyncio.sleep(PAUSE_SECONDS)
    return await make()


async def _failed(context: Context, wanted: Preview, code: str, message: str) -> None:
    log.info("preview=%s kind=%s failed=%s", wanted.id, wanted.kind, code)
    outcome = {"state": "failed", "error_code": code[:60], "error_message": message[:500]}
    await asyncio.to_thread(lambda: artefacts.finish(context, wanted, **outcome))


def _wanted(context: Context, artefact_id: str) -> Preview | None:
    with context.reading() as db:
        artefact = db.get(Preview, artefact_id)
        return artefact if artefact is not None and artefact.state == "wanted" else None


def _jobs_wait(context: Context) -> bool:
    with context.reading() as db:
        return db.scalar(select(Job.id).where(Job.state == "queued").limit(1)) is not None


async def _make_wanted(context: Context, wanted: Preview) -> None:
    file = await asyncio.to_thread(_file, context, wanted.file_id)
    if file is None:
        return
    service = await context.services.need(file.service)
    await asyncio.to_thread(require_disk_space, context, file.size_bytes)
    # Of its attempt alone: nobody may be reading it while another runner writes it.
    key = artefacts.blob_key(file.id, f"{wanted.id}-{wanted.attempt}")
    url = await asyncio.to_thread(context.storage.url_for_service, key, "write")
    making = asyncio.ensure_future(
        service.client.preview(
            source_of(context, file), wanted.kind, url, seconds=BACKGROUND_SECONDS
        )
    )
    try:
        while not (await asyncio.wait({making}, timeout=LOOK_SECONDS))[0]:
            if await asyncio.to_thread(_wanted, context, wanted.id) is None:
                return  # its file was deleted
    finally:
        making.cancel()
        await asyncio.wait({making})
    made = making.result()
    size_bytes = await asyncio.to_thread(context.storage.size, key)
    if size_bytes is None:
        raise MediaUnavailable("a preview that is not there")
    outcome: dict[str, JsonValue] = {
        "state": "ready",
        "blob_key": key,
        "media_type": translation.media_type(made.media_type),
        "facts": facts_by_name(translation.facts(made.facts)),
        "size_bytes": size_bytes,
    }
    if not await asyncio.to_thread(lambda: artefacts.finish(context, wanted, **outcome)):
        await asyncio.to_thread(context.storage.delete, key)


async def _make_poster(context: Context, file_id: str) -> None:
    file = await asyncio.to_thread(_file, context, file_id)
    if file is None or file.poster_key is not None:
        return
    service = await context.services.need(file.service)
    if service.described is None or service.described.preview(POSTER) is None:
        return
    key = f"posters/{file_id}"
    url = await asyncio.to_thread(context.storage.url_for_service, key, "write")
    made = await service.client.preview(source_of(context, file), POSTER, url)
    size_bytes = await asyncio.to_thread(context.storage.size, key)
    if size_bytes is None or size_bytes > MAX_POSTER_BYTES:
        await asyncio.to_thread(context.storage.delete, key)
        raise MediaRefusal("no_poster", f"a poster of {size_bytes} bytes", {})
    await asyncio.to_thread(_record_poster, context, file_id, key, made.media_type[:100])


def _file(context: Context, file_id: str) -> File | None:
    with context.reading() as db:
        return db.get(File, file_id)


def _record_poster(context: Context, file_id: str, key: str, media_type: str) -> None:
    with context.sessions.begin() as db:
        known = db.scalar(
            update(File)
            .where(File.id == file_id)
            .values(poster_key=key, poster_type=media_type)
            .returning(File.id)
        )
    if known is None:  # deleted meanwhile
        context.storage.delete(key)
