"""What an account has done, and all that is kept of it, to be taken away."""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

from backend.gateway.context import Context
from tests.gateway.media.conftest import CLIP, Uploader
from tests.gateway.personas import Person


def statistics(person: Person) -> dict[str, Any]:
    answer = person.get("/v1/account/statistics")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def export(person: Person) -> zipfile.ZipFile:
    answer = person.get("/v1/account/export")
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert archive.testzip() is None
    return archive


def test_who_has_done_nothing_yet_has_a_list_without_services(alice: Person) -> None:
    assert statistics(alice) == {
        "files": 0,
        "stored_bytes": 0,
        "jobs_done": 0,
        "bytes_in": 0,
        "bytes_out": 0,
        "seconds_made": 0,
        "services": [],
    }


def test_statistics_count_what_was_done_and_what_is_held(
    by_alice: Uploader, alice: Person, outsider: Person, made: Callable[[str], str]
) -> None:
    original = by_alice.upload()
    made(original)
    told = statistics(alice)
    assert (told["files"], told["jobs_done"], told["bytes_in"]) == (2, 1, len(CLIP))
    assert told["stored_bytes"] == len(CLIP) + len(b"made")
    (toy,) = told["services"]
    assert (toy["name"], toy["files"], toy["jobs_done"], toy["seconds_made"]) == ("toy", 2, 1, 1)
    assert toy["stored_bytes"] == told["stored_bytes"]
    assert statistics(outsider)["jobs_done"] == 0


def test_what_was_done_stays_done_when_its_files_are_deleted(
    by_alice: Uploader, alice: Person, made: Callable[[str], str]
) -> None:
    original = by_alice.upload()
    made(original)
    alice.delete(f"/v1/files/{original}")
    told = statistics(alice)
    assert (told["files"], told["stored_bytes"], told["jobs_done"]) == (0, 0, 1)
    assert [(each["name"], each["jobs_done"]) for each in told["services"]] == [("toy", 1)]


def test_the_export_holds_everything_that_is_kept(
    by_alice: Uploader, alice: Person, made: Callable[[str], str]
) -> None:
    original = by_alice.upload(filename="Straße am 海.toy")
    by_alice.upload(CLIP * 2, "Straße am 海.toy")
    result = made(original)
    alice.post(f"/v1/files/{original}/shares")
    alice.post("/v1/tokens", name="My bot", scopes=["files:read"], lifetime_days=7)
    archive = export(alice)
    account = json.loads(archive.read("account.json"))
    assert account["account"] == alice.get("/v1/account").json()
    assert account["statistics"] == statistics(alice)
    assert [each["name"] for each in account["access_tokens"]] == ["My bot"]
    assert [each["address"] for each in account["sessions"]] == [alice.address]
    files = json.loads(archive.read("files.json"))
    assert {each["id"] for each in files} >= {original, result}
    for each in files:
        assert len(archive.read(each["name_in_this_zip"])) == each["size_bytes"]
    names = [each["name_in_this_zip"] for each in files]
    assert names[:2] == ["files/Straße am 海.toy", "files/Straße am 海 (2).toy"]
    (job,) = json.loads(archive.read("jobs.json"))
    assert (job["file_id"], job["result_file_id"]) == (original, result)


def test_the_export_holds_no_secret_and_nothing_of_others(
    by_alice: Uploader, alice: Person, outsider: Person
) -> None:
    by_alice.upload()
    token = alice.post("/v1/tokens", name="x", scopes=["files:read"], lifetime_days=7).json()
    theirs = export(outsider)
    assert json.loads(theirs.read("files.json")) == []
    account = export(alice).read("account.json").decode()
    for secret in (token["token"], alice.token, alice.password, "argon2"):
        assert secret not in account


def test_what_was_deleted_a_moment_ago_is_not_in_it(
    by_alice: Uploader, alice: Person, context: Context
) -> None:
    file_id = by_alice.upload()
    alice.delete(f"/v1/files/{file_id}?undoable=true")
    assert json.loads(export(alice).read("files.json")) == []
