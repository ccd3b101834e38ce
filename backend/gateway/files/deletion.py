"""The end of files: rows first, in one transaction, then the bytes.

What a crash leaves between the two belongs to nothing and is swept later.
"""

import logging
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from backend.gateway.context import Context
from backend.gateway.database.models import File, Job, Upload, now
from backend.gateway.files import listing
from backend.gateway.files.quota import require_quota
from backend.gateway.jobs.attempts import ACTIVE
from backend.gateway.problems import NotFound
from backend.gateway.schemas import files as schemas

# People are offered ten seconds; an answer may be on its way a little longer. Purging comes
# later still, so that the two never meet at one file.
RESTORED_WITHIN = timedelta(seconds=15)
PURGED_AFTER = timedelta(seconds=20)
PURGED_AT_ONCE = 100

log = logging.getLogger(__name__)


def delete_file(context: Context, account_id: str, file_id: str) -> None:
    """Delete a file, what was made from it, and its jobs; raise `NotFound`."""
    delete_files(context, account_id, [file_id])


def hide_file(context: Context, account_id: str, file_id: str) -> None:
    """Delete a file and what was made from it, so that `restore` can undo it; raise `NotFound`.

    From now on it is nowhere to be seen. Its jobs go on until it is purged, so that
    nothing is lost by a slip of the finger.
    """
    moment = now()
    with context.sessions.begin() as db:
        for file in _with_descendants(db, [listing.owned(db, account_id, file_id)]):
            # What was deleted before is not part of this deletion, nor of its undoing.
            file.deleted_at = file.deleted_at or moment


def restore(context: Context, account_id: str, file_id: str) -> schemas.File:
    """Undo a deletion by `hide_file`; raise `NotFound` if it is too late.

    Raises `TooLarge` if the room that it had has been taken meanwhile.
    """
    with context.sessions.begin() as db:
        file = db.get(File, file_id)
        if file is None or file.account_id != account_id or not _can_return(db, file):
            raise NotFound()
        back = [
            member
            for member in _with_descendants(db, [file])
            if member.deleted_at == file.deleted_at
        ]
        require_quota(context, db, account_id, sum(member.size_bytes for member in back))
        for member in back:
            member.deleted_at = None
        return listing.shown(file)


def purge(context: Context) -> None:
    """Remove for good what was deleted and not given back in time."""
    with context.sessions.begin() as db:
        query = select(File).where(File.deleted_at < now() - PURGED_AFTER).limit(PURGED_AT_ONCE)
        doomed = _with_descendants(db, list(db.scalars(query)))
        _delete_rows(db, doomed)
    _remove(context, doomed)


def _can_return(db: Session, file: File) -> bool:
    if file.deleted_at is None or file.deleted_at < now() - RESTORED_WITHIN:
        return False
    source = db.get(File, file.source_id) if file.source_id else None
    return source is None or source.deleted_at is None


def delete_files(context: Context, account_id: str, file_ids: Sequence[str]) -> None:
    """Delete files, what was made from them, and their jobs; raise `NotFound` before any is."""
    with context.sessions.begin() as db:
        doomed = _with_descendants(db, listing.owned_all(db, account_id, file_ids))
        _delete_rows(db, doomed)
    _remove(context, doomed)


def preview(db: Session, account_id: str, file_ids: Sequence[str]) -> schemas.SelectedFiles:
    """Return files and how much would be deleted with them; raise `NotFound`."""
    files = listing.owned_all(db, account_id, file_ids)
    family = _with_descendants(db, files)
    ids = {file.id for file in family if file.deleted_at is None}
    jobs = select(func.count()).where(Job.file_id.in_(ids), Job.state.in_(ACTIVE))
    return schemas.SelectedFiles(
        items=[listing.shown(file) for file in files],
        results_made_from_them=len(ids) - len(files),
        jobs_under_way=db.scalar(jobs) or 0,
    )


def delete_all_of(context: Context, account_id: str) -> None:
    """Delete all files, jobs and uploads of an account."""
    with context.sessions.begin() as db:
        doomed = list(db.scalars(select(File).where(File.account_id == account_id)))
        _delete_rows(db, doomed)
        uploads = list(db.scalars(select(Upload.id).where(Upload.account_id == account_id)))
        db.execute(delete(Upload).where(Upload.account_id == account_id))
    for upload_id in uploads:
        context.staging.remove(upload_id)
        context.storage.delete(f"files/{upload_id}")
    _remove(context, doomed)


def _with_descendants(db: Session, files: Sequence[File]) -> list[File]:
    """Return files and everything made from them, directly or not."""
    roots = {file.root_id for file in files}
    family = db.scalars(select(File).where(File.root_id.in_(roots))).all()
    doomed = {file.id: file for file in files}
    while True:
        more = {
            member.id: member
            for member in family
            if member.source_id in doomed and member.id not in doomed
        }
        if not more:
            return list(doomed.values())
        doomed |= more


def _delete_rows(db: Session, files: Sequence[File]) -> None:
    """Delete files and their jobs.

    A running job whose row is gone notices within half a second, and ends.
    """
    ids = [file.id for file in files]
    made = or_(Job.file_id.in_(ids), Job.result_file_id.in_(ids))
    db.execute(delete(Job).where(made))
    # Results before their sources, whatever the database checks when.
    db.execute(delete(File).where(File.id.in_(ids), File.source_id.is_not(None)))
    db.execute(delete(File).where(File.id.in_(ids)))


def _remove(context: Context, files: Sequence[File]) -> None:
    if not files:
        return
    for file in files:
        for key in (file.blob_key, file.poster_key):
            if key is not None:
                context.storage.delete(key)
        context.storage.delete_prefix(f"previews/{file.id}")
    log.info("deleted files=%d", len(files))
