"""The bytes of a file: ranges, validators, and nothing that a browser would run."""

import pytest

from backend.gateway.context import Context
from tests.gateway.media.conftest import CLIP, Uploader
from tests.gateway.personas import Person

SIZE = len(CLIP)


@pytest.fixture
def file_id(by_alice: Uploader) -> str:
    return by_alice.upload(filename='Ferien ü "1".toy')


def content_of(file_id: str, query: str = "") -> str:
    return f"/v1/files/{file_id}/content{query}"


def test_a_file_is_sent_whole_as_an_attachment(alice: Person, file_id: str) -> None:
    answer = alice.get(content_of(file_id))
    assert (answer.status_code, answer.content) == (200, CLIP)
    assert answer.headers["Content-Length"] == str(SIZE)
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox"
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=\"Ferien _ _1_.toy\"; filename*=UTF-8''Ferien%20%C3%BC%20%221%22.toy"
    )


def test_head_tells_the_same_without_reading_the_bytes(
    alice: Person, file_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(*_: object) -> None:
        raise AssertionError("nobody asked for the bytes")

    with monkeypatch.context() as unread:
        unread.setattr("backend.gateway.storage.os.pread", read)
        answer = alice.request("HEAD", content_of(file_id))
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["Content-Length"] == str(SIZE)
    assert answer.headers["ETag"] == alice.get(content_of(file_id)).headers["ETag"]


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=100-199", 100, 200),
        ("bytes=5000-", 5000, SIZE),
        ("bytes=-7", SIZE - 7, SIZE),
        (f"bytes=10-{SIZE * 2}", 10, SIZE),
        (f"bytes=-{SIZE * 2}", 0, SIZE),
    ],
)
def test_a_range_is_sent_alone(
    alice: Person, file_id: str, asked: str, start: int, end: int
) -> None:
    answer = alice.get(content_of(file_id), Range=asked)
    assert (answer.status_code, answer.content) == (206, CLIP[start:end])
    assert answer.headers["Content-Range"] == f"bytes {start}-{end - 1}/{SIZE}"
    assert answer.headers["Content-Length"] == str(end - start)


@pytest.mark.parametrize("asked", [f"bytes={SIZE}-", f"bytes={SIZE * 2}-{SIZE * 3}", "bytes=-0"])
def test_a_range_beyond_the_end_is_refused(alice: Person, file_id: str, asked: str) -> None:
    answer = alice.get(content_of(file_id), Range=asked)
    assert (answer.status_code, answer.json()["code"]) == (416, "range_not_satisfiable")
    assert answer.headers["Content-Range"] == f"bytes */{SIZE}"


@pytest.mark.parametrize("asked", ["bytes=9-5", "bytes=-", "bytes=1-2,5-6", "lines=1-2", "x"])
def test_what_is_no_single_range_is_answered_with_the_whole(
    alice: Person, file_id: str, asked: str
) -> None:
    answer = alice.get(content_of(file_id), Range=asked)
    assert (answer.status_code, len(answer.content)) == (200, SIZE)


def test_a_client_that_has_the_file_is_told_so(alice: Person, file_id: str) -> None:
    known = alice.get(content_of(file_id)).headers
    for headers in (
        {"If-None-Match": known["ETag"]},
        {"If-None-Match": f'"other", W/{known["ETag"]}'},
        {"If-None-Match": "*"},
        {"If-Modified-Since": known["Last-Modified"]},
    ):
        answer = alice.get(content_of(file_id), **headers)
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["ETag"] == known["ETag"]
    assert alice.get(content_of(file_id), **{"If-None-Match": '"other"'}).status_code == 200


def test_a_range_of_another_version_is_answered_with_the_whole(alice: Person, file_id: str) -> None:
    etag = alice.get(content_of(file_id)).headers["ETag"]
    same = alice.get(content_of(file_id), **{"Range": "bytes=0-9", "If-Range": etag})
    other = alice.get(content_of(file_id), **{"Range": "bytes=0-9", "If-Range": '"other"'})
    assert (same.status_code, other.status_code) == (206, 200)


def test_media_may_be_shown_inline_and_nothing_else(
    alice: Person, file_id: str, by_alice: Uploader
) -> None:
    video = alice.get(content_of(file_id, "?disposition=inline")).headers
    assert video["Content-Type"] == "video/mp4"
    assert video["Content-Disposition"].startswith("inline; ")
    page = by_alice.upload(b"TOY html <script>", "page.html")
    headers = alice.get(content_of(page, "?disposition=inline")).headers
    assert headers["Content-Type"] == "application/octet-stream"
    assert headers["Content-Disposition"].startswith("attachment; ")


def test_a_poster_that_is_not_there_yet_is_not_found(alice: Person, file_id: str) -> None:
    assert alice.get(f"/v1/files/{file_id}/poster").status_code == 404


def test_nobody_else_can_read_a_file(outsider: Person, visitor: Person, file_id: str) -> None:
    for address in (content_of(file_id), f"/v1/files/{file_id}", f"/v1/files/{file_id}/poster"):
        assert outsider.get(address).status_code == 404
        assert visitor.get(address).status_code == 401


def test_bytes_that_are_gone_break_the_answer_instead_of_shortening_it(
    alice: Person, file_id: str, context: Context
) -> None:
    context.storage.delete(f"files/{file_id}")
    with pytest.raises(FileNotFoundError):
        alice.get(content_of(file_id))
