"""Batches: the same work on several files."""

from datetime import datetime

from pydantic import Field, JsonValue

from backend.gateway.schemas.base import Message
from backend.gateway.schemas.jobs import Job

MAX_FILES = 100


class NewBatch(Message):
    """The same work on several files of one service. Repeated with the same `key`, it is done once.

    `key` has 8 to 64 letters, digits or `-_.:`; without one, every request is a new batch.
    """

    service: str
    operation: str
    parameters: dict[str, JsonValue] = Field(default_factory=dict)
    file_ids: list[str] = Field(min_length=1, max_length=MAX_FILES)
    key: str | None = None


class Batch(Message):
    """The same work on several files and how it goes; `fraction` of the whole, from 0 to 1.

    Jobs stand in the order in which their files were named. Those of files that were
    deleted are gone; one that was tried again is replaced by the new one.
    """

    id: str
    service: str
    operation: str
    parameters: dict[str, JsonValue]
    created_at: datetime
    fraction: float
    jobs: list[Job]
