"""Uploads. The bytes travel by tus 1.0 or by a plain multipart form."""

from datetime import datetime

from backend.gateway.schemas.base import Message


class Upload(Message):
    """A file on its way in. `file_id` is set once it has arrived and was recognised."""

    id: str
    filename: str
    service: str
    size_bytes: int
    offset_bytes: int
    expires_at: datetime
    file_id: str | None


class Uploads(Message):
    """Uploads that can be resumed, the newest first."""

    items: list[Upload]
