"""Attempts at a job are fenced: only the newest one of a wanted job is heard."""

from collections.abc import Callable
from typing import Any

import pytest

from backend.gateway.context import Context
from backend.gateway.database.models import File
from backend.gateway.jobs import attempts
from backend.gateway.jobs.attempts import Progress
from tests.gateway.media.conftest import Uploader
from tests.gateway.media.results import RESULT, begun
from tests.gateway.personas import Person


@pytest.fixture
def job_id(by_alice: Uploader, work: Callable[..., dict[str, Any]]) -> str:
    """A job that no runner takes."""
    found: str = work(by_alice.upload())["id"]
    return found


def test_a_repeated_finish_records_one_result(context: Context, job_id: str, alice: Person) -> None:
    attempt = begun(context, job_id)
    first = attempts.finish(context, job_id, attempt.number, RESULT)
    again = attempts.finish(context, job_id, attempt.number, RESULT)
    assert first == again
    results = alice.get("/v1/files").json()["items"][0]["results"]
    assert [result["id"] for result in results] == [first]
    assert alice.get(f"/v1/files/{first}/content").content == b"made"


def test_an_older_attempt_is_not_heard_any_more(context: Context, job_id: str) -> None:
    older = begun(context, job_id)
    newer = begun(context, job_id)
    assert not attempts.report(context, older, Progress(fraction=0.5))
    assert not attempts.fail(context, older, "late", "Too late.")
    assert attempts.finish(context, job_id, older.number, RESULT) is None
    assert context.storage.size(older.output_key) is None
    assert attempts.report(context, newer, Progress(fraction=0.5))
    assert attempts.finish(context, job_id, newer.number, RESULT) is not None


def test_a_repeated_attempt_begins_its_progress_anew(
    context: Context, job_id: str, alice: Person
) -> None:
    first = begun(context, job_id)
    attempts.report(context, first, Progress(fraction=0.8, stage="encoding"))
    begun(context, job_id)
    job = alice.get(f"/v1/jobs/{job_id}").json()
    assert (job["fraction"], job["stage"]) == (0.0, "repeating")


def test_a_job_cancelled_while_it_finishes_leaves_no_result(
    context: Context, job_id: str, alice: Person
) -> None:
    attempt = begun(context, job_id)
    alice.post(f"/v1/jobs/{job_id}/cancel")
    assert attempts.finish(context, job_id, attempt.number, RESULT) is None
    assert context.storage.size(attempt.output_key) is None
    assert alice.get(f"/v1/jobs/{job_id}").json()["state"] == "cancelled"


def test_cancelling_a_finished_job_changes_nothing(
    context: Context, job_id: str, alice: Person
) -> None:
    attempts.finish(context, job_id, begun(context, job_id).number, RESULT)
    assert alice.post(f"/v1/jobs/{job_id}/cancel").json()["state"] == "done"


def test_the_result_of_a_deleted_file_is_thrown_away(
    context: Context, job_id: str, alice: Person
) -> None:
    attempt = begun(context, job_id)
    file_id = alice.get(f"/v1/jobs/{job_id}").json()["file_id"]
    alice.delete(f"/v1/files/{file_id}")
    assert attempts.finish(context, job_id, attempt.number, RESULT) is None
    assert context.storage.find("jobs") == []
    with context.reading() as db:
        assert db.query(File).count() == 0


def test_a_result_that_is_not_where_it_should_be_fails_the_job(
    context: Context, job_id: str, alice: Person
) -> None:
    attempt = begun(context, job_id)
    context.storage.delete(attempt.output_key)
    assert attempts.finish(context, job_id, attempt.number, RESULT) is None
    assert alice.get(f"/v1/jobs/{job_id}").json()["error_code"] == "result_missing"
