"""Files: listed, searched, renamed, deleted; always only one's own."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event

from backend.gateway.context import Context
from backend.gateway.database.models import File
from backend.gateway.files.deletion import delete_all_of
from backend.gateway.jobs import attempts
from backend.gateway.logs import request_id
from tests.gateway.media.conftest import CLIP, Uploader
from tests.gateway.media.results import begun
from tests.gateway.personas import Person

Submit = Callable[..., dict[str, Any]]
Blobs = Callable[[], list[str]]


def names(person: Person, query: str = "") -> list[str]:
    return [item["name"] for item in person.get(f"/v1/files?{query}").json()["items"]]


def test_files_are_listed_with_their_results(
    by_alice: Uploader, alice: Person, made: Callable[[str], str]
) -> None:
    file_id = by_alice.upload(filename="one.toy")
    result = made(file_id)
    listed = alice.get("/v1/files").json()
    assert (listed["total"], listed["page"], listed["pages"]) == (1, 1, 1)
    assert [entry["id"] for entry in listed["items"][0]["results"]] == [result]
    assert listed["used_bytes"] == len(CLIP) + len(b"made")
    details = alice.get(f"/v1/files/{result}").json()
    assert details["source"]["id"] == file_id
    assert details["media"]["container"] == "toy"


def test_results_of_results_stand_with_their_original(
    by_alice: Uploader, alice: Person, made: Callable[[str], str]
) -> None:
    first = made(by_alice.upload())
    second = made(first)
    listed = alice.get("/v1/files").json()["items"]
    assert len(listed) == 1
    assert {entry["id"] for entry in listed[0]["results"]} == {first, second}


def test_a_search_finds_all_words_in_originals_and_results(
    by_alice: Uploader, alice: Person, made: Callable[[str], str]
) -> None:
    by_alice.upload(filename="Straße in Köln 100%.toy")
    holiday = by_alice.upload(filename="holiday.toy")
    result = made(holiday)
    alice.request("PATCH", f"/v1/files/{result}", body={"name": "beach at noon"})
    assert names(alice, "q=STRASSE") == ["Straße in Köln 100%.toy"]
    assert names(alice, "q=köln%20straße") == ["Straße in Köln 100%.toy"]
    assert names(alice, "q=0%25") == ["Straße in Köln 100%.toy"]
    assert names(alice, "q=beach") == ["holiday.toy"]
    assert names(alice, "q=_") == []


def test_files_are_filtered_by_kind_and_state(
    by_alice: Uploader, alice: Person, work: Submit, made: Callable[[str], str], context: Context
) -> None:
    by_alice.upload(filename="untouched.toy")
    by_alice.upload(b"TOY image", "picture.toy")
    made(by_alice.upload(filename="ready.toy"))
    work(by_alice.upload(filename="running.toy"))
    failed = work(by_alice.upload(filename="failed.toy"))["id"]
    attempts.fail(context, begun(context, failed), "odd", "Too odd.")
    assert names(alice, "kind=image") == ["picture.toy"]
    assert names(alice, "state=running") == ["running.toy"]
    assert names(alice, "state=ready") == ["ready.toy"]
    assert names(alice, "state=failed") == ["failed.toy"]
    assert sorted(names(alice, "state=untouched")) == ["picture.toy", "untouched.toy"]


def test_files_are_sorted_and_come_in_pages(by_alice: Uploader, alice: Person) -> None:
    for number, name in enumerate(("b", "C", "a")):
        by_alice.upload(CLIP + bytes(number), f"{name}.toy")
    assert names(alice) == ["a.toy", "C.toy", "b.toy"]
    assert names(alice, "sort=oldest") == ["b.toy", "C.toy", "a.toy"]
    assert names(alice, "sort=name") == ["a.toy", "b.toy", "C.toy"]
    assert names(alice, "sort=largest&page_size=2") == ["a.toy", "C.toy"]
    assert names(alice, "sort=largest&page_size=2&page=2") == ["b.toy"]
    assert names(alice, "sort=largest&page_size=2&page=99") == ["b.toy"]
    assert alice.get("/v1/files?page=0").status_code == 422
    assert alice.get("/v1/files?sort=random").status_code == 422


def test_a_long_list_costs_no_more_queries_than_a_short_one(
    by_alice: Uploader, alice: Person, work: Submit, context: Context
) -> None:
    def queries() -> int:
        seen: list[str] = []

        def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
            # What the clocks beside it ask (samples, news, previews) belongs to no request.
            if request_id.get() != "-":
                seen.append(statement)

        event.listen(context.engine, "before_cursor_execute", note)
        alice.get("/v1/files")
        event.remove(context.engine, "before_cursor_execute", note)
        return len(seen)

    work(by_alice.upload())
    few = queries()
    for _ in range(3):
        work(by_alice.upload())
    assert queries() == few > 0


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("beach", "beach.toy"),
        ("beach.toy", "beach.toy"),
        ("beach.TOY", "beach.TOY"),
        ("beach.exe", "beach.exe.toy"),
        ("../../beach", "beach.toy"),
    ],
)
def test_a_renamed_file_keeps_its_extension(
    by_alice: Uploader, alice: Person, given: str, kept: str
) -> None:
    file_id = by_alice.upload()
    answer = alice.request("PATCH", f"/v1/files/{file_id}", body={"name": given})
    assert answer.json()["name"] == kept
    assert alice.get(f"/v1/files/{file_id}").json()["name"] == kept


def test_a_file_needs_a_name(by_alice: Uploader, alice: Person) -> None:
    file_id = by_alice.upload()
    answer = alice.request("PATCH", f"/v1/files/{file_id}", body={"name": "  "})
    assert answer.json()["fields"]["name"]["code"] == "required"


def test_deleting_an_original_takes_everything_made_from_it(
    by_alice: Uploader, alice: Person, made: Callable[[str], str], blobs: Blobs
) -> None:
    kept = by_alice.upload()
    file_id = by_alice.upload()
    made(made(file_id))
    assert alice.delete(f"/v1/files/{file_id}").status_code == 204
    assert alice.get("/v1/files").json()["total"] == 1
    assert alice.get("/v1/jobs").json() == {"items": []}
    assert blobs() == [f"files/{kept}"]
    assert alice.delete(f"/v1/files/{file_id}").status_code == 404


def test_deleting_a_result_leaves_its_original(
    by_alice: Uploader, alice: Person, made: Callable[[str], str], blobs: Blobs
) -> None:
    file_id = by_alice.upload()
    assert alice.delete(f"/v1/files/{made(file_id)}").status_code == 204
    assert alice.get("/v1/files").json()["items"][0]["results"] == []
    assert blobs() == [f"files/{file_id}"]


def test_all_files_of_an_account_can_be_deleted_at_once(
    by_alice: Uploader,
    bob: Person,
    made: Callable[[str], str],
    context: Context,
    blobs: Blobs,
) -> None:
    bobs = Uploader(bob).upload()
    file_id = by_alice.upload()
    made(file_id)
    by_alice.begin(100)
    with context.reading() as db:
        owner = db.get_one(File, file_id).account_id
    delete_all_of(context, owner)
    assert blobs() == [f"files/{bobs}"]
    assert list(context.staging.folder.iterdir()) == []


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_a_file_of_somebody_else_does_not_exist(
    by_alice: Uploader, outsider: Person, method: str
) -> None:
    file_id = by_alice.upload()
    body = {"name": "mine"} if method == "PATCH" else None
    assert outsider.request(method, f"/v1/files/{file_id}", body=body).status_code == 404
    assert outsider.get("/v1/files").json()["total"] == 0
