"""Posters: a picture that stands for a file. Nice to have; without one, there is none."""

import asyncio
import logging

from sqlalchemy import update

from backend.gateway.context import Context
from backend.gateway.database.models import File
from backend.gateway.jobs.attempts import source_of
from backend.gateway.media_client import MediaError, MediaRefusal
from backend.gateway.problems import Problem

KIND = "poster"
TRIES = 5
PAUSE_SECONDS = 3.0

log = logging.getLogger(__name__)


async def make(context: Context, file_id: str) -> None:
    """Make the poster of a file; a service that is away is asked a few times."""
    for left in reversed(range(TRIES)):
        try:
            await _make(context, file_id)
            return
        except MediaRefusal as refusal:
            log.info("poster file=%s refused=%s", file_id, refusal.code)
            return
        except (MediaError, Problem) as error:
            log.info("poster file=%s error=%s tries_left=%d", file_id, error, left)
            await asyncio.sleep(PAUSE_SECONDS)


async def _make(context: Context, file_id: str) -> None:
    file = await asyncio.to_thread(_file, context, file_id)
    if file is None or file.poster_key is not None:
        return
    service = await context.services.need(file.service)
    if service.described is None or KIND not in service.described.previews:
        return
    key = f"posters/{file_id}"
    url = await asyncio.to_thread(context.storage.url_for_service, key, "write")
    made = await service.client.preview(source_of(context, file), KIND, url)
    await asyncio.to_thread(_record, context, file_id, key, made.media_type[:100])


def _file(context: Context, file_id: str) -> File | None:
    with context.reading() as db:
        return db.get(File, file_id)


def _record(context: Context, file_id: str, key: str, media_type: str) -> None:
    with context.sessions.begin() as db:
        known = db.scalar(
            update(File)
            .where(File.id == file_id)
            .values(poster_key=key, poster_type=media_type)
            .returning(File.id)
        )
    if known is None:  # deleted meanwhile
        context.storage.delete(key)
