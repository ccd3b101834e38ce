"""Parameters that name other files: only one's own, all of them, in order."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from backend.gateway.context import Context
from backend.gateway.jobs import conversion
from tests.gateway.media.conftest import CLIP, Uploader
from tests.gateway.media.processes import Runner
from tests.gateway.personas import Person

Submit = Callable[..., dict[str, Any]]
Wait = Callable[..., dict[str, Any]]


def ask(
    person: Person, file_id: str, where: str = "/v1/jobs", /, **parameters: object
) -> httpx.Response:
    return person.post(where, file_id=file_id, operation="work", parameters=parameters)


def test_files_go_along_in_order(
    by_alice: Uploader, alice: Person, runner: Runner, work: Submit, job_in: Wait
) -> None:
    one, two = by_alice.upload(b"TOY one"), by_alice.upload(b"TOY two")
    file_id, logo = by_alice.upload(), by_alice.upload()
    job = job_in(work(file_id, other=logo, others=[two, one, two])["id"], "done")
    assert [fact["value"] for fact in job["facts"]] == [3.0]
    made = alice.get(f"/v1/files/{job['result_file_id']}/content")
    assert made.content == CLIP + b"TOY twoTOY oneTOY two"


def test_a_plan_is_told_the_files(by_alice: Uploader, alice: Person) -> None:
    answer = ask(alice, by_alice.upload(), "/v1/plans", others=[by_alice.upload()])
    assert [fact["value"] for fact in answer.json()["facts"]] == [1.0]


@pytest.mark.parametrize("where", ["/v1/jobs", "/v1/plans"])
def test_a_file_of_somebody_else_is_not_there(
    by_alice: Uploader, outsider: Person, where: str
) -> None:
    alices, own = by_alice.upload(), Uploader(outsider).upload()
    answer = ask(outsider, own, where, others=[own, alices])
    assert answer.status_code == 422
    assert answer.json()["fields"]["others"] == {
        "code": "file_not_found",
        "message": "File 2 of these is not there (any more).",
    }


def test_a_file_that_is_gone_meanwhile_ends_the_job_with_a_reason(
    by_alice: Uploader, alice: Person, work: Submit, context: Context
) -> None:
    other = by_alice.upload()
    job_id = work(by_alice.upload(), others=[other])["id"]
    assert alice.delete(f"/v1/files/{other}").status_code == 204
    assert asyncio.run(worked_on(context, job_id)) is None
    job = alice.get(f"/v1/jobs/{job_id}").json()
    assert (job["state"], job["error_code"]) == ("failed", "file_missing")
    assert job["error_message"] == "A file that is needed for this was deleted."


async def worked_on(context: Context, job_id: str) -> object:
    """Work on a job as the runner does, in an event loop of its own."""
    await context.services.open()
    try:
        return await conversion.work_on(context, job_id)
    finally:
        await context.services.close()


def test_segments_reach_the_job_as_they_were_sent(by_alice: Uploader, work: Submit) -> None:
    parts = [{"start": 5, "end": 7.5, "name": "Jump"}, {"start": 0, "end": 1}]
    assert work(by_alice.upload(), parts=parts)["parameters"]["parts"] == parts


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("seconds", [1]),
        ("outcome", {"value": "done"}),
        ("parts", {"start": 0, "end": 1}),
        ("parts", [{"start": [0], "end": 1}]),
        ("parts", [[[]]]),
        ("parts", [{"name": "x" * 10_001}]),
        ("parts", [0] * 1001),
        ("others", ["x" * 10_001]),
    ],
)
def test_what_no_form_can_have_sent_is_refused(
    by_alice: Uploader, alice: Person, name: str, value: object
) -> None:
    answer = ask(alice, by_alice.upload(), **{name: value})
    assert answer.status_code == 422
    assert answer.json()["fields"][name]["code"] == "invalid"
