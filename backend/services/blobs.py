"""Sources and results by URL: `file:` inside the storage folder, or presigned HTTP.

Which of the two is fixed by the installation's `storage_url`: a service on one
machine accepts only `file:` URLs below that folder, any other only `http(s):`.
"""

import asyncio
import contextlib
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

import grpc

from backend.services import transfer
from backend.services.failures import MediaFailure, limit_reached
from backend.services.scratch import Scratch


class Blobs(Protocol):
    """Where sources come from and results go to."""

    async def fetch(self, url: str, folder: Path, scratch: Scratch) -> Path:
        """Return a readable path of the blob at `url`; copies go into `folder`."""

    async def publish(self, result: Path, url: str) -> None:
        """Put the file `result` at `url`: whole, or not at all. `result` may be moved."""

    def check_output(self, url: str) -> None:
        """Raise `MediaFailure` when nothing may be written to `url`."""


def open_blobs(storage_url: str) -> Blobs:
    """Return the blobs of an installation by its `storage_url`."""
    parts = urlsplit(storage_url)
    if parts.scheme == "file":
        return FolderBlobs(Path(unquote(parts.path)))
    return PresignedBlobs()


def _refused(message: str) -> MediaFailure:
    return MediaFailure("BAD_URL", message, grpc.StatusCode.INVALID_ARGUMENT)


def _missing() -> MediaFailure:
    return MediaFailure("SOURCE_MISSING", "The file is not there any more.")


class FolderBlobs:
    """Blobs in the storage folder of the same machine."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder.resolve()

    async def fetch(self, url: str, folder: Path, scratch: Scratch) -> Path:
        """Return the path inside the storage folder; nothing is copied."""
        path = self._path(url)
        if not path.is_file():
            raise _missing()
        return path

    async def publish(self, result: Path, url: str) -> None:
        """Move `result` to its place; a copy between file systems goes beside it first."""
        target = self._path(url)
        target.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(OSError):
            result.replace(target)
            return
        beside = target.with_name(f".{target.name}.{os.getpid()}.part")
        try:
            await asyncio.to_thread(shutil.copyfile, result, beside)
            beside.replace(target)
        except OSError as error:
            raise limit_reached("DISK_FULL", "The result could not be stored.") from error
        finally:
            beside.unlink(missing_ok=True)

    def check_output(self, url: str) -> None:
        """Raise `MediaFailure` (BAD_URL) for a place outside the storage folder."""
        if self._path(url).is_dir():
            raise _refused("The output URL names a folder.")

    def _path(self, url: str) -> Path:
        parts = urlsplit(url)
        if parts.scheme != "file" or parts.netloc not in {"", "localhost"} or parts.query:
            raise _refused("Only file: URLs inside the storage folder can be used here.")
        name = unquote(parts.path)
        if "\0" in name or not name.startswith("/"):
            raise _refused("The file: URL names no path.")
        # Resolving follows every symbolic link: what counts is where it ends up.
        path = Path(name).resolve()
        if self._folder not in path.parents:
            raise _refused("The file: URL lies outside the storage folder.")
        return path


class PresignedBlobs:
    """Blobs behind presigned URLs; the service itself holds no credentials."""

    async def fetch(self, url: str, folder: Path, scratch: Scratch) -> Path:
        """Download into `folder`, checking the free space when the size is told."""
        self.check_output(url)
        path = folder / "source"
        with _transfer_errors("read"):
            await _cancellable(transfer.download, url, path, scratch.require_space)
        return path

    async def publish(self, result: Path, url: str) -> None:
        """Upload with one PUT, which object stores apply whole or not at all."""
        with _transfer_errors("stored"):
            await _cancellable(transfer.upload, result, url)

    def check_output(self, url: str) -> None:
        """Raise `MediaFailure` (BAD_URL) for anything but http and https."""
        if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
            raise _refused("Only http: and https: URLs can be used here.")


@contextlib.contextmanager
def _transfer_errors(verb: str) -> Iterator[None]:
    try:
        yield
    except transfer.TransferError as error:
        if error.status in {404, 410}:
            raise _missing() from error
        message = f"The file could not be {verb}: the storage did not answer as expected."
        raise MediaFailure("STORAGE_FAILED", message, grpc.StatusCode.UNAVAILABLE) from error


async def _cancellable(work: Callable[..., None], *arguments: object) -> None:
    """Run blocking `work` in a thread, which is told when the call was cancelled."""
    cancelled = threading.Event()
    try:
        await asyncio.to_thread(work, cancelled, *arguments)
    finally:
        cancelled.set()
