"""Counting what an account does, and unlocking what it has earned.

Subjects: ``account:made``, ``account:named``, ``account:password`` (actions on
the account); ``upload:<kind>``, ``bytes:in`` (`record_upload`); everything in
`subjects_of_job` (`record_job`). Tallies only grow: a deleted file was still made.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from backend.gateway.achievements import catalogue
from backend.gateway.achievements.catalogue import Achievement
from backend.gateway.database.insert import insert_missing
from backend.gateway.database.models import File, Job, Tally, UnlockedAchievement, now
from backend.gateway.schemas import achievements as schemas
from backend.gateway.services.rules import AchievementRule


def record(
    db: Session,
    account_id: str,
    amounts: Mapping[str, int],
    rules: Sequence[AchievementRule] = (),
) -> None:
    """Add amounts to the tallies of an account and unlock what that earns.

    Belongs into the transaction of what is recorded, so that both or neither happen.
    """
    # In one order by everybody, so that two that count at once never wait for each other.
    subjects = sorted(subject for subject, amount in amounts.items() if amount > 0)
    insert_missing(
        db,
        Tally,
        [{"account_id": account_id, "subject": subject, "amount": 0} for subject in subjects],
    )
    for subject in subjects:
        db.execute(
            update(Tally)
            .where(Tally.account_id == account_id, Tally.subject == subject)
            .values(amount=Tally.amount + amounts[subject])
        )
    tallies = _tallies(db, account_id)
    moment = now()
    earned = [
        {"account_id": account_id, "name": achievement.name, "unlocked_at": moment}
        for achievement in catalogue.all_of(rules)
        if achievement.progress(tallies) == achievement.goal
    ]
    insert_missing(db, UnlockedAchievement, earned)


def record_upload(db: Session, file: File) -> None:
    """Count an original that has arrived."""
    record(db, file.account_id, {f"upload:{file.kind}": 1, "bytes:in": file.size_bytes})


def record_job(db: Session, job: Job, result: File, rules: Sequence[AchievementRule] = ()) -> None:
    """Count a finished job and its result."""
    record(db, job.account_id, subjects_of_job(job, result, rules), rules)


def subjects_of_job(
    job: Job, result: File, rules: Sequence[AchievementRule] = ()
) -> dict[str, int]:
    """Return what a finished job adds to which tallies."""
    extension = result.extension.lower()[:16]
    amounts = {
        "job:done": 1,
        f"job:{job.service}.{job.operation}": 1,
        f"format:{extension}": 1,
        f"method:{job.method}": 1,
        "seconds:made": round(result.duration_seconds),
        f"service-seconds:{job.service}": round(result.duration_seconds),
        "bytes:out": result.size_bytes,
    }
    mode = job.parameters.get("mode")
    if isinstance(mode, str):
        amounts[f"mode:{mode[:40]}"] = 1
    if result.kind == "audio":
        amounts["made:audio"] = 1
    # A GIF is a picture to whoever makes one, whatever its service calls it.
    if result.kind == "image" or extension in catalogue.IMAGE_FORMATS:
        amounts["made:image"] = 1
    if result.size_bytes * 2 <= job.file.size_bytes:
        amounts["made:half"] = 1
    for rule in rules:
        if _matches(rule, job):
            amounts[f"rule:{rule.service}.{rule.name}"] = 1
    return amounts


def _matches(rule: AchievementRule, job: Job) -> bool:
    return (
        rule.service == job.service
        and rule.operation in {"", job.operation}
        and all(job.parameters.get(name) == value for name, value in rule.parameters.items())
    )


def listing(
    db: Session, account_id: str, rules: Sequence[AchievementRule] = ()
) -> schemas.Achievements:
    """Return all achievements and how far the account is with each."""
    tallies = _tallies(db, account_id)
    query = select(UnlockedAchievement).where(UnlockedAchievement.account_id == account_id)
    unlocked = {row.name: row for row in db.scalars(query)}
    items = [
        _as_schema(achievement, tallies, unlocked.get(achievement.name))
        for achievement in catalogue.all_of(rules)
    ]
    return schemas.Achievements(
        items=items,
        unlocked=sum(1 for item in items if item.unlocked_at is not None),
        total=len(items),
    )


def _as_schema(
    achievement: Achievement, tallies: Mapping[str, int], unlocked: UnlockedAchievement | None
) -> schemas.Achievement:
    return schemas.Achievement(
        name=achievement.name,
        title=achievement.title,
        summary=achievement.summary,
        group=achievement.group,
        tier=achievement.tier,
        unit=achievement.unit,
        goal=achievement.goal,
        # What was earned stays earned, also if its goal is raised one day.
        progress=achievement.goal if unlocked else achievement.progress(tallies),
        unlocked_at=unlocked.unlocked_at if unlocked else None,
    )


def _tallies(db: Session, account_id: str) -> dict[str, int]:
    query = select(Tally.subject, Tally.amount).where(Tally.account_id == account_id)
    return dict(db.execute(query).all())
