"""Previews that take long are made by the runner, behind the jobs; asking for one is enough."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import httpx

from backend.gateway.context import Context
from backend.gateway.database.models import Preview, now
from backend.gateway.previews import artefacts
from tests.gateway.media.conftest import CLIP, Uploader
from tests.gateway.media.processes import Runner, Toy, unique_name, wait_until
from tests.gateway.personas import Person

Submit = Callable[..., dict[str, Any]]
Wait = Callable[..., dict[str, Any]]
Blobs = Callable[[], list[str]]


def proxy(person: Person, file_id: str, **headers: str) -> httpx.Response:
    return person.get(f"/v1/files/{file_id}/previews/proxy", **headers)


def ready(person: Person, file_id: str) -> httpx.Response:
    def look() -> httpx.Response | None:
        answer = proxy(person, file_id)
        return answer if answer.status_code == 200 else None

    answer = wait_until(look)
    assert answer is not None
    return answer


def test_an_upload_gets_its_proxy_unasked(
    by_alice: Uploader, alice: Person, runner: Runner, toy: Toy
) -> None:
    name = unique_name()
    file_id = by_alice.upload(filename=name)
    wait_until(lambda: toy.noted("preview:proxy", name))
    whole = ready(alice, file_id)
    assert whole.content == b"a proxy of " + CLIP
    assert whole.headers["Content-Type"] == "video/mp4"
    part = proxy(alice, file_id, Range="bytes=2-6")
    assert (part.status_code, part.content) == (206, b"proxy")
    assert toy.noted("preview:proxy", name) == 1


def test_a_result_gets_it_when_asked(
    by_alice: Uploader, alice: Person, runner: Runner, work: Submit, job_in: Wait, blobs: Blobs
) -> None:
    job = job_in(work(by_alice.upload())["id"], "done")
    first = proxy(alice, job["result_file_id"])
    assert (first.status_code, first.json()["code"]) == (404, "not_ready")
    assert first.headers["Retry-After"] == "2"
    assert ready(alice, job["result_file_id"]).content == b"a proxy of " + CLIP
    alice.delete(f"/v1/files/{job['file_id']}")
    wait_until(lambda: not blobs())


def test_a_file_that_cannot_have_one_says_why(
    by_alice: Uploader, alice: Person, runner: Runner, context: Context
) -> None:
    file_id = by_alice.upload(b"TOY plain")
    refused = wait_until(
        lambda: answer if (answer := proxy(alice, file_id)).status_code == 422 else None
    )
    assert refused is not None
    assert (refused.json()["code"], refused.json()["message"]) == (
        "unsupported",
        "This has no picture.",
    )
    with context.sessions.begin() as db:
        failed = db.query(Preview).filter_by(file_id=file_id, kind="proxy").one()
        failed.made_at = now() - artefacts.REFUSED_FOR
    again = proxy(alice, file_id)
    assert (again.status_code, again.json()["code"]) == (404, "not_ready")
    wait_until(lambda: proxy(alice, file_id).status_code == 422)


def test_it_waits_for_the_jobs(
    by_alice: Uploader, alice: Person, runner: Runner, toy: Toy, work: Submit, job_in: Wait
) -> None:
    first, behind = by_alice.upload(), unique_name()
    jobs = [work(first, seconds=1.5)["id"] for _ in range(3)]
    by_alice.upload(filename=behind)
    job_in(jobs[0], "running", "done")
    wait_until(lambda: toy.noted("begin", jobs[2]))
    noted = toy.journal.read_text().splitlines()
    # As long as one of them had to wait for the two before it.
    first_end = min(noted.index(f"end {each}") for each in jobs if f"end {each}" in noted)
    assert f"preview:proxy {behind}" not in noted[:first_end]
    wait_until(lambda: toy.noted("preview:proxy", behind))


def test_what_a_runner_has_begun_another_one_ends(
    by_alice: Uploader, alice: Person, runner: Runner, toy: Toy
) -> None:
    name = unique_name()
    file_id = by_alice.upload(filename=name)
    wait_until(lambda: toy.noted("preview:proxy", name))
    runner.end()
    runner.start()
    assert ready(alice, file_id).content == b"a proxy of " + CLIP


def test_with_parameters_it_is_made_at_once_beside_the_other(
    by_alice: Uploader, alice: Person
) -> None:
    file_id = by_alice.upload()
    query = "?parameters=" + quote('{"start": 3}')
    answer = alice.get(f"/v1/files/{file_id}/previews/proxy{query}")
    assert (answer.status_code, answer.content) == (200, b"a proxy of " + CLIP)
