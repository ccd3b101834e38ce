"""Uploads from their announcement to a file: created, completed, given up, expired.

Completing can break off anywhere and be repeated: the bytes stay in staging until
the file is recorded, the file takes the upload's id, and the upload remembers
that it is done.
"""

import asyncio
import logging
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.gateway.achievements.progress import record_upload
from backend.gateway.context import Context
from backend.gateway.database.models import File, Upload, new_id, now
from backend.gateway.files import filenames
from backend.gateway.files.quota import require_room
from backend.gateway.media_client import MediaRefusal, MediaUnavailable, Source
from backend.gateway.problems import DiskFull, Invalid, NotFound, Problem, TooLarge
from backend.gateway.schemas import files as file_schemas
from backend.gateway.schemas import uploads as schemas
from backend.gateway.services import translation

log = logging.getLogger(__name__)


async def require_service(context: Context, name: str) -> None:
    """Raise `Invalid` if no media service is called `name`."""
    try:
        await context.services.need(name)
    except NotFound as error:
        raise Invalid.field("service", "unknown_service", "There is no such service.") from error
    except Problem:
        # It is away for now. The bytes may come; they are looked at when it is back.
        log.info("upload for service=%s, which is away", name)


def most_bytes(context: Context, service: str) -> int:
    """Return how large a file for a service may be: what the installation and the service take."""
    limits = [
        known.max_input_bytes for known in context.services.described() if known.name == service
    ]
    return min([context.config.max_upload_bytes, *filter(None, limits)])


@dataclass(frozen=True)
class Announcement:
    """A file that is to come: what it is called, how long it is, which service is for it."""

    service: str
    filename: str
    size_bytes: int


def create(
    context: Context, account_id: str, announced: Announcement, upload_id: str | None = None
) -> Upload:
    """Announce an upload. Raises `Invalid`, `TooLarge` and `DiskFull`."""
    if announced.size_bytes == 0:
        raise Invalid("empty_file", "This file is empty.")
    if announced.size_bytes > most_bytes(context, announced.service):
        raise TooLarge()
    upload = Upload(
        id=upload_id or new_id(),
        account_id=account_id,
        service=announced.service,
        filename=filenames.display_name(announced.filename),
        size_bytes=announced.size_bytes,
        expires_at=now() + timedelta(seconds=context.config.upload_lifetime_seconds),
    )
    with context.sessions.begin() as db:
        require_room(context, db, account_id, announced.size_bytes)
        db.add(upload)
        context.staging.create(upload.id)
    return upload


def find(context: Context, account_id: str, upload_id: str) -> Upload:
    """Return an account's upload; raise `NotFound`, also for an expired one."""
    with context.reading() as db:
        return _found(db, account_id, upload_id)


def _found(db: Session, account_id: str, upload_id: str) -> Upload:
    upload = db.get(Upload, upload_id)
    if upload is None or upload.account_id != account_id or upload.expires_at <= now():
        raise NotFound()
    return upload


def offset(context: Context, upload: Upload) -> int:
    """Return how many bytes of an upload have arrived."""
    return upload.size_bytes if upload.file_id else context.staging.size(upload.id)


def shown(context: Context, upload: Upload) -> schemas.Upload:
    """Return an upload as its owner sees it."""
    return schemas.Upload(
        id=upload.id,
        filename=upload.filename,
        service=upload.service,
        size_bytes=upload.size_bytes,
        offset_bytes=offset(context, upload),
        expires_at=upload.expires_at,
        file_id=upload.file_id,
    )


def unfinished(context: Context, account_id: str) -> list[schemas.Upload]:
    """Return the account's uploads that can be resumed, the newest first."""
    query = (
        select(Upload)
        .where(Upload.account_id == account_id, Upload.file_id.is_(None), Upload.expires_at > now())
        .order_by(Upload.created_at.desc())
        .limit(50)
    )
    with context.reading() as db:
        return [shown(context, upload) for upload in db.scalars(query)]


async def complete(context: Context, upload: Upload) -> str:
    """Make a file of an upload whose bytes have all arrived; return the file's id.

    Raises `Invalid` with the service's reason when it is no file of its kind, after
    which the upload is gone; `Unavailable` while nobody can tell, after which it is
    still there, to be completed by repeating.
    """
    if upload.file_id is not None:
        return upload.file_id
    key = f"files/{upload.id}"
    try:
        await asyncio.to_thread(context.storage.put_file, context.staging.path(upload.id), key)
    except OSError as error:
        raise DiskFull() from error
    try:
        media = await _probe(context, upload, key)
    except MediaUnavailable as error:
        log.warning("upload=%s probe=%s", upload.id, error)
        raise error.problem() from error
    except MediaRefusal as refusal:
        log.info("upload=%s refused=%s", upload.id, refusal.code)
        await asyncio.to_thread(give_up, context, upload)
        raise refusal.problem() from refusal
    try:
        await asyncio.to_thread(_record, context, upload, key, media)
    except NotFound:
        await asyncio.to_thread(context.storage.delete, key)
        raise
    await asyncio.to_thread(context.staging.remove, upload.id)
    return upload.id


async def _probe(context: Context, upload: Upload, key: str) -> file_schemas.Media:
    service = await context.services.need(upload.service)
    url = context.storage.url_for_service(key, "read")
    source = Source(url=url, filename=upload.filename, size_bytes=upload.size_bytes)
    return translation.media(await service.client.probe(source))


def _record(context: Context, upload: Upload, key: str, media: file_schemas.Media) -> None:
    """Make the file's row and close the upload, together and once."""
    with context.sessions.begin() as db:
        row = db.get(Upload, upload.id, with_for_update=True)
        if row is None:
            raise NotFound()  # given up meanwhile
        if row.file_id is not None:
            return
        row.file_id = row.id
        file = File(
            id=row.id,
            account_id=row.account_id,
            root_id=row.id,
            service=row.service,
            kind=media.kind,
            name=row.filename,
            name_key=filenames.name_key(row.filename),
            extension=filenames.extension_of(row.filename),
            media_type=media.media_type,
            size_bytes=row.size_bytes,
            duration_seconds=media.duration_seconds,
            media=media.model_dump(mode="json"),
            blob_key=key,
        )
        db.add(file)
        db.flush()
        record_upload(db, file)


def give_up(context: Context, upload: Upload) -> None:
    """Remove an unfinished upload and all that came of it."""
    with context.sessions.begin() as db:
        row = db.get(Upload, upload.id, with_for_update=True)
        if row is not None:
            done = row.file_id is not None
            db.delete(row)
    context.staging.remove(upload.id)
    if row is not None and not done:
        context.storage.delete(f"files/{upload.id}")


def sweep(context: Context) -> None:
    """Remove expired uploads, and bytes in staging that belong to none."""
    with context.reading() as db:
        expired = list(db.scalars(select(Upload).where(Upload.expires_at <= now())))
    for upload in expired:
        give_up(context, upload)
    old = context.staging.abandoned(context.config.upload_lifetime_seconds)
    if old:
        with context.reading() as db:
            known = set(db.scalars(select(Upload.id).where(Upload.id.in_(old))))
        for upload_id in set(old) - known:
            context.staging.remove(upload_id)
