"""What an account has done so far, counted by its tallies, and what it holds now."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.gateway.database.models import File, Tally
from backend.gateway.schemas import accounts as schemas
from backend.gateway.schemas.services import Service


def of(db: Session, account_id: str, services: Sequence[Service]) -> schemas.Statistics:
    """Return the statistics of an account; services that it never used are left out."""
    query = select(Tally.subject, Tally.amount).where(Tally.account_id == account_id)
    tallies = {subject: int(amount) for subject, amount in db.execute(query)}
    held = _held(db, account_id)
    jobs, seconds = _jobs_by_service(tallies), _by_service(tallies, "service-seconds:")
    titles = {service.name: service.title for service in services}
    names = [name for name in titles if name in {*held, *jobs}]
    # Of a service that is gone, files remain, and that it worked.
    names += sorted({*held, *jobs} - set(names))
    return schemas.Statistics(
        files=sum(files for files, _ in held.values()),
        stored_bytes=sum(size for _, size in held.values()),
        jobs_done=tallies.get("job:done", 0),
        bytes_in=tallies.get("bytes:in", 0),
        bytes_out=tallies.get("bytes:out", 0),
        seconds_made=tallies.get("seconds:made", 0),
        services=[
            schemas.ServiceStatistics(
                name=name,
                title=titles.get(name, name.capitalize()),
                files=held[name][0],
                stored_bytes=held[name][1],
                jobs_done=jobs[name],
                seconds_made=seconds[name],
            )
            for name in names
        ],
    )


def _held(db: Session, account_id: str) -> defaultdict[str, tuple[int, int]]:
    """Return how many files there are and how large they are, by service."""
    query = (
        select(File.service, func.count(), func.sum(File.size_bytes))
        .where(File.account_id == account_id, File.deleted_at.is_(None))
        .group_by(File.service)
    )
    held: defaultdict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    # PostgreSQL sums to a decimal.
    held.update({service: (count, int(size)) for service, count, size in db.execute(query)})
    return held


def _jobs_by_service(tallies: dict[str, int]) -> defaultdict[str, int]:
    jobs: defaultdict[str, int] = defaultdict(int)
    for subject, amount in tallies.items():
        service, dot, _operation = subject.removeprefix("job:").partition(".")
        if subject.startswith("job:") and dot:
            jobs[service] += amount
    return jobs


def _by_service(tallies: dict[str, int], prefix: str) -> defaultdict[str, int]:
    amounts: defaultdict[str, int] = defaultdict(int)
    for subject, amount in tallies.items():
        if subject.startswith(prefix):
            amounts[subject.removeprefix(prefix)] += amount
    return amounts
