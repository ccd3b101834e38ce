"""Several files at once: as one zip, or deleted together."""

import asyncio
import io
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from backend.gateway.context import Context
from backend.gateway.files import bundle
from tests.gateway.media.conftest import CLIP, Uploader
from tests.gateway.personas import Person

Submit = Callable[..., dict[str, Any]]
Blobs = Callable[[], list[str]]


def query(*ids: str) -> str:
    return "&".join(f"id={each}" for each in ids)


def zip_of(person: Person, *ids: str) -> zipfile.ZipFile:
    answer = person.get(f"/v1/files/selected/zip?{query(*ids)}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "application/zip"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    return zipfile.ZipFile(io.BytesIO(answer.content))


def test_files_come_as_one_zip_under_their_names(by_alice: Uploader, alice: Person) -> None:
    beach, lake = by_alice.upload(filename="Straße am 海.toy"), by_alice.upload(CLIP * 3, "b.toy")
    archive = zip_of(alice, beach, lake)
    assert archive.testzip() is None
    assert archive.namelist() == ["Straße am 海.toy", "b.toy"]
    assert archive.read("b.toy") == CLIP * 3
    assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_STORED}


def test_names_that_are_the_same_are_numbered(by_alice: Uploader, alice: Person) -> None:
    names = ("a.toy", "A.toy", "a.toy", "a (2).toy")
    archive = zip_of(alice, *(by_alice.upload(filename=name) for name in names))
    assert archive.namelist() == ["a.toy", "A (2).toy", "a (3).toy", "a (2) (2).toy"]


def test_a_file_named_twice_comes_once(by_alice: Uploader, alice: Person) -> None:
    file_id = by_alice.upload()
    assert len(zip_of(alice, file_id, file_id).namelist()) == 1


def test_only_own_files_can_be_picked(
    by_alice: Uploader, alice: Person, outsider: Person, visitor: Person
) -> None:
    file_id, other = by_alice.upload(), Uploader(outsider).upload()
    for path in (f"/v1/files/selected{rest}" for rest in ("", "/zip", "/workbench")):
        assert alice.get(f"{path}?{query(file_id, other)}").status_code == 404
        assert visitor.get(f"{path}?{query(file_id)}").status_code == 401
    assert alice.delete(f"/v1/files/selected?{query(file_id, other)}").status_code == 404
    assert alice.get(f"/v1/files/{file_id}").status_code == 200


@pytest.mark.parametrize("asked", ["", "id=" + "x" * 33, query(*("x" * 22,) * 201)])
def test_nothing_and_too_much_cannot_be_picked(alice: Person, asked: str) -> None:
    assert alice.get(f"/v1/files/selected/zip?{asked}").status_code == 422


def test_what_goes_along_is_told_before_files_are_deleted(
    by_alice: Uploader, alice: Person, made: Callable[[str], str], work: Submit
) -> None:
    beach, lake = by_alice.upload(filename="beach.toy"), by_alice.upload(filename="lake.toy")
    result = made(beach)
    made(result)
    work(lake)
    told = alice.get(f"/v1/files/selected?{query(beach, lake, result)}").json()
    assert [item["id"] for item in told["items"]] == [beach, lake, result]
    assert (told["results_made_from_them"], told["jobs_under_way"]) == (1, 1)


def test_a_workbench_for_several_files_has_what_could_be_laid_beside_them(
    by_alice: Uploader, alice: Person
) -> None:
    beach, lake = by_alice.upload(filename="beach.toy"), by_alice.upload(filename="lake.toy")
    newer = by_alice.upload(filename="newer.toy")
    preset = {"service": "toy", "operation": "work", "name": "Short", "parameters": {"seconds": 1}}
    assert alice.post("/v1/presets", **preset).status_code == 201
    bench = alice.get(f"/v1/files/selected/workbench?{query(lake, beach)}").json()
    assert [item["id"] for item in bench["items"]] == [lake, beach]
    assert [item["id"] for item in bench["others"]] == [newer, lake, beach]
    assert [item["name"] for item in bench["presets"]] == ["Short"]


def test_files_are_deleted_together_with_what_was_made_from_them(
    by_alice: Uploader, alice: Person, made: Callable[[str], str], blobs: Blobs
) -> None:
    kept, beach, lake = (by_alice.upload() for _ in range(3))
    result = made(beach)
    assert alice.delete(f"/v1/files/selected?{query(result, beach, lake)}").status_code == 204
    assert [item["id"] for item in alice.get("/v1/files").json()["items"]] == [kept]
    assert blobs() == [f"files/{kept}"]


def test_a_large_zip_takes_no_memory(context: Context) -> None:
    size_bytes = 256 * 1024 * 1024
    root = context.storage.root
    assert root is not None
    (root / "files").mkdir(exist_ok=True)
    with (root / "files" / "big").open("wb") as file:
        file.truncate(size_bytes)
    member = bundle.Member("big.mp4", "files/big", size_bytes, datetime.now(UTC))

    async def length() -> int:
        return sum([len(block) async for block in bundle.stream(context, [member])])

    tracemalloc.start()
    try:
        assert asyncio.run(length()) > size_bytes
        assert tracemalloc.get_traced_memory()[1] < 16 * 1024 * 1024
    finally:
        tracemalloc.stop()
