"""Jobs and plans."""

from datetime import datetime
from typing import Literal

from pydantic import Field, JsonValue

from backend.gateway.schemas.base import Message

JobState = Literal["queued", "running", "done", "failed", "cancelled"]


class Fact(Message):
    """Something that a service tells about a job or a plan."""

    name: str
    title: str
    value: JsonValue


class Warning(Message):  # noqa: A001 - the field's word for it
    """Something that people should know, though the work goes on."""

    code: str
    message: str


class NewJob(Message):
    """Work asked for. Parameters are those that the service describes for the operation."""

    file_id: str
    operation: str
    parameters: dict[str, JsonValue] = Field(default_factory=dict)


class Job(Message):
    """Work asked for and how it goes. Times in seconds, `fraction` from 0 to 1."""

    id: str
    file_id: str
    file_name: str
    service: str
    operation: str
    parameters: dict[str, JsonValue]
    state: JobState
    fraction: float
    speed: float
    remaining_seconds: float
    stage: str
    method: str
    warnings: list[Warning]
    facts: list[Fact]
    error_code: str
    error_message: str
    result_file_id: str | None
    batch_id: str | None
    queue_position: int | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class Jobs(Message):
    """Jobs of the account, the newest first."""

    items: list[Job]


class Plan(Message):
    """What a job would do, without doing it. Unknown estimates are 0."""

    extension: str
    media_type: str
    method: str
    estimated_bytes: int
    estimated_seconds: float
    facts: list[Fact]
    warnings: list[Warning]
