"""What shows a file is made once for each wish, kept within bounds, and gone with the file."""

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import httpx
import pytest

from backend.gateway.context import Context
from backend.gateway.database.models import Preview, now
from backend.gateway.jobs import upkeep
from backend.gateway.previews import artefacts, lane
from tests.gateway.media.conftest import Uploader
from tests.gateway.media.processes import Toy, unique_name, wait_until
from tests.gateway.personas import Person

Blobs = Callable[[], list[str]]


def strip(person: Person, file_id: str, text: str | None = None, **headers: str) -> httpx.Response:
    """Ask for a strip with parameters as they are written."""
    query = "" if text is None else f"?parameters={quote(text)}"
    return person.get(f"/v1/files/{file_id}/previews/strip{query}", **headers)


def kept(blobs: Blobs) -> list[str]:
    return [key for key in blobs() if key.startswith("previews/")]


def test_a_preview_is_made_with_its_parameters(by_alice: Uploader, alice: Person) -> None:
    answer = strip(alice, by_alice.upload(), '{"columns": 3, "of": "größer"}')
    assert answer.status_code == 200
    assert answer.json() == {"columns": 3.0, "of": "größer"}
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Content-Security-Policy"] == "sandbox"
    assert json.loads(answer.headers["Preview-Facts"]) == {"files": 0.0, "word": "größer"}
    assert answer.headers["Preview-Facts"].isascii()


def test_the_same_wish_is_made_once_however_it_is_written(
    by_alice: Uploader, alice: Person, toy: Toy
) -> None:
    name = unique_name()
    file_id = by_alice.upload(filename=name)
    tags = {
        strip(alice, file_id, text).headers["ETag"]
        for text in ('{"a":1,"b":2}', '{"b": 2.0, "a": 1e0}', ' {"a":1,\n"b":2}')
    }
    assert (len(tags), toy.noted("preview:strip", name)) == (1, 1)
    assert strip(alice, file_id, '{"a":2,"b":1}').headers["ETag"] not in tags


def test_those_who_ask_at_the_same_time_wait_for_one(
    by_alice: Uploader, alice: Person, toy: Toy, blobs: Blobs
) -> None:
    name = unique_name()
    file_id = by_alice.upload(filename=name)
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: strip(alice, file_id, '{"seconds":0.4}'), range(6)))
    assert {answer.status_code for answer in answers} == {200}
    assert toy.noted("preview:strip", name) == 1
    assert len(kept(blobs)) == 1


def test_of_two_gateways_that_make_the_same_one_keeps_it(
    by_alice: Uploader, context: Context, blobs: Blobs
) -> None:
    file_id = by_alice.upload()
    recorded: list[str] = []
    for _ in range(2):
        made = Preview(id=f"made-{len(recorded)}", file_id=file_id, kind="strip", digest="d")
        made.state, made.size_bytes = "ready", 4
        made.blob_key = artefacts.blob_key(file_id, made.id)
        made.used_at = made.made_at = now()
        context.storage.put(b"made", made.blob_key)
        recorded.append(artefacts.record(context, made).id)
    assert recorded == ["made-0", "made-0"]
    assert kept(blobs) == [f"previews/{file_id}/made-0"]


def test_ranges_and_known_tags_are_served_like_files(by_alice: Uploader, alice: Person) -> None:
    file_id = by_alice.upload()
    whole = strip(alice, file_id, '{"a":1}')
    part = strip(alice, file_id, '{"a":1}', Range="bytes=1-3")
    assert (part.status_code, part.content) == (206, whole.content[1:4])
    known = strip(alice, file_id, '{"a":1}', **{"If-None-Match": whole.headers["ETag"]})
    assert (known.status_code, known.content) == (304, b"")
    assert strip(alice, file_id, '{"a":1}', Range="bytes=999-").status_code == 416


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "1",
        "{",
        '{"a": NaN}',
        '{"a": 1e999}',
        '{"a": -Infinity}',
        '{"a": "\\ud800"}',
        "[" * 3000,
        '{"a": "' + "x" * 7000 + '"}',
    ],
)
def test_parameters_that_are_none_are_refused(by_alice: Uploader, alice: Person, text: str) -> None:
    answer = strip(alice, by_alice.upload(), text)
    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["parameters"])


def test_what_the_service_finds_wrong_is_told_and_not_kept(
    by_alice: Uploader, alice: Person, blobs: Blobs
) -> None:
    file_id = by_alice.upload()
    answer = strip(alice, file_id, '{"wrong":1}')
    assert answer.status_code == 422
    assert answer.json()["fields"]["wrong"]["code"] == "unknown_parameter"
    assert strip(alice, file_id, '{"nothing":1}').status_code == 503
    assert kept(blobs) == []


def test_what_browsers_could_run_is_not_called_that(by_alice: Uploader, alice: Person) -> None:
    answer = strip(alice, by_alice.upload(), '{"html":1}')
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_previews_are_their_owners_alone(
    by_alice: Uploader, outsider: Person, visitor: Person, alice: Person
) -> None:
    file_id = by_alice.upload()
    assert strip(alice, file_id).status_code == 200
    assert strip(outsider, file_id).status_code == 404
    assert strip(visitor, file_id).status_code == 401
    unknown = alice.get(f"/v1/files/{file_id}/previews/hologram")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_preview")


def test_an_operation_is_shown_with_the_files_it_names(
    by_alice: Uploader, alice: Person, outsider: Person
) -> None:
    file_id, other = by_alice.upload(), by_alice.upload()
    foreign = Uploader(outsider).upload()

    def shown(named: str) -> httpx.Response:
        asked = {"operation": "work", "parameters": {"others": [named, named]}}
        return strip(alice, file_id, json.dumps(asked))

    assert json.loads(shown(other).headers["Preview-Facts"])["files"] == 1.0
    assert shown(foreign).json()["fields"]["others"]["code"] == "file_not_found"
    alice.delete(f"/v1/files/{other}")
    assert shown(other).status_code == 422


def test_a_file_keeps_only_so_many_the_oldest_go(
    by_alice: Uploader, alice: Person, blobs: Blobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(artefacts, "MAX_ARTEFACTS", 3)
    monkeypatch.setattr(artefacts, "MAX_BYTES", 10_000)
    file_id = by_alice.upload()
    tags = [strip(alice, file_id, f'{{"a":{n}}}').headers["ETag"] for n in range(5)]
    assert len(kept(blobs)) == 3
    assert strip(alice, file_id, '{"a":4}').headers["ETag"] == tags[4]
    assert strip(alice, file_id, '{"a":0}').headers["ETag"] != tags[0]
    assert strip(alice, file_id, '{"bytes":9980}').status_code == 200
    assert len(kept(blobs)) == 1


def test_a_blob_that_was_lost_is_made_again(
    by_alice: Uploader, alice: Person, context: Context, blobs: Blobs
) -> None:
    file_id = by_alice.upload()
    first = strip(alice, file_id)
    context.storage.delete(kept(blobs)[0])
    again = strip(alice, file_id)
    assert (again.status_code, again.content) == (200, first.content)


def test_they_go_with_their_file(
    by_alice: Uploader, alice: Person, blobs: Blobs, context: Context
) -> None:
    file_id = by_alice.upload()
    strip(alice, file_id)
    alice.delete(f"/v1/files/{file_id}")
    assert kept(blobs) == []
    with context.reading() as db:
        assert db.query(Preview).count() == 0


def test_one_that_is_made_while_its_file_is_deleted_leaves_nothing(
    by_alice: Uploader, alice: Person, toy: Toy, blobs: Blobs
) -> None:
    name = unique_name()
    file_id = by_alice.upload(filename=name)
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(strip, alice, file_id, '{"seconds":0.6}')
        wait_until(lambda: toy.noted("preview:strip", name))
        alice.delete(f"/v1/files/{file_id}")
        assert asked.result().status_code == 404
    assert kept(blobs) == []


def test_what_nobody_looks_at_is_swept_and_what_is_known_stays(
    by_alice: Uploader, alice: Person, context: Context, blobs: Blobs
) -> None:
    strip(alice, by_alice.upload())
    upkeep.sweep_blobs(context)
    artefacts.sweep(context, now())
    assert len(kept(blobs)) == 1
    artefacts.sweep(context, now() + artefacts.KEPT_FOR)
    assert kept(blobs) == []


def test_one_account_does_not_keep_others_from_theirs(
    by_alice: Uploader, alice: Person, bob: Person, toy: Toy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lane, "MAX_WAITING_PER_ACCOUNT", 4)
    name = unique_name()
    file_id = by_alice.upload(filename=name)
    bobs = Uploader(bob).upload()
    answers: list[int] = []
    asking = [
        threading.Thread(
            target=lambda n=n: answers.append(
                strip(alice, file_id, f'{{"seconds":3,"n":{n}}}').status_code
            )
        )
        for n in range(4)
    ]
    for thread in asking:
        thread.start()
    wait_until(lambda: toy.noted("preview:strip", name) == lane.AT_ONCE_PER_ACCOUNT)
    assert strip(bob, bobs).status_code == 200
    assert answers == []
    refused = strip(alice, file_id, '{"n":99}')
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "1")
    for thread in asking:
        thread.join()
    assert answers == [200] * 4
