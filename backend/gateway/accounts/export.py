"""All that is kept of an account, to be taken away: as JSON, and the files themselves.

Left out is only what nobody may read, not even its owner: hashes of passwords and tokens.
"""

import json
from collections.abc import Mapping, Sequence

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.gateway.accounts import sessions, statistics, tokens
from backend.gateway.achievements import progress
from backend.gateway.context import Context
from backend.gateway.database.models import Account, File, Job, Share, now
from backend.gateway.files import bundle, listing
from backend.gateway.jobs import listing as job_listing


def members(context: Context, account: Account) -> list[bundle.Member]:
    """Return everything as the members of a zip, the JSON first."""
    with context.reading() as db:
        query = (
            select(File)
            .where(File.account_id == account.id, File.deleted_at.is_(None))
            .order_by(File.created_at, File.id)
        )
        files = list(db.scalars(query))
        media = bundle.members_of(files, folder="files")
        documents = {
            "account.json": _account(context, db, account),
            "files.json": _files(db, files, media),
            "jobs.json": _jobs(db, account.id),
        }
    return [*(_document(name, content) for name, content in documents.items()), *media]


def _account(context: Context, db: Session, account: Account) -> Mapping[str, object]:
    achievements = progress.listing(db, account.id, context.services.rules())
    return {
        "account": _plain(sessions.as_schema(account)),
        "statistics": _plain(statistics.of(db, account.id, context.services.described())),
        "achievements": [_plain(each) for each in achievements.items if each.unlocked_at],
        "sessions": [_plain(each) for each in sessions.live(db, account.id, "").items],
        "access_tokens": [_plain(each) for each in tokens.living(db, account.id).items],
    }


def _files(
    db: Session, files: Sequence[File], media: Sequence[bundle.Member]
) -> list[Mapping[str, object]]:
    query = select(Share).where(Share.file_id.in_([file.id for file in files]))
    shared: dict[str, list[str | None]] = {}
    for share in db.scalars(query):
        ends = share.expires_at.isoformat() if share.expires_at else None
        shared.setdefault(share.file_id, []).append(ends)
    return [
        {
            **_plain(listing.shown(file)),
            "media": file.media,
            "shared_until": shared.get(file.id, []),
            "name_in_this_zip": member.name,
        }
        for file, member in zip(files, media, strict=True)
    ]


def _jobs(db: Session, account_id: str) -> list[Mapping[str, object]]:
    query = select(Job).where(Job.account_id == account_id).order_by(Job.created_at, Job.id)
    return [_plain(job) for job in job_listing.shown(db, list(db.scalars(query)))]


def _plain(message: BaseModel) -> dict[str, object]:
    return message.model_dump(mode="json")


def _document(name: str, content: object) -> bundle.Member:
    text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    # Half a surrogate pair may stand in what somebody typed; it has no bytes.
    data = text.encode(errors="replace")
    return bundle.Member(name, "", len(data), now(), content=data)
