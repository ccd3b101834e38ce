"""The end of files: rows first, in one transaction, then the bytes.

What a crash leaves between the two belongs to nothing and is swept later.
"""

import logging
from collections.abc import Sequence

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from backend.gateway.context import Context
from backend.gateway.database.models import File, Job, Upload
from backend.gateway.files import listing

log = logging.getLogger(__name__)


def delete_file(context: Context, account_id: str, file_id: str) -> None:
    """Delete a file, what was made from it, and its jobs; raise `NotFound`."""
    with context.sessions.begin() as db:
        file = listing.owned(db, account_id, file_id)
        doomed = _with_descendants(db, file)
        _delete_rows(db, doomed)
    _remove(context, doomed)


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


def _with_descendants(db: Session, file: File) -> list[File]:
    """Return a file and everything made from it, directly or not."""
    family = db.scalars(select(File).where(File.root_id == file.root_id)).all()
    doomed = {file.id: file}
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
    for file in files:
        for key in (file.blob_key, file.poster_key):
            if key is not None:
                context.storage.delete(key)
    log.info("deleted files=%d", len(files))
