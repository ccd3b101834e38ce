"""What can be earned, and by what."""

from collections.abc import Iterator
from itertools import count, groupby
from pathlib import Path

import pytest
from sqlalchemy import select

from backend.gateway.achievements import catalogue, progress
from backend.gateway.achievements.catalogue import ACHIEVEMENTS, Achievement
from backend.gateway.context import Context
from backend.gateway.database.models import File, Job, UnlockedAchievement, new_id, now
from backend.gateway.services import translation
from backend.gateway.services.rules import AchievementRule
from backend.services.video.description import describe
from config import ServiceConfig
from tests.gateway.personas import Person

RULE = AchievementRule(
    service="video",
    name="clean_cuts",
    title="Clean cuts",
    summary="Cut two videos exactly.",
    goal=2,
    operation="cut",
    parameters={"mode": "exact"},
)
_numbers = count()


def finished_job(
    account_id: str,
    operation: str = "cut",
    *,
    extension: str = "mp4",
    kind: str = "video",
    method: str = "smart",
    size_bytes: int = 900,
    seconds: float = 10.0,
    **parameters: object,
) -> tuple[File, Job, File]:
    """Return a source, a finished job on it, and its result, as the runner records them."""
    source_id, job_id = new_id(), new_id()

    def file(own_id: str, extension: str, kind: str, size_bytes: int) -> File:
        name = f"clip-{next(_numbers)}.{extension}"
        return File(
            id=own_id,
            root_id=source_id,
            account_id=account_id,
            service="video",
            kind=kind,
            name=name,
            name_key=name,
            extension=extension,
            media_type=f"{kind}/{extension}",
            size_bytes=size_bytes,
            duration_seconds=seconds,
            blob_key=f"files/{own_id}",
        )

    source = file(source_id, "mp4", "video", 1000)
    result = file(new_id(), extension, kind, size_bytes)
    result.source_id, result.job_id = source.id, job_id
    job = Job(
        id=job_id,
        account_id=account_id,
        file_id=source.id,
        service="video",
        operation=operation,
        parameters=parameters,
        state="done",
        method=method,
        finished_at=now(),
    )
    return source, job, result


def do(context: Context, account_id: str, times: int = 1, **job: object) -> None:
    """Have jobs done."""
    for _ in range(times):
        source, work, result = finished_job(account_id, **job)  # type: ignore[arg-type]  # named
        with context.sessions.begin() as db:
            db.add(source)
            db.flush()
            db.add_all([work, result])
            db.flush()
            progress.record_job(db, work, result, [RULE])


@pytest.fixture
def account_id(alice: Person) -> str:
    return str(alice.get("/v1/account").json()["id"])


def unlocked(context: Context, account_id: str) -> set[str]:
    """Return the names of what an account has earned."""
    with context.reading() as db:
        query = select(UnlockedAchievement.name)
        return set(db.scalars(query.where(UnlockedAchievement.account_id == account_id)))


def test_there_are_many_in_all_rooms_and_tiers() -> None:
    assert len(ACHIEVEMENTS) >= 15
    assert {a.group for a in ACHIEVEMENTS} >= {"video", "image", "audio"}
    assert {a.tier for a in ACHIEVEMENTS} == {"bronze", "silver", "gold"}
    assert len({a.name for a in ACHIEVEMENTS}) == len({a.title for a in ACHIEVEMENTS})
    assert all(a.title and a.summary.endswith(".") for a in ACHIEVEMENTS)


def test_one_is_unlocked_by_the_act_that_reaches_its_goal(
    alice: Person, context: Context, account_id: str
) -> None:
    def directors_cut() -> tuple[int, bool]:
        items = alice.get("/v1/achievements").json()["items"]
        item = next(item for item in items if item["name"] == "directors_cut")
        return item["progress"], item["unlocked_at"] is not None

    do(context, account_id, times=9)
    assert directors_cut() == (9, False)
    do(context, account_id)
    assert directors_cut() == (10, True)
    do(context, account_id)
    assert directors_cut() == (10, True)


def test_accounts_earn_for_their_own_acts_only(
    alice: Person, outsider: Person, context: Context, account_id: str
) -> None:
    do(context, account_id, times=10)
    theirs = outsider.get("/v1/achievements").json()
    assert [item["name"] for item in theirs["items"] if item["unlocked_at"]] == ["welcome"]
    assert theirs["unlocked"] == 1
    assert theirs["total"] == len(theirs["items"])


def test_acts_on_the_account_count(alice: Person, context: Context, account_id: str) -> None:
    assert unlocked(context, account_id) == {"welcome"}
    alice.request("PATCH", "/v1/account", body={"first_name": "Alice", "last_name": "Liddell"})
    body = {"old_password": alice.password, "new_password": "battery staple and more"}
    alice.request("PUT", "/v1/account/password", body=body)
    assert unlocked(context, account_id) == {"welcome", "name_on_the_door", "new_lock"}


def test_what_was_earned_outlives_the_files(
    alice: Person, context: Context, account_id: str
) -> None:
    do(context, account_id, times=10)
    with context.sessions.begin() as db:
        for file in db.scalars(select(File).where(File.source_id.is_(None))):
            db.delete(file)
    do(context, account_id)
    assert "directors_cut" in unlocked(context, account_id)


def test_a_service_brings_its_own_along(alice: Person, context: Context, account_id: str) -> None:
    do(context, account_id, mode="exact")
    do(context, account_id, mode="instant")
    assert "video.clean_cuts" not in unlocked(context, account_id)
    do(context, account_id, mode="exact")
    assert "video.clean_cuts" in unlocked(context, account_id)
    with context.reading() as db:
        items = progress.listing(db, account_id, [RULE]).items
    (shown,) = [item for item in items if item.name == "video.clean_cuts"]
    assert (shown.group, shown.unit, shown.progress) == ("video", "count", 2)


def test_each_group_is_shown_once_also_with_what_services_bring() -> None:
    groups = [group for group, _ in groupby(catalogue.all_of([RULE]), lambda each: each.group)]
    assert len(groups) == len(set(groups))
    assert groups[0] == "video"


def test_progress_says_what_it_counts(alice: Person) -> None:
    items = alice.get("/v1/achievements").json()["items"]
    units = {item["name"]: item["unit"] for item in items}
    assert (units["archive"], units["ten_hours"]) == ("bytes", "seconds")
    assert units["first_cut"] == "count"


# By what each achievement about work can be earned with the video service alone.
WORK: dict[str, list[dict[str, object]]] = {
    "first_cut": [{}],
    "to_the_frame": [{"mode": "exact"}],
    "change_of_costume": [{"operation": "convert", "extension": "mp4"}],
    "directors_cut": [{}],
    "final_cut": [{}],
    "in_no_time": [{"mode": "instant", "method": "copy"}],
    "open_stage": [{"operation": "convert", "extension": "webm"}],
    "repertoire": [
        {"operation": "convert", "extension": name} for name in ("mp4", "webm", "mkv", "mov")
    ],
    "without_a_scratch": [{"operation": "convert", "method": "copy"}],
    "ten_hours": [{"seconds": 18_000.0}],
    "moving_picture": [{"operation": "convert", "extension": "gif"}],
    "gallery": [{"operation": "convert", "extension": "gif"}],
    "museum": [{"operation": "convert", "extension": "gif"}],
    "first_sound": [{"operation": "convert", "extension": "mp3", "kind": "audio"}],
    "every_note": [
        {"operation": "convert", "extension": "flac", "kind": "audio"},
        {"operation": "convert", "extension": "wav", "kind": "audio"},
    ],
    "choir": [
        {"operation": "convert", "extension": name, "kind": "audio"}
        for name in ("mp3", "m4a", "ogg", "opus")
    ],
    "on_air": [{"operation": "convert", "extension": "mp3", "kind": "audio"}],
    "half_the_weight": [{"operation": "convert", "size_bytes": 500}],
    "ten_jobs": [{}],
    "two_hundred_jobs": [{}],
}
BY_OTHER_ACTS = {"opening_night", "archive", "welcome", "name_on_the_door", "new_lock"}


def tallies_after(achievement: Achievement) -> Iterator[dict[str, int]]:
    """Yield the tallies after each of as many acts as its goal could need."""
    tallies: dict[str, int] = {}
    recipes = WORK[achievement.name]
    for number in range(achievement.goal):
        source, job, result = finished_job("a", **recipes[number % len(recipes)])  # type: ignore[arg-type]  # named
        job.file = source
        for subject, amount in progress.subjects_of_job(job, result).items():
            tallies[subject] = tallies.get(subject, 0) + amount
        yield tallies


def test_each_can_really_be_earned() -> None:
    assert set(WORK) | BY_OTHER_ACTS == {achievement.name for achievement in ACHIEVEMENTS}
    for achievement in ACHIEVEMENTS:
        if achievement.name in WORK:
            steps = (achievement.progress(tallies) for tallies in tallies_after(achievement))
            assert achievement.goal in steps, achievement.name


def test_uploads_count(context: Context, account_id: str) -> None:
    source, _, _ = finished_job(account_id)
    source.size_bytes = 100 * catalogue.GB
    with context.sessions.begin() as db:
        db.add(source)
        db.flush()
        progress.record_upload(db, source)
    assert unlocked(context, account_id) == {"welcome", "opening_night", "archive"}


def test_what_is_counted_is_what_the_video_service_really_offers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    described = translation.service(describe(ServiceConfig.from_environment("video", 0)))
    offered = {operation.name: operation for operation in described.operations}
    choices = {
        f"{parameter.name}:{choice.value}"
        for operation in described.operations
        for parameter in operation.parameters
        for choice in parameter.choices
    }
    for recipes in WORK.values():
        for recipe in recipes:
            assert recipe.get("operation", "cut") in offered
            assert f"mode:{recipe.get('mode', 'exact')}" in choices
            if recipe.get("operation") == "convert":
                assert f"format:{recipe.get('extension', 'mp4')}" in choices
