"""Uploads by tus: resumed where they stopped, refused before their first byte when they must be."""

import base64
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple

import pytest

from backend.gateway.context import Context
from backend.gateway.database.models import Upload, now
from backend.gateway.storage import Storage
from backend.gateway.uploads import lifecycle
from backend.gateway.uploads.staging import Staging
from config import MIB, GatewayConfig
from tests.gateway.media.conftest import CLIP, Uploader, encoded
from tests.gateway.media.processes import Toy, wait_until
from tests.gateway.personas import Person

Blobs = Callable[[], list[str]]


@pytest.fixture
def config(config: GatewayConfig) -> GatewayConfig:
    return replace(config, max_upload_bytes=50 * MIB, quota_bytes=100 * MIB)


def staged(context: Context) -> list[str]:
    return [path.name for path in context.staging.folder.iterdir()]


def test_what_is_spoken_is_told_to_anybody(visitor: Person) -> None:
    answer = visitor.request("OPTIONS", "/v1/uploads")
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert answer.headers["Tus-Extension"] == "creation,termination,expiration,checksum"
    assert answer.headers["Tus-Max-Size"] == str(50 * MIB)


def test_an_upload_in_two_parts_becomes_a_file(by_alice: Uploader, context: Context) -> None:
    location = by_alice.begin(len(CLIP), "Ferien.toy")
    first = by_alice.send(location, 0, CLIP[:5000])
    assert (first.status_code, first.headers["Upload-Offset"]) == (204, "5000")
    assert "Upload-File" not in first.headers
    second = by_alice.send(location, 5000, CLIP[5000:])
    file = by_alice.person.get(f"/v1/files/{second.headers['Upload-File']}").json()
    assert (file["name"], file["size_bytes"], file["kind"]) == ("Ferien.toy", len(CLIP), "video")
    content = by_alice.person.get(f"/v1/files/{file['id']}/content").content
    assert content == CLIP
    assert staged(context) == []


def test_the_offset_tells_where_to_go_on(by_alice: Uploader) -> None:
    location = by_alice.begin(len(CLIP))
    by_alice.send(location, 0, CLIP[:5000])
    head = by_alice.person.request("HEAD", location)
    assert head.headers["Upload-Offset"] == "5000"
    assert head.headers["Upload-Length"] == str(len(CLIP))
    assert head.headers["Cache-Control"] == "no-store"
    assert "Upload-Expires" in head.headers
    listed = by_alice.person.get("/v1/uploads").json()["items"]
    assert [upload["offset_bytes"] for upload in listed] == [5000]
    assert by_alice.person.get(location).json()["offset_bytes"] == 5000


def test_going_on_at_another_place_is_refused_and_told(by_alice: Uploader) -> None:
    location = by_alice.begin(len(CLIP))
    by_alice.send(location, 0, CLIP[:5000])
    answer = by_alice.send(location, 4000, CLIP[4000:])
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_offset")
    assert answer.headers["Upload-Offset"] == "5000"


def test_repeating_the_last_request_finds_the_same_file(by_alice: Uploader) -> None:
    location = by_alice.begin(len(CLIP))
    first = by_alice.send(location, 0, CLIP)
    again = by_alice.send(location, len(CLIP), b"")
    head = by_alice.person.request("HEAD", location)
    assert again.status_code == 204
    assert again.headers["Upload-File"] == first.headers["Upload-File"]
    assert head.headers["Upload-File"] == first.headers["Upload-File"]
    assert by_alice.person.get("/v1/files").json()["total"] == 1


def test_more_than_was_announced_is_refused(by_alice: Uploader) -> None:
    location = by_alice.begin(100)
    answer = by_alice.send(location, 0, CLIP)
    assert (answer.status_code, answer.json()["code"]) == (413, "more_than_announced")


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_part_is_kept_only_when_its_checksum_holds(by_alice: Uploader, algorithm: str) -> None:
    location = by_alice.begin(len(CLIP))
    by_alice.send(location, 0, CLIP[:100])
    digest = base64.b64encode(hashlib.new(algorithm, CLIP[100:200]).digest()).decode()
    wrong = by_alice.send(
        location, 100, CLIP[300:400], **{"Upload-Checksum": f"{algorithm} {digest}"}
    )
    assert (wrong.status_code, wrong.json()["code"]) == (460, "checksum_mismatch")
    right = by_alice.send(
        location, 100, CLIP[100:200], **{"Upload-Checksum": f"{algorithm} {digest}"}
    )
    assert right.headers["Upload-Offset"] == "200"


def test_a_cancelled_upload_leaves_nothing(by_alice: Uploader, context: Context) -> None:
    location = by_alice.begin(len(CLIP))
    by_alice.send(location, 0, CLIP[:5000])
    assert by_alice.person.delete(location).status_code == 204
    assert by_alice.person.get(location).status_code == 404
    assert staged(context) == []


def test_an_expired_upload_is_gone_and_cleared_away(by_alice: Uploader, context: Context) -> None:
    location = by_alice.begin(len(CLIP))
    by_alice.send(location, 0, CLIP[:5000])
    with context.sessions.begin() as db:
        db.query(Upload).update({"expires_at": now()})
    assert by_alice.person.request("HEAD", location).status_code == 404
    lifecycle.sweep(context)
    assert staged(context) == []


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"just some text", "not_media"), (b"TOY nan", "service_unavailable")],
)
def test_what_is_no_media_is_refused_with_the_services_reason(
    by_alice: Uploader, context: Context, blobs: Blobs, content: bytes, code: str
) -> None:
    answer = by_alice.send(by_alice.begin(len(content)), 0, content)
    assert answer.json()["code"] == code
    if code == "not_media":
        assert answer.status_code == 422
        assert (staged(context), blobs()) == ([], [])
        assert by_alice.person.get("/v1/uploads").json() == {"items": []}


def test_an_upload_waits_for_a_service_that_is_away(by_alice: Uploader, toy: Toy) -> None:
    location = by_alice.begin(len(CLIP))
    toy.end()
    away = by_alice.send(location, 0, CLIP)
    assert (away.status_code, away.json()["code"]) == (503, "service_unavailable")
    head = by_alice.person.request("HEAD", location)
    assert head.headers["Upload-Offset"] == str(len(CLIP))
    toy.start()
    wait_until(lambda: by_alice.send(location, len(CLIP), b"").status_code == 204)
    assert by_alice.person.request("HEAD", location).headers["Upload-File"]


class Refused(NamedTuple):
    size_bytes: int
    status: int
    code: str


@pytest.mark.parametrize(
    "case",
    [
        Refused(0, 422, "empty_file"),
        Refused(51 * MIB, 413, "too_large"),
        Refused(10**17, 413, "too_large"),
    ],
)
def test_what_can_never_be_taken_is_refused_before_its_first_byte(
    by_alice: Uploader, context: Context, case: Refused
) -> None:
    answer = by_alice.announce(case.size_bytes)
    assert (answer.status_code, answer.json()["code"]) == (case.status, case.code)
    assert staged(context) == []


def test_uploads_under_way_count_towards_the_quota(by_alice: Uploader, bob: Person) -> None:
    assert by_alice.announce(45 * MIB).status_code == 201
    assert by_alice.announce(45 * MIB).status_code == 201
    third = by_alice.announce(45 * MIB)
    assert (third.status_code, third.json()["code"]) == (413, "quota_exceeded")
    assert Uploader(bob).announce(45 * MIB).status_code == 201


@pytest.mark.parametrize("disk", [Staging, Storage])
def test_a_full_disk_is_noticed_before_the_first_byte(
    by_alice: Uploader, context: Context, monkeypatch: pytest.MonkeyPatch, disk: type
) -> None:
    monkeypatch.setattr(disk, "free_bytes", lambda self: 2 * MIB)
    answer = by_alice.announce(2 * MIB)
    assert (answer.status_code, answer.json()["code"]) == (507, "disk_full")
    assert staged(context) == []


def test_a_disk_that_fills_up_meanwhile_keeps_nothing_half_written(
    by_alice: Uploader, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    location = by_alice.begin(len(CLIP))

    def full(handle: int, content: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("backend.gateway.uploads.staging.os.write", full)
    answer = by_alice.send(location, 0, CLIP)
    assert (answer.status_code, answer.json()["code"]) == (507, "disk_full")
    assert staged(context) == []


@pytest.mark.parametrize(
    ("headers", "status", "field"),
    [
        ({"Tus-Resumable": "0.2.2"}, 412, ""),
        ({"Upload-Length": "-1"}, 422, "upload-length"),
        ({"Upload-Length": "many"}, 422, "upload-length"),
        ({"Upload-Metadata": "filename %%%"}, 422, "filename"),
        ({"Upload-Metadata": f"service {encoded('toy')}"}, 422, "filename"),
        ({"Upload-Metadata": f"filename {encoded('x')}"}, 422, "service"),
        ({"Upload-Metadata": f"filename {encoded('x')},service {encoded('fax')}"}, 422, "service"),
    ],
)
def test_an_announcement_that_makes_no_sense_is_explained(
    alice: Person, headers: dict[str, str], status: int, field: str
) -> None:
    metadata = f"filename {encoded('clip.toy')},service {encoded('toy')}"
    usual = {"Tus-Resumable": "1.0.0", "Upload-Length": "5", "Upload-Metadata": metadata}
    answer = alice.request("POST", "/v1/uploads", headers={**usual, **headers})
    assert answer.status_code == status
    assert answer.headers["Tus-Resumable"] == "1.0.0"
    assert list(answer.json()["fields"]) == ([field] if field else [])


def test_bytes_come_as_bytes(by_alice: Uploader) -> None:
    location = by_alice.begin(len(CLIP))
    answer = by_alice.send(location, 0, CLIP, **{"Content-Type": "text/plain"})
    assert (answer.status_code, answer.json()["code"]) == (415, "wrong_content_type")


@pytest.mark.parametrize("method", ["HEAD", "GET", "PATCH", "DELETE"])
def test_an_upload_of_somebody_else_does_not_exist(
    by_alice: Uploader, outsider: Person, method: str
) -> None:
    location = by_alice.begin(len(CLIP))
    headers = {"Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}
    content = CLIP if method == "PATCH" else None
    answer = outsider.request(method, location, headers=headers, content=content)
    assert answer.status_code == 404
    assert by_alice.person.get(location).json()["offset_bytes"] == 0


@pytest.mark.parametrize("upload_id", ["..", "../../etc/passwd", "%2e%2e%2fsecret_key", "x" * 300])
def test_addresses_of_uploads_lead_nowhere_else(by_alice: Uploader, upload_id: str) -> None:
    answer = by_alice.send(f"/v1/uploads/{upload_id}", 0, b"x")
    assert answer.status_code in {404, 405}


@pytest.fixture
def names() -> Iterator[dict[str, str]]:
    yield {
        "../../etc/passwd.toy": "passwd.toy",
        "C:\\Videos\\clip.toy": "clip.toy",
        "two\nlines\r\n.toy": "twolines.toy",
        "a" * 300 + ".toy": "a" * 251 + ".toy",
        "سلام عالم.toy": "سلام عالم.toy",
        "\u202egpj.toy": "gpj.toy",
        "🎬 Ferien 👨‍👩‍👧.toy": "🎬 Ferien 👨‍👩‍👧.toy",
        "..": "unnamed",
        ".toy": "unnamed.toy",
    }


def test_names_are_kept_for_people_and_never_used_as_paths(
    by_alice: Uploader, names: dict[str, str], blobs: Blobs
) -> None:
    for given, kept in names.items():
        file_id = by_alice.upload(filename=given)
        assert by_alice.person.get(f"/v1/files/{file_id}").json()["name"] == kept
        assert f"files/{file_id}" in blobs()
    assert len(blobs()) == len(names)


def test_uploads_count_towards_achievements_and_statistics(by_alice: Uploader) -> None:
    by_alice.upload()
    unlocked = {
        item["name"]
        for item in by_alice.person.get("/v1/achievements").json()["items"]
        if item["unlocked_at"]
    }
    assert "opening_night" in unlocked


def test_an_upload_larger_than_any_json_is_taken(by_alice: Uploader) -> None:
    assert by_alice.upload(b"TOY " + bytes(3 * MIB))
