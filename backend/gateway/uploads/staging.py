"""Where uploads grow: one file per upload, whose size is the upload's offset.

Nothing else is kept about progress, so there is nothing that could disagree
with the bytes after a crash. Writers are kept apart by `flock`, which holds
over threads and processes and dies with its holder. A newer writer wins: a
connection that was lost without a word would otherwise block its own resumption
until some timeout. It leaves its token in the claim file; the older one sees
this within `CHECK_SECONDS` and lets go.
"""

import asyncio
import contextlib
import fcntl
import hashlib
import os
import re
import secrets
import shutil
import time
from collections.abc import AsyncIterable, AsyncIterator
from pathlib import Path

# Written in pieces of this size; see the same number in `storage`.
BLOCK_BYTES = 512 * 1024
CHECK_SECONDS = 0.25
# How long a newer writer waits for the older one to let go.
TAKEOVER_SECONDS = 4.0

_ID = re.compile(r"[A-Za-z0-9_-]{8,32}")


class TakenOver(Exception):
    """Another request has begun to write the same upload."""


class Mismatch(Exception):
    """What arrived is not what its checksum says, or more than was announced."""


class StagedUpload:
    """An upload that this request alone may write. Made by `Staging.open`."""

    def __init__(self, handle: int, claim: Path, token: str) -> None:
        self._handle = handle
        self._claim = claim
        self._token = token
        self._receiving = False

    def size(self) -> int:
        """Return how many bytes have arrived."""
        return os.fstat(self._handle).st_size

    def truncate(self, size_bytes: int) -> None:
        """Forget what arrived after the first `size_bytes`."""
        os.ftruncate(self._handle, size_bytes)

    def superseded(self) -> bool:
        """Whether a newer request wants to write."""
        try:
            return self._claim.read_text() != self._token
        except FileNotFoundError:
            return True  # the upload was removed

    async def append(
        self, chunks: AsyncIterable[bytes], limit_bytes: int, checksum: "Checksum | None" = None
    ) -> None:
        """Append what arrives; keep what came when the sender vanishes.

        With a checksum, all or nothing is kept. Raises `Mismatch` when more than
        `limit_bytes` arrive or the checksum differs, `TakenOver`, `ClientDisconnect`
        and `OSError`.
        """
        begun_at = self.size()
        writing = asyncio.create_task(self._write(chunks, limit_bytes, checksum))
        complete = False
        try:
            while not (await asyncio.wait({writing}, timeout=CHECK_SECONDS))[0]:
                # Only while it waits for the network: a write is never cut in two.
                if self._receiving and self.superseded():
                    writing.cancel()
                    await asyncio.wait({writing})
                    raise TakenOver
            writing.result()
            if checksum is not None and not checksum.holds():
                raise Mismatch("checksum")
            complete = True
        finally:
            while not writing.done():
                if self._receiving:
                    writing.cancel()
                await asyncio.wait({writing}, timeout=0.05)
            if checksum is not None and not complete:
                self.truncate(begun_at)

    async def _write(
        self, chunks: AsyncIterable[bytes], limit_bytes: int, checksum: "Checksum | None"
    ) -> None:
        block: list[bytes] = []
        size = total = 0
        os.lseek(self._handle, 0, os.SEEK_END)
        try:
            self._receiving = True
            async for chunk in chunks:
                self._receiving = False
                total += len(chunk)
                if total > limit_bytes:
                    block = []
                    raise Mismatch("more than was announced")
                block.append(chunk)
                size += len(chunk)
                if size >= BLOCK_BYTES:
                    full, block, size = block, [], 0
                    await asyncio.to_thread(self._flush, full, checksum)
                    if self.superseded():
                        raise TakenOver
                self._receiving = True
        finally:
            self._receiving = False
            # At most one block: short enough not to need a thread while ending.
            self._flush(block, checksum)

    def _flush(self, block: list[bytes], checksum: "Checksum | None") -> None:
        content = memoryview(b"".join(block))
        if checksum is not None:
            checksum.update(content)
        while content:
            content = content[os.write(self._handle, content) :]


class Checksum:
    """A checksum that the sender has given for one request's bytes."""

    ALGORITHMS = ("sha1", "sha256")

    def __init__(self, algorithm: str, expected: bytes) -> None:
        if algorithm not in self.ALGORITHMS:
            raise ValueError(algorithm)
        # Against faults of the network, not against people: SHA-1 is what tus names.
        self._hash = hashlib.new(algorithm, usedforsecurity=False)
        self._expected = expected

    def update(self, content: memoryview) -> None:
        """Take more bytes into account."""
        self._hash.update(content)

    def holds(self) -> bool:
        """Whether the bytes so far are what the sender meant."""
        return self._hash.digest() == self._expected


class Staging:
    """The folder of unfinished uploads. Names in it are identifiers, nothing else."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder

    def path(self, upload_id: str) -> Path:
        """Return where the bytes of an upload are."""
        if not _ID.fullmatch(upload_id):
            raise ValueError(f"not an upload's id: {upload_id!r}")
        return self.folder / upload_id

    def _claim(self, upload_id: str) -> Path:
        return self.path(upload_id).with_suffix(".claim")

    def create(self, upload_id: str) -> None:
        """Begin an upload with no bytes."""
        self.path(upload_id).touch()

    def size(self, upload_id: str) -> int:
        """Return how many bytes of an upload have arrived; 0 if it is not here."""
        try:
            return self.path(upload_id).stat().st_size
        except FileNotFoundError:
            return 0

    def remove(self, upload_id: str) -> None:
        """Remove the bytes of an upload, and tell its writer, if any, to stop."""
        self._claim(upload_id).unlink(missing_ok=True)
        self.path(upload_id).unlink(missing_ok=True)

    def free_bytes(self) -> int:
        """Return the free space of the disk on which uploads grow."""
        return shutil.disk_usage(self.folder).free

    def abandoned(self, older_than_seconds: float) -> list[str]:
        """Return the uploads that nothing was written to for so long."""
        limit = time.time() - older_than_seconds
        return [
            path.name
            for path in self.folder.iterdir()
            if _ID.fullmatch(path.name) and path.stat().st_mtime < limit
        ]

    @contextlib.asynccontextmanager
    async def open(self, upload_id: str) -> AsyncIterator[StagedUpload]:
        """Become the one writer of an upload; an older one is asked to let go.

        Raises `TakenOver` when it does not, or when a still newer one has come, and
        `FileNotFoundError`.
        """
        claim, token = self._claim(upload_id), secrets.token_hex(8)
        handle = os.open(self.path(upload_id), os.O_RDWR | os.O_CLOEXEC)
        try:
            fresh = claim.with_suffix(f".{token}")
            fresh.write_text(token)
            fresh.replace(claim)
            staged = StagedUpload(handle, claim, token)
            deadline = time.monotonic() + TAKEOVER_SECONDS
            while not _locked(handle):
                if time.monotonic() > deadline or staged.superseded():
                    raise TakenOver
                await asyncio.sleep(0.02)
            yield staged
        finally:
            os.close(handle)  # and the lock with it


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
