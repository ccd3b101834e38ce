"""Files by URL: in the storage folder, or by presigned HTTP; whole, or not at all."""

import asyncio
import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.services.blobs import FolderBlobs, PresignedBlobs, open_blobs
from backend.services.failures import MediaFailure
from backend.services.scratch import Scratch
from tests.services.object_store import Store, object_store

CONTENT = bytes(range(256)) * 8192  # 2 MiB


@pytest.fixture
def store() -> Iterator[Store]:
    with object_store({"/video": CONTENT, "/short": CONTENT}) as store:
        yield store


@pytest.fixture
def scratch(tmp_path: Path) -> Iterator[Scratch]:
    """A scratch folder of a service."""
    scratch = Scratch(tmp_path / "scratch", reserve_bytes=0)
    yield scratch
    scratch.close()


def _fetch(blobs: PresignedBlobs, url: str, scratch: Scratch) -> bytes:
    with scratch.call_folder() as folder:
        return asyncio.run(blobs.fetch(url, folder, scratch)).read_bytes()


def test_the_storage_url_decides_which_urls_are_taken(tmp_path: Path) -> None:
    embedded = open_blobs(tmp_path.as_uri())
    grown = open_blobs("s3://bucket/prefix")
    embedded.check_output((tmp_path / "result").as_uri())
    grown.check_output("https://store.example/result?signature=x")
    for blobs, url in (
        (embedded, "https://store.example/result"),
        (grown, (tmp_path / "result").as_uri()),
        (grown, "ftp://store.example/result"),
        (grown, "http://"),
    ):
        with pytest.raises(MediaFailure, match="can be used"):
            blobs.check_output(url)


def test_a_presigned_source_is_fetched_whole(store: Store, scratch: Scratch) -> None:
    assert _fetch(PresignedBlobs(), f"{store.url}/video?signature=x", scratch) == CONTENT


@pytest.mark.parametrize(
    ("path", "code"),
    [("/nothing", "SOURCE_MISSING"), ("/short", "STORAGE_FAILED"), ("/silent", "STORAGE_FAILED")],
)
def test_a_source_that_does_not_come_whole_is_a_clear_error(
    store: Store, scratch: Scratch, path: str, code: str
) -> None:
    with pytest.raises(MediaFailure) as failure:
        _fetch(PresignedBlobs(), store.url + path, scratch)
    assert failure.value.code == code


def test_a_storage_that_does_not_answer_can_be_tried_again(scratch: Scratch) -> None:
    with pytest.raises(MediaFailure) as failure:
        _fetch(PresignedBlobs(), "http://127.0.0.1:9/video", scratch)
    assert failure.value.status.name == "UNAVAILABLE"


def test_a_source_larger_than_the_free_space_is_not_even_begun(
    store: Store, scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = shutil.disk_usage("/")._replace(free=len(CONTENT) - 1)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: full)
    with pytest.raises(MediaFailure) as failure:
        _fetch(PresignedBlobs(), f"{store.url}/video", scratch)
    assert failure.value.code == "DISK_FULL"


def test_a_result_is_put_whole(store: Store, tmp_path: Path) -> None:
    result = tmp_path / "result"
    result.write_bytes(CONTENT)
    asyncio.run(PresignedBlobs().publish(result, f"{store.url}/result?signature=x"))
    assert store.files["/result"] == CONTENT


def test_a_refused_result_is_a_clear_error(store: Store, tmp_path: Path) -> None:
    result = tmp_path / "result"
    result.write_bytes(b"x")
    with pytest.raises(MediaFailure) as failure:
        asyncio.run(PresignedBlobs().publish(result, f"{store.url}/forbidden"))
    assert failure.value.code == "STORAGE_FAILED"


def test_a_result_appears_at_its_place_in_one_step(tmp_path: Path) -> None:
    storage = tmp_path / "storage"
    result = tmp_path / "result"
    result.write_bytes(CONTENT)
    asyncio.run(FolderBlobs(storage).publish(result, (storage / "a" / "b").as_uri()))
    assert (storage / "a" / "b").read_bytes() == CONTENT
    assert [path.name for path in (storage / "a").iterdir()] == ["b"]


def test_a_result_from_another_file_system_is_copied_beside_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage, result = tmp_path / "storage", tmp_path / "result"
    result.write_bytes(CONTENT)
    replace = Path.replace

    def refuse_to_cross(path: Path, target: Path) -> Path:
        if path.parent != Path(target).parent:
            raise OSError(18, "Invalid cross-device link")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", refuse_to_cross)
    blobs = FolderBlobs(storage)
    asyncio.run(blobs.publish(result, (storage / "copied").as_uri()))
    assert (storage / "copied").read_bytes() == CONTENT
    assert [path.name for path in storage.iterdir()] == ["copied"]

    def full(source: Path, target: Path) -> None:
        Path(target).write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(MediaFailure) as failure:
        asyncio.run(blobs.publish(result, (storage / "second").as_uri()))
    assert failure.value.code == "DISK_FULL"
    assert [path.name for path in storage.iterdir()] == ["copied"]


def test_scratch_folders_are_gone_after_the_call_whatever_happened(scratch: Scratch) -> None:
    with contextlib.suppress(RuntimeError), scratch.call_folder() as folder:
        (folder / "half").write_bytes(b"x")
        raise RuntimeError
    assert not folder.exists()


def test_only_folders_of_services_that_died_are_swept(tmp_path: Path) -> None:
    living = Scratch(tmp_path, reserve_bytes=0)
    dead = tmp_path / "service-dead"
    dead.mkdir()
    (dead / "in-use.lock").touch()
    (dead / "call-1").mkdir()
    following = Scratch(tmp_path, reserve_bytes=0)
    assert not dead.exists()
    assert living.folder.exists()
    living.close()
    following.close()
