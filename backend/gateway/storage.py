"""Blobs: the bytes of files, results and posters, in a folder or a bucket.

Chosen by one URL: ``file:///…`` for a folder, ``s3://bucket/prefix`` for a
bucket, whose credentials and endpoint obstore reads from the usual ``AWS_…``
variables. Keys are made by the gateway only (``files/<id>``), never from what
somebody called a file.
"""

import asyncio
import contextlib
import os
import re
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

import obstore
from obstore.store import AzureStore, GCSStore, ObjectStore, S3Store, from_url

# Large enough that the hop to a thread costs little beside the read (1.2 GB/s and more
# over HTTP), small enough that a process which sends and takes large files all day
# stays below 120 MB (with 1 MiB it does not).
BLOCK_BYTES = 512 * 1024
# A conversion may wait in a service and then run for hours before its PUT begins.
SIGNED_URL_LIFETIME = timedelta(hours=12)

_KEY = re.compile(r"[a-z]+(/[A-Za-z0-9_-]+){1,4}")


@dataclass(frozen=True)
class Blob:
    """A stored blob, as listed."""

    key: str
    size_bytes: int
    modified_at: datetime


class Storage:
    """The blobs of an installation. Calls block, except `stream`."""

    def __init__(self, url: str) -> None:
        address = urlsplit(url)
        # Reading through obstore is 0.28 GB/s and through a thread 7 GB/s, and it
        # cannot take a file over by link: a local folder is also used directly.
        self.root: Path | None = None
        if address.scheme == "file":
            self.root = Path(unquote(address.path)).resolve()
            self.root.mkdir(parents=True, exist_ok=True)
            url = self.root.as_uri()
        self._store: ObjectStore = from_url(url)

    def _path(self, key: str) -> Path:
        """Return where `key` lies in the local folder."""
        assert self.root is not None
        return self.root / _checked(key)

    def put_file(self, source: Path, key: str) -> None:
        """Store the file at `source` under `key`; `source` stays until its owner unlinks it.

        In a folder both are one file on disk (a hard link), so that nothing is
        copied and a crash between storing and recording loses nothing. Repeating
        is harmless. Raises `OSError`, among others when the disk is full.
        """
        if self.root is None:
            obstore.put(self._store, _checked(key), source)
            return
        target = self._path(key)
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            target.hardlink_to(source)
        except FileExistsError:
            if not target.samefile(source):
                target.unlink()
                target.hardlink_to(source)
        except OSError:
            # Another disk, or a file system without links.
            partial = target.with_name(f"{target.name}.partial")
            try:
                shutil.copyfile(source, partial)
                partial.replace(target)
            finally:
                partial.unlink(missing_ok=True)

    def put(self, content: bytes, key: str) -> None:
        """Store a few bytes under `key`."""
        obstore.put(self._store, _checked(key), content)

    def size(self, key: str) -> int | None:
        """Return the size of a blob in bytes, or None if there is none."""
        try:
            return obstore.head(self._store, _checked(key))["size"]
        except FileNotFoundError:
            return None

    def look(self, key: str) -> Blob | None:
        """Return what is known of a blob, or None if there is none."""
        try:
            meta = obstore.head(self._store, _checked(key))
        except FileNotFoundError:
            return None
        return Blob(key, meta["size"], meta["last_modified"])

    async def stream(self, key: str, start: int, end: int) -> AsyncIterator[bytes]:
        """Yield the bytes from `start` up to, not including, `end` in blocks.

        Raises `FileNotFoundError` before the first block if there is no such blob.
        """
        if self.root is None:
            options: obstore.GetOptions = {"range": (start, end)}
            found = await obstore.get_async(self._store, _checked(key), options=options)
            async for block in found.stream(min_chunk_size=BLOCK_BYTES):
                yield bytes(block)
            return
        handle = await asyncio.to_thread(os.open, self._path(key), os.O_RDONLY | os.O_CLOEXEC)
        try:
            while start < end:
                wanted = min(BLOCK_BYTES, end - start)
                block = await asyncio.to_thread(os.pread, handle, wanted, start)
                if not block:
                    raise OSError(f"blob {key} ends early")
                start += len(block)
                yield block
        finally:
            os.close(handle)

    def delete(self, key: str) -> None:
        """Remove a blob; it need not be there."""
        with contextlib.suppress(FileNotFoundError):
            obstore.delete(self._store, _checked(key))

    def delete_prefix(self, prefix: str) -> None:
        """Remove all blobs whose keys begin with `prefix` and a slash."""
        for blob in self.find(prefix):
            self.delete(blob.key)
        if self.root is not None:
            shutil.rmtree(self._path(prefix), ignore_errors=True)

    def find(self, prefix: str) -> list[Blob]:
        """Return all blobs whose keys begin with `prefix` and a slash."""
        if self.root is not None and not (self.root / prefix).is_dir():
            return []
        return [
            Blob(meta["path"], meta["size"], meta["last_modified"])
            for page in obstore.list(self._store, prefix=prefix)
            for meta in page
        ]

    def free_bytes(self) -> int | None:
        """Return the free space of the folder's disk, or None for a bucket."""
        return None if self.root is None else shutil.disk_usage(self.root).free

    def url_for_service(self, key: str, purpose: Literal["read", "write"]) -> str:
        """Return the address at which a media service reads or writes a blob.

        A ``file:`` URL inside the folder, or a presigned GET or PUT.
        """
        if self.root is not None:
            path = self._path(key)
            if purpose == "write":
                path.parent.mkdir(parents=True, exist_ok=True)
            return path.as_uri()
        assert isinstance(self._store, S3Store | GCSStore | AzureStore)
        method: Literal["GET", "PUT"] = "GET" if purpose == "read" else "PUT"
        return obstore.sign(self._store, method, _checked(key), SIGNED_URL_LIFETIME)


def _checked(key: str) -> str:
    """Return `key` if the gateway can have made it; a second lock behind the first."""
    if not _KEY.fullmatch(key):
        raise ValueError(f"not a blob key: {key!r}")
    return key
