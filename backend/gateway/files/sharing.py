"""Links by which somebody without an account may see one file.

A link's id is the secret: 128 random bits, in no list but its owner's. It is stored
as it is, not hashed, because its owner must be able to read the link again, and
because it opens no more than one file whose bytes lie beside the database anyway.
Whether a link never was, has run out or was withdrawn, the answer is the same.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.orm import Session

from backend.gateway.context import Context
from backend.gateway.database.models import Account, File, Share, now
from backend.gateway.files import listing
from backend.gateway.problems import Conflict, NotFound
from backend.gateway.schemas import shares as schemas

# Enough for one link per person who gets one; a list that people can still look through.
MAX_LINKS_PER_FILE = 20


def make(
    context: Context, account_id: str, file_id: str, lifetime_seconds: int | None
) -> schemas.Share:
    """Make a link to a file that works for `lifetime_seconds`, None for until withdrawn.

    Raises `NotFound`, and `Conflict` when the file has as many links as it may.
    """
    moment = now()
    with context.sessions.begin() as db:
        # Makers of links of one account take turns, so that many cannot pass the limit at once.
        db.execute(select(Account.id).where(Account.id == account_id).with_for_update())
        file = listing.owned(db, account_id, file_id)
        living = select(func.count()).where(Share.file_id == file.id, _works(moment))
        if (db.scalar(living) or 0) >= MAX_LINKS_PER_FILE:
            raise Conflict(
                "too_many_shares",
                f"A file may have {MAX_LINKS_PER_FILE} links. Please withdraw one first.",
            )
        share = Share(
            file_id=file.id,
            created_at=moment,
            expires_at=None
            if lifetime_seconds is None
            else moment + timedelta(seconds=lifetime_seconds),
        )
        db.add(share)
        db.flush()
        return _shown(share)


def links_of(db: Session, account_id: str, file_id: str) -> schemas.Shares:
    """Return a file and the links to it that work, newest first; raise `NotFound`."""
    file = listing.owned(db, account_id, file_id)
    query = (
        select(Share)
        .where(Share.file_id == file.id, _works(now()))
        .order_by(Share.created_at.desc(), Share.id)
    )
    items = [_shown(share) for share in db.scalars(query)]
    return schemas.Shares(file=listing.shown(file), items=items)


def withdraw(context: Context, account_id: str, file_id: str, token: str) -> None:
    """End a link at once; one that has run out may be withdrawn too. Raises `NotFound`."""
    with context.sessions.begin() as db:
        file = listing.owned(db, account_id, file_id)
        share = db.get(Share, token)
        if share is None or share.file_id != file.id:
            raise NotFound()
        db.delete(share)


def opened(db: Session, token: str) -> tuple[File, Share]:
    """Return what a link leads to; raise `NotFound` if it does not work (any more)."""
    row = db.execute(
        select(File, Share)
        .join(Share, Share.file_id == File.id)
        .where(Share.id == token, File.deleted_at.is_(None), _works(now()))
    ).one_or_none()
    if row is None:
        raise NotFound("share_not_found", "This link does not work (any more).")
    file, share = row
    return file, share


def as_strangers_see(file: File, share: Share) -> schemas.SharedFile:
    """Return what somebody with a link may know: the file, and nothing around it."""
    return schemas.SharedFile(
        kind=file.kind,
        name=file.name,
        extension=file.extension,
        media_type=file.media_type,
        size_bytes=file.size_bytes,
        duration_seconds=file.duration_seconds,
        expires_at=share.expires_at,
    )


def sweep(context: Context) -> None:
    """Delete links that have run out."""
    with context.sessions.begin() as db:
        db.execute(delete(Share).where(Share.expires_at <= now()))


def _works(moment: datetime) -> ColumnElement[bool]:
    return or_(Share.expires_at.is_(None), Share.expires_at > moment)


def _shown(share: Share) -> schemas.Share:
    return schemas.Share(id=share.id, created_at=share.created_at, expires_at=share.expires_at)
