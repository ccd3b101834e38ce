"""Bodies on their way through the frontend: uploads in, downloads out, nothing kept."""

from collections.abc import Iterator
from typing import IO, Protocol

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError as Urllib3Error
from urllib3.util.retry import Retry

from app.gateway.errors import BodyInterrupted, GatewayUnavailable

# Larger blocks gained nothing in measurements, the default of 16 KiB halved the throughput.
BLOCK_BYTES = 1024 * 1024

KEPT_OF_DOWNLOAD = (
    "Content-Type",
    "Content-Length",
    "Content-Range",
    "Content-Disposition",
    "Accept-Ranges",
    "ETag",
    "Last-Modified",
    "Cache-Control",
    "Preview-Facts",
)


class BlockAdapter(HTTPAdapter):
    """Reads bodies in large blocks; repeats a GET or HEAD once if its connection broke."""

    def __init__(self) -> None:
        # Statuses are never repeated: with `respect_retry_after_header` a 429 or 503 would
        # hold this thread, and a visitor, for as long as the gateway names.
        retry = Retry(
            total=1,
            status=0,
            redirect=0,
            allowed_methods={"GET", "HEAD"},
            respect_retry_after_header=False,
        )
        super().__init__(max_retries=retry)

    def init_poolmanager(
        self, connections: int, maxsize: int, block: bool = False, **pool_kwargs: object
    ) -> None:
        """Open the pool with large blocks."""
        super().init_poolmanager(connections, maxsize, block, blocksize=BLOCK_BYTES, **pool_kwargs)


class ReadableStream(Protocol):
    """The little that is needed of a request's body."""

    def read(self, size: int = -1, /) -> bytes:
        """Return up to `size` bytes, b"" at the end."""
        ...


class PassedBody:
    """A request's body of known length, handed on block by block, never kept.

    `requests` takes the length from `len` and lets urllib3 `read` the blocks.
    """

    def __init__(self, stream: IO[bytes] | ReadableStream, length: int) -> None:
        self.len = length
        self.bytes_read = 0
        self._stream = stream

    def read(self, size: int = BLOCK_BYTES) -> bytes:
        """Return up to `size` bytes; raise `BodyInterrupted` if they end too early.

        Without raising, the gateway would wait for the missing bytes until its timeout,
        and a thread of ours with it.
        """
        wanted = min(size if size > 0 else BLOCK_BYTES, self.len - self.bytes_read)
        if wanted == 0:
            return b""
        try:
            block = self._stream.read(wanted)
        except OSError as error:
            raise BodyInterrupted(f"after {self.bytes_read} of {self.len} bytes") from error
        if not block:
            raise BodyInterrupted(f"after {self.bytes_read} of {self.len} bytes")
        self.bytes_read += len(block)
        return block

    def __iter__(self) -> Iterator[bytes]:
        """Iterate over the blocks; `requests` takes only iterables for streams."""
        return iter(self.read, b"")


class Download:
    """A file's bytes on their way through. Iterate over it once; `close` ends the call.

    A class and no generator: a WSGI server closes what it was given even where nothing
    was read of it (HEAD, 304), and a generator not yet begun would not notice.
    """

    def __init__(self, response: requests.Response) -> None:
        self.status = response.status_code
        self.headers = {
            name: response.headers[name] for name in KEPT_OF_DOWNLOAD if name in response.headers
        }
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        """Iterate over blocks of up to `BLOCK_BYTES`; raise `GatewayUnavailable` when cut off."""
        try:
            while block := self._response.raw.read(BLOCK_BYTES, decode_content=False):
                yield block
        except (Urllib3Error, OSError) as error:
            raise GatewayUnavailable(f"download broke off: {error}") from error
        finally:
            self.close()

    def close(self) -> None:
        """Give the connection back, or drop it if bytes are left."""
        self._response.close()
