"""Links by which somebody without an account may see one file."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from backend.gateway.schemas.base import Message
from backend.gateway.schemas.files import File

SHORTEST_LIFETIME_SECONDS = 60
LONGEST_LIFETIME_SECONDS = 366 * 24 * 3600


class NewShare(Message):
    """A link that is wanted. Without `lifetime_seconds` it works until it is withdrawn."""

    lifetime_seconds: Annotated[
        int | None, Field(ge=SHORTEST_LIFETIME_SECONDS, le=LONGEST_LIFETIME_SECONDS)
    ] = None


class Share(Message):
    """A link to a file. Whoever knows its `id` can read the file at `/v1/shares/{id}`."""

    id: str
    created_at: datetime
    expires_at: datetime | None


class Shares(Message):
    """A file and the links to it that work."""

    file: File
    items: list[Share]


class SharedFile(Message):
    """A file as somebody with a link sees it: not whose it is, nor where it comes from."""

    kind: str
    name: str
    extension: str
    media_type: str
    size_bytes: int
    duration_seconds: float
    expires_at: datetime | None
