"""Streaming GET and PUT of presigned URLs; blocking, made for a worker thread."""

import contextlib
import http.client
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

BLOCK_BYTES = 1024 * 1024
# Of silence, not of the whole transfer.
TIMEOUT_SECONDS = 60.0


class TransferError(Exception):
    """A transfer that ended too early or was refused; `status` is HTTP's, or 0."""

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


class TransferCancelledError(Exception):
    """Nobody waits for this transfer any more."""


def download(
    cancelled: threading.Event, url: str, path: Path, require_space: Callable[[int], None]
) -> None:
    """Stream `url` into the file `path`.

    `require_space` is asked with the size in bytes before the first byte is written.
    Raises `TransferError`, also when fewer bytes came than were announced.
    """
    with _connection(url) as connection:
        connection.request("GET", _target(url), headers={"Accept-Encoding": "identity"})
        response = connection.getresponse()
        if response.status != http.client.OK:
            raise TransferError("GET was refused", response.status)
        announced = int(response.headers.get("Content-Length", 0))
        require_space(announced)
        received = 0
        with path.open("wb") as file:
            while block := response.read(BLOCK_BYTES):
                _check(cancelled)
                received += file.write(block)
        if announced and received != announced:
            raise TransferError(f"GET ended after {received} of {announced} bytes")


def upload(cancelled: threading.Event, path: Path, url: str) -> None:
    """Stream the file `path` to `url` with one PUT. Raises `TransferError`."""

    def blocks() -> Iterator[bytes]:
        with path.open("rb") as file:
            while block := file.read(BLOCK_BYTES):
                _check(cancelled)
                yield block

    size = str(path.stat().st_size)  # object stores refuse chunked bodies
    with _connection(url) as connection:
        connection.request("PUT", _target(url), body=blocks(), headers={"Content-Length": size})
        response = connection.getresponse()
        response.read()
        if response.status not in {http.client.OK, http.client.CREATED, http.client.NO_CONTENT}:
            raise TransferError("PUT was refused", response.status)


@contextlib.contextmanager
def _connection(url: str) -> Iterator[http.client.HTTPConnection]:
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT_SECONDS)
    try:
        yield connection
    except (OSError, http.client.HTTPException) as error:
        raise TransferError(str(error)) from error
    finally:
        connection.close()


def _target(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"


def _check(cancelled: threading.Event) -> None:
    if cancelled.is_set():
        raise TransferCancelledError
