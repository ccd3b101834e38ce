"""Uploads: by tus 1.0, which the browser speaks, or by a plain form."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.gateway.addresses import segment
from app.gateway.files import File
from app.gateway.messages import decode
from app.gateway.streams import PassedBody
from app.gateway.transport import Answer, Transport


@dataclass(frozen=True)
class Upload:
    """A file on its way in. `file_id` is set once it has arrived and was recognised."""

    id: str
    filename: str
    service: str
    size_bytes: int
    offset_bytes: int
    expires_at: datetime
    file_id: str | None


@dataclass(frozen=True)
class _Uploads:
    items: tuple[Upload, ...]


class Uploads:
    """Files on their way in. All methods raise `GatewayError`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def unfinished(self) -> tuple[Upload, ...]:
        """Return the uploads that can be resumed."""
        return decode(_Uploads, self._transport.call("GET", "/v1/uploads")).items

    def relay_creation(
        self, method: str, body: PassedBody | None, headers: Mapping[str, str]
    ) -> Answer:
        """Hand on a tus request (POST, OPTIONS) to the place where uploads begin.

        The answer's `Location` is the gateway's own. Raises `BodyInterrupted` too.
        """
        return self._transport.relay(method, "/v1/uploads", body, headers)

    def relay(
        self, method: str, upload_id: str, body: PassedBody | None, headers: Mapping[str, str]
    ) -> Answer:
        """Hand on a tus request (HEAD, PATCH, DELETE, OPTIONS) to one upload.

        Raises `BodyInterrupted` too.
        """
        return self._transport.relay(method, f"/v1/uploads/{segment(upload_id)}", body, headers)

    def send_form(self, service: str, body: PassedBody, *, content_type: str) -> File:
        """Hand on a multipart body with one part `file`; return the file it became.

        `content_type` carries the boundary. Raises `BodyInterrupted` too.
        """
        answer = self._transport.send_body(
            "/v1/uploads/form",
            body,
            query={"service": service},
            headers={"Content-Type": content_type},
        )
        return decode(File, answer)
