"""Links to files: whoever has one sees that file and nothing else, as long as it works."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from backend.gateway.context import Context
from backend.gateway.database.models import Share, now
from backend.gateway.files import sharing
from tests.gateway.media.conftest import CLIP, Uploader
from tests.gateway.personas import Person

DAY = 24 * 3600


@pytest.fixture
def file_id(by_alice: Uploader) -> str:
    return by_alice.upload(filename="beach.toy")


def shared(person: Person, file_id: str, **wish: object) -> dict[str, Any]:
    answer = person.post(f"/v1/files/{file_id}/shares", **wish)
    assert answer.status_code == 201, answer.text
    share: dict[str, Any] = answer.json()
    return share


def run_out(context: Context, token: str) -> None:
    with context.sessions.begin() as db:
        past = now() - timedelta(seconds=1)
        db.execute(update(Share).where(Share.id == token).values(expires_at=past))


def test_somebody_without_an_account_sees_the_file_and_nothing_around_it(
    alice: Person, visitor: Person, file_id: str
) -> None:
    token = shared(alice, file_id)["id"]
    answer = visitor.get(f"/v1/shares/{token}")
    assert answer.json() == {
        "kind": "video",
        "name": "beach.toy",
        "extension": "toy",
        "media_type": "video/mp4",
        "size_bytes": len(CLIP),
        "duration_seconds": answer.json()["duration_seconds"],
        "expires_at": None,
    }
    assert visitor.get(f"/v1/files/{file_id}").status_code == 401


def test_the_bytes_come_whole_or_in_ranges(alice: Person, visitor: Person, file_id: str) -> None:
    address = f"/v1/shares/{shared(alice, file_id)['id']}/content"
    whole = visitor.get(address)
    assert (whole.status_code, whole.content) == (200, CLIP)
    assert whole.headers["Content-Disposition"].startswith('attachment; filename="beach.toy"')
    part = visitor.get(f"{address}?disposition=inline", Range="bytes=10-19")
    assert (part.status_code, part.content) == (206, CLIP[10:20])
    assert part.headers["Content-Type"] == "video/mp4"
    head = visitor.request("HEAD", address)
    assert (head.content, head.headers["Content-Length"]) == (b"", str(len(CLIP)))
    again = visitor.get(address, **{"If-None-Match": whole.headers["ETag"]})
    assert again.status_code == 304
    assert visitor.get(address, Range="bytes=9999999-").status_code == 416


def test_no_answer_tells_a_stranger_the_id_of_the_file(
    alice: Person, visitor: Person, file_id: str
) -> None:
    token = shared(alice, file_id)["id"]
    for path in (f"/v1/shares/{token}", f"/v1/shares/{token}/content"):
        answer = visitor.get(path)
        assert file_id not in answer.text + str(answer.headers)


def test_a_link_works_as_long_as_was_said(
    alice: Person, visitor: Person, file_id: str, context: Context
) -> None:
    share = shared(alice, file_id, lifetime_seconds=DAY)
    assert visitor.get(f"/v1/shares/{share['id']}").json()["expires_at"] == share["expires_at"]
    run_out(context, share["id"])
    assert visitor.get(f"/v1/shares/{share['id']}").status_code == 404
    assert visitor.get(f"/v1/shares/{share['id']}/content").status_code == 404
    assert alice.get(f"/v1/files/{file_id}/shares").json()["items"] == []


def test_expired_withdrawn_and_unknown_links_look_the_same(
    alice: Person, visitor: Person, file_id: str, context: Context
) -> None:
    expired, withdrawn = shared(alice, file_id)["id"], shared(alice, file_id)["id"]
    run_out(context, expired)
    assert alice.delete(f"/v1/files/{file_id}/shares/{withdrawn}").status_code == 204
    answers = [visitor.get(f"/v1/shares/{token}") for token in (expired, withdrawn, "x" * 22)]
    assert {answer.status_code for answer in answers} == {404}
    assert {answer.json()["code"] for answer in answers} == {"share_not_found"}
    assert len({answer.json()["message"] for answer in answers}) == 1


def test_the_owner_can_read_the_links_again(alice: Person, file_id: str) -> None:
    first, second = shared(alice, file_id), shared(alice, file_id, lifetime_seconds=DAY)
    listed = alice.get(f"/v1/files/{file_id}/shares").json()
    assert listed["file"]["name"] == "beach.toy"
    assert listed["items"] == [second, first]


def test_links_end_with_their_file(
    alice: Person, visitor: Person, file_id: str, context: Context
) -> None:
    token = shared(alice, file_id)["id"]
    assert alice.delete(f"/v1/files/{file_id}").status_code == 204
    assert visitor.get(f"/v1/shares/{token}").status_code == 404
    with context.reading() as db:
        assert db.scalar(select(func.count()).select_from(Share)) == 0


def test_links_that_have_run_out_are_cleared_away(
    alice: Person, file_id: str, context: Context
) -> None:
    lasting, ended = shared(alice, file_id)["id"], shared(alice, file_id)["id"]
    run_out(context, ended)
    sharing.sweep(context)
    with context.reading() as db:
        assert db.scalars(select(Share.id)).all() == [lasting]


@pytest.mark.parametrize("seconds", [0, 59, 366 * DAY + 1, -5, "soon"])
def test_a_lifetime_that_makes_no_sense_is_refused(
    alice: Person, file_id: str, seconds: object
) -> None:
    answer = alice.post(f"/v1/files/{file_id}/shares", lifetime_seconds=seconds)
    assert answer.status_code == 422
    assert "lifetime_seconds" in answer.json()["fields"]


def test_a_file_has_a_limited_number_of_links(alice: Person, file_id: str) -> None:
    for _ in range(sharing.MAX_LINKS_PER_FILE):
        token = shared(alice, file_id)["id"]
    answer = alice.post(f"/v1/files/{file_id}/shares")
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_shares")
    alice.delete(f"/v1/files/{file_id}/shares/{token}")
    shared(alice, file_id)


def test_only_the_owner_makes_lists_and_withdraws_links(
    alice: Person, outsider: Person, file_id: str
) -> None:
    token = shared(alice, file_id)["id"]
    assert outsider.post(f"/v1/files/{file_id}/shares").status_code == 404
    assert outsider.get(f"/v1/files/{file_id}/shares").status_code == 404
    assert outsider.delete(f"/v1/files/{file_id}/shares/{token}").status_code == 404
    own = Uploader(outsider).upload()
    assert outsider.delete(f"/v1/files/{own}/shares/{token}").status_code == 404
    assert len(alice.get(f"/v1/files/{file_id}/shares").json()["items"]) == 1
