"""Links by which somebody without an account may see one file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app.gateway.addresses import segment
from app.gateway.files import File
from app.gateway.messages import decode
from app.gateway.streams import Download
from app.gateway.transport import Transport


@dataclass(frozen=True)
class Share:
    """A link to a file. `id` is the secret in it; `expires_at` is None until withdrawn."""

    id: str
    created_at: datetime
    expires_at: datetime | None


@dataclass(frozen=True)
class FileShares:
    """A file and the links to it that work."""

    file: File
    items: tuple[Share, ...]


@dataclass(frozen=True)
class SharedFile:
    """A file as somebody with a link sees it."""

    kind: str
    name: str
    extension: str
    media_type: str
    size_bytes: int
    duration_seconds: float
    expires_at: datetime | None


class Shares:
    """Links to files. All methods raise `GatewayError`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def of_file(self, file_id: str) -> FileShares:
        """Return an own file with its links."""
        return decode(FileShares, self._transport.call("GET", _links(file_id)))

    def make(self, file_id: str, lifetime_seconds: int | None) -> Share:
        """Make a link to an own file; without a lifetime it works until withdrawn."""
        message = {"lifetime_seconds": lifetime_seconds}
        return decode(Share, self._transport.call("POST", _links(file_id), message=message))

    def withdraw(self, file_id: str, token: str) -> None:
        """End a link to an own file at once."""
        self._transport.call("DELETE", f"{_links(file_id)}/{segment(token)}")

    def open(self, token: str) -> SharedFile:
        """Return what a link leads to; raises `NotFound` if it does not work (any more)."""
        return decode(SharedFile, self._transport.call("GET", f"/v1/shares/{segment(token)}"))

    def open_content(
        self,
        token: str,
        *,
        method: str = "GET",
        disposition: Literal["inline", "attachment"] = "attachment",
        headers: Mapping[str, str] | None = None,
    ) -> Download:
        """Open the bytes that a link leads to. `headers` are the visitor's."""
        return self._transport.open_download(
            method,
            f"/v1/shares/{segment(token)}/content",
            query={"disposition": disposition},
            headers=headers or {},
        )


def _links(file_id: str) -> str:
    return f"/v1/files/{segment(file_id)}/shares"
