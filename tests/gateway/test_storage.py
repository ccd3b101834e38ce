"""Blobs in a folder and in a bucket behave alike."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from backend.gateway.storage import Storage


@pytest.fixture(params=["folder", "bucket"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    """A folder, and a bucket as far as one can be had without a network: in memory."""
    url = (tmp_path / "blobs").as_uri() if request.param == "folder" else "memory:///"
    return Storage(url)


def read(storage: Storage, key: str, start: int, end: int) -> bytes:
    async def collect() -> bytes:
        return b"".join([block async for block in storage.stream(key, start, end)])

    return asyncio.run(collect())


def test_a_stored_file_can_be_read_whole_and_in_part(storage: Storage, tmp_path: Path) -> None:
    content = bytes(range(256)) * 8000  # several blocks
    source = tmp_path / "staged"
    source.write_bytes(content)
    storage.put_file(source, "files/a")
    storage.put_file(source, "files/a")
    assert storage.size("files/a") == len(content)
    assert read(storage, "files/a", 0, len(content)) == content
    assert read(storage, "files/a", 1000, 600_000) == content[1000:600_000]
    source.unlink()
    assert read(storage, "files/a", 0, 10) == content[:10]


def test_blobs_are_found_by_prefix_and_removed(storage: Storage) -> None:
    for key in ("jobs/one/1", "jobs/one/2", "jobs/other/1"):
        storage.put(b"x", key)
    assert sorted(blob.key for blob in storage.find("jobs/one")) == ["jobs/one/1", "jobs/one/2"]
    assert all(blob.modified_at <= datetime.now(UTC) for blob in storage.find("jobs"))
    storage.delete_prefix("jobs/one")
    storage.delete("jobs/one/1")
    assert [blob.key for blob in storage.find("jobs")] == ["jobs/other/1"]
    assert storage.find("never/used") == []
    assert storage.size("jobs/one/1") is None


@pytest.mark.parametrize("key", ["../secret", "files/../../x", "/etc/passwd", "files/a b", "", "x"])
def test_only_keys_that_the_gateway_makes_are_taken(storage: Storage, key: str) -> None:
    with pytest.raises(ValueError, match="not a blob key"):
        storage.put(b"x", key) if storage.root is None else storage.url_for_service(key, "read")


def test_a_file_taken_over_is_one_on_disk(tmp_path: Path) -> None:
    storage = Storage((tmp_path / "blobs").as_uri())
    source = tmp_path / "staged"
    source.write_bytes(b"content")
    storage.put_file(source, "files/a")
    assert (tmp_path / "blobs/files/a").samefile(source)


def test_a_file_on_another_disk_is_copied_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(self: Path, target: Path) -> None:
        raise OSError(18, "Invalid cross-device link")

    storage = Storage((tmp_path / "blobs").as_uri())
    source = tmp_path / "staged"
    source.write_bytes(b"content")
    monkeypatch.setattr(Path, "hardlink_to", no_links)
    storage.put_file(source, "files/a")
    assert [path.name for path in (tmp_path / "blobs/files").iterdir()] == ["a"]
    assert read(storage, "files/a", 0, 7) == b"content"


def test_services_get_addresses_inside_the_folder(tmp_path: Path) -> None:
    storage = Storage((tmp_path / "blobs with space").as_uri())
    assert storage.url_for_service("jobs/a/1", "write").startswith(tmp_path.as_uri())
    assert (tmp_path / "blobs with space/jobs/a").is_dir()
    assert storage.free_bytes()


def test_services_get_presigned_addresses_of_a_bucket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "very-secret")
    monkeypatch.setenv("AWS_REGION", "eu-central-1")
    storage = Storage("s3://bucket/prefix")
    reading = storage.url_for_service("jobs/a/1", "read")
    writing = storage.url_for_service("jobs/a/1", "write")
    assert reading != writing
    for url in (reading, writing):
        assert "/prefix/jobs/a/1?" in url
        assert "X-Amz-Signature=" in url
        assert "very-secret" not in url
    assert storage.free_bytes() is None
