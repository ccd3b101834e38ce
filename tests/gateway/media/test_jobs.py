"""Jobs as they are asked for: checked before they are taken, and taken once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from backend.gateway.storage import Storage
from config import MIB
from tests.gateway.media.conftest import Uploader
from tests.gateway.media.processes import Toy, wait_until
from tests.gateway.personas import Person

Submit = Callable[..., dict[str, Any]]


def ask(person: Person, file_id: str, key: str = "", **parameters: object) -> httpx.Response:
    return person.request(
        "POST",
        "/v1/jobs",
        headers={"Idempotency-Key": key} if key else {},
        body={"file_id": file_id, "operation": "work", "parameters": parameters},
    )


def test_a_double_click_makes_one_job(by_alice: Uploader, alice: Person) -> None:
    file_id = by_alice.upload()
    first = ask(alice, file_id, "the-same-click")
    second = ask(alice, file_id, "the-same-click")
    other = ask(alice, file_id, "another-click")
    assert [answer.status_code for answer in (first, second, other)] == [201, 200, 201]
    assert first.json()["id"] == second.json()["id"] != other.json()["id"]
    assert len(alice.get("/v1/jobs").json()["items"]) == 2


def test_simultaneous_clicks_make_one_job(by_alice: Uploader, alice: Person) -> None:
    file_id = by_alice.upload()
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: ask(alice, file_id, "the-same-click"), range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
    assert len({answer.json()["id"] for answer in answers}) == 1


def test_keys_of_different_people_have_nothing_to_do_with_each_other(
    by_alice: Uploader, alice: Person, bob: Person
) -> None:
    mine = ask(alice, by_alice.upload(), "the-same-click")
    bobs = ask(bob, Uploader(bob).upload(), "the-same-click")
    assert (mine.status_code, bobs.status_code) == (201, 201)


def test_a_key_that_is_none_is_refused(by_alice: Uploader, alice: Person) -> None:
    answer = ask(alice, by_alice.upload(), "short")
    assert list(answer.json()["fields"]) == ["idempotency-key"]


def test_wrong_parameters_are_told_at_their_fields(by_alice: Uploader, alice: Person) -> None:
    answer = ask(alice, by_alice.upload(), start=9, end=3)
    assert answer.status_code == 422
    assert answer.json()["fields"] == {
        "end": {"code": "start_after_end", "message": "The end must lie after the start."}
    }
    assert alice.get("/v1/jobs").json() == {"items": []}


@pytest.mark.parametrize("value", [[1], {"a": 1}, "x" * 10_001])
def test_values_that_no_form_sends_are_refused(
    by_alice: Uploader, alice: Person, value: object
) -> None:
    answer = ask(alice, by_alice.upload(), start=value)
    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["start"])


def test_an_unknown_operation_is_refused(by_alice: Uploader, alice: Person) -> None:
    answer = alice.post("/v1/jobs", file_id=by_alice.upload(), operation="fly", parameters={})
    assert answer.json()["fields"]["operation"]["code"] == "unknown_operation"


def test_a_plan_tells_what_would_happen_without_doing_it(by_alice: Uploader, alice: Person) -> None:
    wish = {"file_id": by_alice.upload(), "operation": "work", "parameters": {}}
    plan = alice.request("POST", "/v1/plans", body=wish).json()
    assert (plan["extension"], plan["method"], plan["estimated_bytes"]) == ("toy", "copy", 0)
    assert alice.get("/v1/jobs").json() == {"items": []}


def test_work_on_a_deleted_file_is_refused(by_alice: Uploader, alice: Person) -> None:
    file_id = by_alice.upload()
    alice.delete(f"/v1/files/{file_id}")
    answer = ask(alice, file_id)
    assert (answer.status_code, answer.json()["code"]) == (404, "file_not_found")


def test_work_on_a_file_of_somebody_else_is_refused(
    by_alice: Uploader, alice: Person, outsider: Person
) -> None:
    file_id = by_alice.upload()
    assert ask(outsider, file_id).status_code == 404
    own = Uploader(outsider).upload()
    answer = ask(outsider, own, other=file_id)
    assert answer.json()["fields"]["other"]["code"] == "file_not_found"


def test_a_job_of_somebody_else_does_not_exist(
    by_alice: Uploader, outsider: Person, alice: Person, work: Submit
) -> None:
    job_id = work(by_alice.upload())["id"]
    assert outsider.get(f"/v1/jobs/{job_id}").status_code == 404
    assert outsider.post(f"/v1/jobs/{job_id}/cancel").status_code == 404
    assert outsider.get("/v1/jobs").json() == {"items": []}
    assert alice.get(f"/v1/jobs/{job_id}").json()["state"] == "queued"


def test_too_many_jobs_at_once_are_refused(by_alice: Uploader, alice: Person, work: Submit) -> None:
    file_id = by_alice.upload()
    jobs = [work(file_id)["id"] for _ in range(10)]
    answer = ask(alice, file_id)
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_jobs")
    alice.post(f"/v1/jobs/{jobs[0]}/cancel")
    assert ask(alice, file_id).status_code == 201


def test_jobs_are_listed_by_state_and_file(by_alice: Uploader, alice: Person, work: Submit) -> None:
    one, other = by_alice.upload(), by_alice.upload()
    cancelled, waiting, last = (work(file_id)["id"] for file_id in (one, one, other))
    alice.post(f"/v1/jobs/{cancelled}/cancel")

    def ids(query: str) -> list[str]:
        return [job["id"] for job in alice.get(f"/v1/jobs?{query}").json()["items"]]

    assert ids("") == [last, waiting, cancelled]
    assert ids("state=active") == [last, waiting]
    assert ids(f"file_id={one}") == [waiting, cancelled]


def test_places_in_the_queue_take_turns_between_accounts(
    by_alice: Uploader, bob: Person, work: Submit
) -> None:
    file_id = by_alice.upload()
    mine = [work(file_id)["queue_position"] for _ in range(3)]
    bobs = ask(bob, Uploader(bob).upload()).json()["queue_position"]
    assert (mine, bobs) == ([1, 2, 3], 2)


def test_nothing_is_started_on_a_full_disk_or_with_a_full_quota(
    by_alice: Uploader, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_id = by_alice.upload()
    with monkeypatch.context() as full_disk:
        full_disk.setattr(Storage, "free_bytes", lambda self: MIB // 2)
        answer = ask(alice, file_id)
        assert (answer.status_code, answer.json()["code"]) == (507, "disk_full")
    monkeypatch.setattr("backend.gateway.jobs.submission.used_bytes", lambda *_: 2**40)
    answer = ask(alice, file_id)
    assert (answer.status_code, answer.json()["code"]) == (413, "quota_exceeded")


def test_a_service_that_is_away_is_told_and_nothing_is_lost(
    by_alice: Uploader, alice: Person, toy: Toy
) -> None:
    file_id = by_alice.upload()
    toy.end()
    answer = ask(alice, file_id, "the-same-click")
    assert (answer.status_code, answer.json()["code"]) == (503, "service_unavailable")
    services = alice.get("/v1/services").json()["items"]
    assert [service["name"] for service in services] == ["toy"]
    toy.start()
    wait_until(lambda: ask(alice, file_id, "the-same-click").status_code == 201)


def test_services_tell_what_they_can_to_anybody(visitor: Person, by_alice: Uploader) -> None:
    listed = visitor.get("/v1/services").json()
    toy = visitor.get("/v1/services/toy").json()
    assert listed["items"] == [toy]
    assert toy["available"] is True
    assert [parameter["type"] for parameter in toy["operations"][0]["parameters"]] == [
        "number",
        "time",
        "time",
        "file",
        "files",
        "segments",
        "choice",
    ]
    (preset,) = toy["operations"][0]["presets"]
    assert (preset["name"], preset["parameters"]) == ("quick", {"seconds": 0.05})
    assert [(kind["name"], kind["background"]) for kind in toy["previews"]] == [
        ("poster", False),
        ("strip", False),
        ("proxy", True),
    ]
    assert visitor.get("/v1/services/fax").status_code == 404
