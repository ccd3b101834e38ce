"""What the runner does with jobs, as their owner sees it."""

from collections.abc import Callable
from functools import partial
from typing import Any

import httpx

from tests.gateway.media.conftest import CLIP, Uploader
from tests.gateway.media.processes import Runner, Toy, wait_until
from tests.gateway.personas import Person

Submit = Callable[..., dict[str, Any]]
Wait = Callable[..., dict[str, Any]]
Blobs = Callable[[], list[str]]


def test_a_job_becomes_a_result_of_its_own(
    by_alice: Uploader, alice: Person, runner: Runner, work: Submit, job_in: Wait
) -> None:
    file_id = by_alice.upload(filename="Ferien.toy")
    job = job_in(work(file_id, start=5, end=12.5)["id"], "done")
    result = alice.get(f"/v1/files/{job['result_file_id']}").json()
    content = alice.get(f"/v1/files/{result['id']}/content")
    assert job["fraction"] == 1.0
    assert job["method"] == "copy"
    assert job["warnings"] == [{"code": "toy", "message": "Only a toy."}]
    assert result["name"] == "Ferien (0-05 to 0-12.5).toy"
    assert (result["source_id"], result["root_id"], result["job_id"]) == (
        file_id,
        file_id,
        job["id"],
    )
    assert content.content == CLIP


def test_progress_is_told_while_the_work_goes_on(
    by_alice: Uploader, runner: Runner, work: Submit, alice: Person
) -> None:
    job_id = work(by_alice.upload(), seconds=3)["id"]

    def halfway() -> dict[str, Any] | None:
        job: dict[str, Any] = alice.get(f"/v1/jobs/{job_id}").json()
        return job if job["fraction"] > 0.2 else None

    job = wait_until(halfway)
    assert job is not None
    assert (job["state"], job["stage"], job["speed"]) == ("running", "playing", 2.0)


def test_a_cancelled_job_ends_at_the_service_too(
    by_alice: Uploader,
    alice: Person,
    runner: Runner,
    toy: Toy,
    work: Submit,
    job_in: Wait,
    blobs: Blobs,
) -> None:
    file_id = by_alice.upload()
    job_id = work(file_id, seconds=60)["id"]
    wait_until(lambda: toy.noted("begin", job_id))
    answer = alice.post(f"/v1/jobs/{job_id}/cancel")
    assert answer.json()["state"] == "cancelled"
    wait_until(lambda: toy.noted("cancelled", job_id), seconds=2.0)
    assert job_in(job_id, "cancelled")["result_file_id"] is None
    assert not [key for key in blobs() if key.startswith("jobs/")]


def test_a_waiting_job_that_is_cancelled_never_begins(
    by_alice: Uploader, alice: Person, runner: Runner, toy: Toy, work: Submit, job_in: Wait
) -> None:
    file_id = by_alice.upload()
    running = [work(file_id, seconds=1.5)["id"] for _ in range(2)]
    for job_id in running:
        job_in(job_id, "running")
    waiting = work(file_id)
    assert waiting["queue_position"] == 1
    alice.post(f"/v1/jobs/{waiting['id']}/cancel")
    for job_id in running:
        job_in(job_id, "done")
    last = work(file_id)["id"]
    job_in(last, "done")
    assert toy.noted("begin", waiting["id"]) == 0


def test_a_refusal_of_the_service_is_told_in_its_own_words(
    by_alice: Uploader, runner: Runner, toy: Toy, work: Submit, job_in: Wait
) -> None:
    job = job_in(work(by_alice.upload(), outcome="refused")["id"], "failed")
    assert (job["error_code"], job["error_message"]) == ("too_odd", "This file is too odd.")
    assert toy.noted("begin", job["id"]) == 1


def test_an_account_with_many_jobs_does_not_keep_others_waiting(
    by_alice: Uploader, bob: Person, runner: Runner, work: Submit, job_in: Wait
) -> None:
    file_id = by_alice.upload()
    mine = [work(file_id, seconds=0.4)["id"] for _ in range(8)]
    bobs_file = Uploader(bob).upload()
    answer = bob.post("/v1/jobs", file_id=bobs_file, operation="work", parameters={})
    bobs_job = answer.json()["id"]
    wait_until(lambda: bob.get(f"/v1/jobs/{bobs_job}").json()["state"] == "done")
    ended = bob.get(f"/v1/jobs/{bobs_job}").json()["finished_at"]
    assert ended < job_in(mine[-1], "done")["finished_at"]


def test_deleting_a_file_ends_the_work_on_it(
    by_alice: Uploader, alice: Person, runner: Runner, toy: Toy, work: Submit, blobs: Blobs
) -> None:
    file_id = by_alice.upload()
    job_id = work(file_id, seconds=60)["id"]
    wait_until(lambda: toy.noted("begin", job_id))
    assert alice.delete(f"/v1/files/{file_id}").status_code == 204
    wait_until(lambda: toy.noted("cancelled", job_id), seconds=2.0)
    assert alice.get(f"/v1/jobs/{job_id}").status_code == 404
    wait_until(lambda: not blobs())


def poster_of(person: Person, file_id: str) -> httpx.Response | None:
    answer = person.get(f"/v1/files/{file_id}/poster")
    return answer if answer.status_code == 200 else None


def test_originals_and_results_get_posters(
    by_alice: Uploader, alice: Person, runner: Runner, work: Submit, job_in: Wait
) -> None:
    file_id = by_alice.upload()
    job = job_in(work(file_id)["id"], "done")
    for pictured in (file_id, job["result_file_id"]):
        poster = wait_until(partial(poster_of, alice, pictured))
        assert poster is not None
        assert (poster.content, poster.headers["Content-Type"]) == (b"a picture", "image/webp")
