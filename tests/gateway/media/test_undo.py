"""A deletion that can be undone: gone at once for everybody, and back whole, or gone for good."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from backend.gateway.context import Context
from backend.gateway.database.models import File
from backend.gateway.files import deletion
from backend.gateway.jobs import attempts
from backend.gateway.problems import TooLarge
from tests.gateway.media.conftest import CLIP, Uploader
from tests.gateway.media.results import RESULT, begun
from tests.gateway.personas import Person

Submit = Callable[..., dict[str, Any]]
Blobs = Callable[[], list[str]]


@pytest.fixture
def file_id(by_alice: Uploader) -> str:
    return by_alice.upload(filename="beach.toy")


def hide(person: Person, file_id: str) -> None:
    assert person.delete(f"/v1/files/{file_id}?undoable=true").status_code == 204


def restore(person: Person, file_id: str) -> int:
    return person.post(f"/v1/files/{file_id}/restore").status_code


def let_pass(context: Context, time: timedelta) -> None:
    with context.sessions.begin() as db:
        for file in db.scalars(select(File).where(File.deleted_at.is_not(None))):
            assert file.deleted_at is not None
            db.execute(
                update(File).where(File.id == file.id).values(deleted_at=file.deleted_at - time)
            )


def test_a_deleted_file_is_nowhere_to_be_seen(
    alice: Person, visitor: Person, file_id: str, made: Callable[[str], str], work: Submit
) -> None:
    result, job = made(file_id), work(file_id)["id"]
    link = alice.post(f"/v1/files/{file_id}/shares").json()["id"]
    hide(alice, file_id)
    listed = alice.get("/v1/files").json()
    assert (listed["total"], listed["used_bytes"]) == (0, 0)
    assert alice.get("/v1/jobs").json() == {"items": []}
    for path in (
        *(f"files/{file_id}", f"files/{file_id}/content", f"files/{file_id}/shares"),
        *(f"files/{result}", f"files/selected?id={file_id}", f"jobs/{job}", f"shares/{link}"),
    ):
        assert alice.get(f"/v1/{path}").status_code == 404, path
    assert visitor.get(f"/v1/shares/{link}/content").status_code == 404
    assert alice.post("/v1/jobs", file_id=file_id, operation="work").status_code == 404
    assert alice.delete(f"/v1/files/{file_id}?undoable=true").status_code == 404


def test_undoing_brings_back_the_file_its_results_jobs_and_links(
    alice: Person, visitor: Person, file_id: str, made: Callable[[str], str], work: Submit
) -> None:
    made(made(file_id))
    work(file_id)
    link = alice.post(f"/v1/files/{file_id}/shares").json()["id"]
    before = alice.get("/v1/files").json()
    hide(alice, file_id)
    assert restore(alice, file_id) == 200
    assert alice.get("/v1/files").json() == before
    assert alice.get(f"/v1/files/{file_id}/content").content == CLIP
    assert visitor.get(f"/v1/shares/{link}").status_code == 200
    assert restore(alice, file_id) == 404


def test_undoing_does_not_bring_back_what_was_deleted_before(
    alice: Person, file_id: str, made: Callable[[str], str]
) -> None:
    kept, dropped = made(file_id), made(file_id)
    hide(alice, dropped)
    hide(alice, file_id)
    assert restore(alice, dropped) == 404  # it would come back to nothing
    assert restore(alice, file_id) == 200
    results = alice.get("/v1/files").json()["items"][0]["results"]
    assert [result["id"] for result in results] == [kept]


def test_work_that_ends_meanwhile_comes_back_with_its_file(
    alice: Person, file_id: str, work: Submit, context: Context
) -> None:
    job_id = work(file_id)["id"]
    attempt = begun(context, job_id)
    hide(alice, file_id)
    result = attempts.finish(context, job_id, attempt.number, RESULT)
    assert alice.get(f"/v1/files/{result}").status_code == 404
    assert restore(alice, file_id) == 200
    results = alice.get("/v1/files").json()["items"][0]["results"]
    assert [each["id"] for each in results] == [result]


def test_after_its_time_a_deletion_cannot_be_undone(
    alice: Person, file_id: str, context: Context
) -> None:
    hide(alice, file_id)
    let_pass(context, deletion.RESTORED_WITHIN)
    assert restore(alice, file_id) == 404


def test_what_is_not_given_back_is_removed_for_good(
    alice: Person,
    by_alice: Uploader,
    file_id: str,
    made: Callable[[str], str],
    context: Context,
    work: Submit,
    blobs: Blobs,
) -> None:
    kept = by_alice.upload()
    made(file_id)
    attempt = begun(context, work(file_id)["id"])
    hide(alice, file_id)
    deletion.purge(context)
    assert f"files/{file_id}" in blobs()
    let_pass(context, deletion.PURGED_AFTER)
    deletion.purge(context)
    assert [key for key in blobs() if key != attempt.output_key] == [f"files/{kept}"]
    assert not attempts.is_current(context, attempt)


def test_a_file_comes_back_only_into_room_that_is_left(
    alice: Person, by_alice: Uploader, file_id: str, context: Context
) -> None:
    hide(alice, file_id)
    by_alice.upload()
    tight = replace(context, config=replace(context.config, quota_bytes=len(CLIP) * 3 // 2))
    with context.reading() as db:
        owner = db.get_one(File, file_id).account_id
    with pytest.raises(TooLarge, match="quota_exceeded"):
        deletion.restore(tight, owner, file_id)


def test_nobody_else_restores_a_file(alice: Person, outsider: Person, file_id: str) -> None:
    hide(alice, file_id)
    assert restore(outsider, file_id) == 404
    assert restore(alice, file_id) == 200
