"""Artefacts in the database: what was made, what the runner is to make, what goes again.

A row of a kind that is made at once exists when its blob does. A row of a kind that is
made in the background is a wish first (`wanted`), and then `ready` or `failed`.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from pydantic import JsonValue
from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.gateway.context import Context
from backend.gateway.database.insert import insert_missing
from backend.gateway.database.models import Preview, new_id, now
from backend.gateway.previews.asking import NOTHING
from backend.gateway.problems import NotFound

# Of one file, without what is made in the background; the least recently used go first.
MAX_ARTEFACTS = 64
MAX_BYTES = 64 * 1024 * 1024
# What nobody looked at for so long is made again when somebody does.
KEPT_FOR = timedelta(days=30)
# Use is noted so roughly that looking costs no write.
NOTED_EVERY = timedelta(minutes=5)
# A service that was away may be back; one that said no may have learned something.
TRIED_AGAIN_AFTER = {"service_unavailable": timedelta(seconds=30)}
REFUSED_FOR = timedelta(hours=1)
BATCH = 500


def find(db: Session, file_id: str, kind: str, digest: str) -> Preview | None:
    """Return an artefact or the wish for one, None if there is neither."""
    return db.scalar(
        select(Preview).where(
            Preview.file_id == file_id, Preview.kind == kind, Preview.digest == digest
        )
    )


def note_use(context: Context, artefact: Preview) -> None:
    """Note that somebody looks at an artefact."""
    if now() - artefact.used_at < NOTED_EVERY:
        return
    with context.sessions.begin() as db:
        db.execute(update(Preview).where(Preview.id == artefact.id).values(used_at=now()))


def blob_key(file_id: str, artefact_id: str) -> str:
    """Return where the bytes of an artefact are."""
    return f"previews/{file_id}/{artefact_id}"


def record(context: Context, made: Preview) -> Preview:
    """Record what was made, or return what another gateway has recorded before.

    The oldest of the same file go, if there are too many. Raises `NotFound` when the
    file was deleted meanwhile. Blobs that are not needed are removed.
    """
    try:
        with context.sessions.begin() as db:
            insert_missing(db, Preview, [_values(made)])
            recorded = find(db, made.file_id, made.kind, made.digest)
            assert recorded is not None
            gone = [] if recorded.id != made.id else _drop_oldest(db, made)
    except IntegrityError as error:
        context.storage.delete(made.blob_key)
        raise NotFound() from error
    if recorded.id != made.id:
        gone.append(made.blob_key)
    for key in gone:
        context.storage.delete(key)
    return recorded


def forget(context: Context, artefact: Preview) -> None:
    """Drop an artefact whose blob is not there any more."""
    with context.sessions.begin() as db:
        db.execute(delete(Preview).where(Preview.id == artefact.id))


def want(context: Context, file_id: str, kind: str) -> None:
    """Have the runner make an artefact, unless that has been wanted before.

    Raises `NotFound` when the file was deleted meanwhile.
    """
    wish = Preview(
        id=new_id(),
        file_id=file_id,
        kind=kind,
        digest=NOTHING.digest,
        background=True,
        state="wanted",
    )
    try:
        with context.sessions.begin() as db:
            insert_missing(db, Preview, [_values(wish)])
    except IntegrityError as error:
        raise NotFound() from error


def want_again(context: Context, failed: Preview) -> bool:
    """Have a failed artefact made once more, if that may help by now; whether it is wanted."""
    pause = TRIED_AGAIN_AFTER.get(failed.error_code, REFUSED_FOR)
    if failed.made_at > now() - pause:
        return False
    with context.sessions.begin() as db:
        db.execute(
            update(Preview)
            .where(Preview.id == failed.id, Preview.attempt == failed.attempt)
            .values(state="wanted", attempt=failed.attempt + 1)
        )
    return True


def finish(context: Context, wanted: Preview, **outcome: JsonValue) -> bool:
    """Record how the making of a wanted artefact ended; False if nobody wants it any more."""
    with context.sessions.begin() as db:
        written = db.execute(
            update(Preview)
            .where(
                Preview.id == wanted.id,
                Preview.attempt == wanted.attempt,
                Preview.state == "wanted",
            )
            .values(made_at=now(), used_at=now(), **outcome)
        )
        assert isinstance(written, CursorResult)
        return written.rowcount == 1


def sweep(context: Context, moment: datetime) -> None:
    """Remove artefacts that nobody has looked at for long; those of the background stay."""
    with context.sessions.begin() as db:
        old = db.execute(
            select(Preview.id, Preview.blob_key)
            .where(Preview.background.is_(False), Preview.used_at < moment - KEPT_FOR)
            .limit(BATCH)
        ).all()
        _delete(db, [artefact.id for artefact in old])
    for artefact in old:
        context.storage.delete(artefact.blob_key)


def _drop_oldest(db: Session, newest: Preview) -> list[str]:
    """Drop what is too much of one file; return the blobs that are left behind."""
    kept = db.execute(
        select(Preview.id, Preview.blob_key, Preview.size_bytes)
        .where(
            Preview.file_id == newest.file_id,
            Preview.background.is_(False),
            Preview.id != newest.id,
        )
        .order_by(Preview.used_at.desc())
    ).all()
    number, size_bytes, dropped = 1, newest.size_bytes, []
    for artefact in kept:
        number, size_bytes = number + 1, size_bytes + artefact.size_bytes
        if number > MAX_ARTEFACTS or size_bytes > MAX_BYTES:
            dropped.append(artefact)
    _delete(db, [artefact.id for artefact in dropped])
    return [artefact.blob_key for artefact in dropped]


def _delete(db: Session, ids: Sequence[str]) -> None:
    if ids:
        db.execute(delete(Preview).where(Preview.id.in_(ids)))


def _values(artefact: Preview) -> dict[str, object]:
    columns = Preview.__table__.columns.keys()
    return {name: value for name in columns if (value := getattr(artefact, name)) is not None}
