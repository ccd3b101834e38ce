"""The same work on several files: each for itself, the whole in one place."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from backend.gateway.context import Context
from backend.gateway.jobs import attempts, conversion
from tests.gateway.media.conftest import Uploader
from tests.gateway.media.results import begun
from tests.gateway.personas import Person

Submit = Callable[..., dict[str, Any]]


def ask(person: Person, file_ids: list[str], /, **changes: object) -> httpx.Response:
    wish = {"service": "toy", "operation": "work", "parameters": {}, "file_ids": file_ids}
    return person.post("/v1/batches", **{**wish, **changes})


def fail(context: Context, job_id: str) -> None:
    """End a job as the runner does with one that its service refused."""
    assert attempts.fail(context, begun(context, job_id), "too_odd", "This file is too odd.")


def test_each_file_gets_a_job_in_the_order_asked_for(by_alice: Uploader, alice: Person) -> None:
    files = [by_alice.upload() for _ in range(3)]
    answer = ask(alice, [files[2], files[0], files[1]], parameters={"seconds": 1})
    batch = answer.json()
    assert answer.status_code == 201
    assert [job["file_id"] for job in batch["jobs"]] == [files[2], files[0], files[1]]
    assert {job["batch_id"] for job in batch["jobs"]} == {batch["id"]}
    assert batch["jobs"][0]["parameters"] == {"seconds": 1}
    assert (batch["fraction"], alice.get(f"/v1/batches/{batch['id']}").json()) == (0.0, batch)


def test_a_double_click_makes_one_batch(by_alice: Uploader, alice: Person) -> None:
    file_id = by_alice.upload()
    first, second = (ask(alice, [file_id], key="the-same-click") for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert ask(alice, [file_id], key="short").status_code == 422


def test_one_failure_never_stops_the_rest(
    by_alice: Uploader, alice: Person, context: Context
) -> None:
    files = [by_alice.upload(), by_alice.upload(b"TOY odd"), by_alice.upload()]
    batch = ask(alice, files).json()
    asyncio.run(work_through(context, [job["id"] for job in batch["jobs"]]))
    batch = alice.get(f"/v1/batches/{batch['id']}").json()
    assert [job["state"] for job in batch["jobs"]] == ["done", "failed", "done"]
    assert batch["jobs"][1]["error_message"] == "This file is too odd."
    assert batch["fraction"] == 1.0


async def work_through(context: Context, job_ids: list[str]) -> None:
    """Do the work of jobs as the runner does, in an event loop of its own."""
    await context.services.open()
    try:
        for job_id in job_ids:
            made = await conversion.work_on(context, job_id)
            if made is not None:
                attempts.finish(context, job_id, *made)
    finally:
        await context.services.close()


def test_what_failed_can_be_tried_again_in_its_place(
    by_alice: Uploader, alice: Person, context: Context
) -> None:
    batch = ask(alice, [by_alice.upload(), by_alice.upload()]).json()
    failed, other = (job["id"] for job in batch["jobs"])
    assert alice.post(f"/v1/jobs/{failed}/retry").json()["code"] == "not_failed"
    fail(context, failed)
    again = alice.post(f"/v1/jobs/{failed}/retry")
    assert (again.status_code, again.json()["state"]) == (201, "queued")
    assert alice.post(f"/v1/jobs/{failed}/retry").json()["id"] == again.json()["id"]
    jobs = alice.get(f"/v1/batches/{batch['id']}").json()["jobs"]
    assert [job["id"] for job in jobs] == [again.json()["id"], other]
    assert alice.get(f"/v1/jobs/{failed}").json()["batch_id"] is None


def test_cancelling_ends_what_has_not_ended(
    by_alice: Uploader, alice: Person, context: Context
) -> None:
    batch = ask(alice, [by_alice.upload(), by_alice.upload()]).json()
    fail(context, batch["jobs"][0]["id"])
    ended = alice.post(f"/v1/batches/{batch['id']}/cancel").json()
    assert [job["state"] for job in ended["jobs"]] == ["failed", "cancelled"]
    assert ended["fraction"] == 1.0


def test_a_batch_counts_as_one_job(by_alice: Uploader, alice: Person, work: Submit) -> None:
    file_id = by_alice.upload()
    assert ask(alice, [file_id, *(by_alice.upload() for _ in range(11))]).status_code == 201
    for _ in range(9):
        work(file_id)
    assert ask(alice, [file_id]).json()["code"] == "too_many_jobs"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"parameters": {"start": 9, "end": 3}}, "end"),
        ({"operation": "explode"}, "operation"),
        ({"service": "video"}, "file_ids"),
        ({"file_ids": []}, "file_ids"),
        ({"parameters": {"parts": [[[]]]}}, "parts"),
    ],
)
def test_what_no_file_can_have_done_is_refused(
    by_alice: Uploader, alice: Person, changes: dict[str, object], field: str
) -> None:
    answer = ask(alice, [by_alice.upload()], **changes)
    assert (answer.status_code, list(answer.json()["fields"])) == (422, [field])


def test_batches_are_their_owners_alone(
    by_alice: Uploader, alice: Person, outsider: Person
) -> None:
    file_id = by_alice.upload()
    batch = ask(alice, [file_id]).json()
    job_id = batch["jobs"][0]["id"]
    assert ask(outsider, [Uploader(outsider).upload(), file_id]).status_code == 404
    assert outsider.get(f"/v1/batches/{batch['id']}").status_code == 404
    assert outsider.post(f"/v1/batches/{batch['id']}/cancel").status_code == 404
    assert outsider.post(f"/v1/jobs/{job_id}/retry").status_code == 404


def test_a_deleted_file_leaves_its_batch(by_alice: Uploader, alice: Person) -> None:
    kept, gone = by_alice.upload(), by_alice.upload()
    batch_id = ask(alice, [gone, kept]).json()["id"]
    alice.delete(f"/v1/files/{gone}")
    jobs = alice.get(f"/v1/batches/{batch_id}").json()["jobs"]
    assert [job["file_id"] for job in jobs] == [kept]
