"""Files as their owner sees them: one, all on pages, with results and jobs."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from backend.gateway.context import Context
from backend.gateway.database.models import File, Job
from backend.gateway.files.filenames import name_key
from backend.gateway.files.quota import used_bytes
from backend.gateway.jobs import listing as job_listing
from backend.gateway.jobs.attempts import ACTIVE
from backend.gateway.problems import NotFound
from backend.gateway.schemas import files as schemas
from backend.gateway.schemas import jobs as job_schemas

_ORDERS: dict[schemas.FileSort, tuple[ColumnElement[Any], ...]] = {
    "newest": (File.created_at.desc(), File.id.asc()),
    "oldest": (File.created_at.asc(), File.id.asc()),
    "name": (File.name_key.asc(), File.id.asc()),
    "largest": (File.size_bytes.desc(), File.id.asc()),
    "longest": (File.duration_seconds.desc(), File.id.asc()),
}


def owned(db: Session, account_id: str, file_id: str) -> File:
    """Return a file of the account; raise `NotFound`, also for what belongs to others."""
    file = db.get(File, file_id)
    if file is None or file.account_id != account_id or file.deleted_at is not None:
        raise NotFound()
    return file


def owned_all(db: Session, account_id: str, file_ids: Sequence[str]) -> list[File]:
    """Return files of the account in the order asked for, each once; raise `NotFound`."""
    wanted = list(dict.fromkeys(file_ids))
    query = select(File).where(
        File.account_id == account_id, File.id.in_(wanted), File.deleted_at.is_(None)
    )
    found = {file.id: file for file in db.scalars(query)}
    if len(found) < len(wanted):
        raise NotFound()
    return [found[file_id] for file_id in wanted]


def get_file(context: Context, account_id: str, file_id: str) -> schemas.File:
    """Return a file without what belongs to it."""
    with context.reading() as db:
        return shown(owned(db, account_id, file_id))


def shown(file: File) -> schemas.File:
    """Return a file as its owner sees it."""
    return schemas.File.model_validate(_members(file))


def _members(file: File) -> dict[str, object]:
    return {
        "id": file.id,
        "root_id": file.root_id,
        "source_id": file.source_id,
        "job_id": file.job_id,
        "service": file.service,
        "kind": file.kind,
        "name": file.name,
        "extension": file.extension,
        "media_type": file.media_type,
        "size_bytes": file.size_bytes,
        "duration_seconds": file.duration_seconds,
        "has_poster": file.poster_key is not None,
        "created_at": file.created_at,
    }


def details(db: Session, account_id: str, file_id: str) -> schemas.FileDetails:
    """Return a file with what it is, its source, its results and its unfinished jobs."""
    file = owned(db, account_id, file_id)
    source = db.get(File, file.source_id) if file.source_id else None
    results = db.scalars(
        select(File)
        .where(
            File.account_id == account_id,
            File.source_id == file.id,
            File.deleted_at.is_(None),
        )
        .order_by(File.created_at.desc())
        .limit(100)
    )
    jobs = db.scalars(_jobs_without_result([file.id]))
    return schemas.FileDetails(
        **shown(file).model_dump(),
        media=schemas.Media.model_validate(file.media),
        source=shown(source) if source else None,
        results=[shown(result) for result in results],
        jobs=job_listing.shown(db, list(jobs)),
    )


@dataclass(frozen=True)
class Wanted:
    """Which originals to list: words in names, a kind, a state, in which order, which page."""

    q: str
    kind: str
    state: schemas.FileState
    sort: schemas.FileSort
    page: int
    page_size: int


def page_of_files(context: Context, db: Session, account_id: str, wanted: Wanted) -> schemas.Files:
    """Return one page of the account's originals, whatever their number in five queries.

    A page beyond the last is the last.
    """
    matching = _matching(account_id, wanted)
    total = db.scalar(select(func.count()).select_from(matching.subquery())) or 0
    pages = max(1, ceil(total / wanted.page_size))
    page = min(wanted.page, pages)
    originals = list(
        db.scalars(
            matching.order_by(*_ORDERS[wanted.sort])
            .limit(wanted.page_size)
            .offset((page - 1) * wanted.page_size)
        )
    )
    return schemas.Files(
        items=_entries(db, originals),
        page=page,
        pages=pages,
        total=total,
        used_bytes=used_bytes(db, account_id),
        quota_bytes=context.config.quota_bytes,
    )


def _entries(db: Session, originals: Sequence[File]) -> list[schemas.FileEntry]:
    roots = [original.id for original in originals]
    results: dict[str, list[File]] = defaultdict(list)
    family = dict(zip(roots, roots, strict=True))
    for result in db.scalars(
        select(File)
        .where(File.root_id.in_(roots), File.source_id.is_not(None), File.deleted_at.is_(None))
        .order_by(File.created_at.desc())
    ):
        results[result.root_id].append(result)
        family[result.id] = result.root_id
    jobs: dict[str, list[job_schemas.Job]] = defaultdict(list)
    every_job = list(db.scalars(_jobs_without_result(family)))
    for job, seen in zip(every_job, job_listing.shown(db, every_job), strict=True):
        jobs[family[job.file_id]].append(seen)
    return [
        schemas.FileEntry(
            **shown(original).model_dump(),
            results=[shown(result) for result in results[original.id]],
            jobs=jobs[original.id],
        )
        for original in originals
    ]


def _jobs_without_result(file_ids: Iterable[str]) -> Select[Job]:
    """Return the query for jobs that are under way or failed; done ones show as results."""
    return (
        select(Job)
        .where(Job.file_id.in_(list(file_ids)), Job.state.in_((*ACTIVE, "failed")))
        .order_by(Job.created_at.desc())
        .limit(200)
    )


def _matching(account_id: str, wanted: Wanted) -> Select[File]:
    query = select(File).where(
        File.account_id == account_id, File.source_id.is_(None), File.deleted_at.is_(None)
    )
    if wanted.q.strip():
        query = query.where(_named_like(wanted.q))
    if wanted.kind:
        query = query.where(File.kind == wanted.kind)
    if wanted.state == "running":
        query = query.where(_has_job(Job.state.in_(ACTIVE)))
    elif wanted.state == "failed":
        query = query.where(_has_job(Job.state == "failed"))
    elif wanted.state == "ready":
        query = query.where(_has_result())
    elif wanted.state == "untouched":
        query = query.where(~_has_result(), ~_has_job(Job.state.in_((*ACTIVE, "failed"))))
    return query


def _named_like(q: str) -> ColumnElement[bool]:
    """Return the condition that an original or one of its results carries all words of `q`."""
    result = aliased(File)
    words = name_key(q).split()[:8]
    in_result = and_(
        result.root_id == File.id,
        result.deleted_at.is_(None),
        *(result.name_key.contains(word, autoescape=True) for word in words),
    )
    in_original = and_(*(File.name_key.contains(word, autoescape=True) for word in words))
    return or_(in_original, exists().where(in_result))


def _has_result() -> ColumnElement[bool]:
    result = aliased(File)
    return exists().where(
        result.root_id == File.id, result.source_id.is_not(None), result.deleted_at.is_(None)
    )


def _has_job(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    of_family = aliased(File)
    return exists().where(
        Job.file_id == of_family.id,
        of_family.root_id == File.id,
        of_family.deleted_at.is_(None),
        condition,
    )
