"""Jobs, and plans of what a job would do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app.gateway.addresses import segment
from app.gateway.messages import decode
from app.gateway.transport import Transport

JobState = Literal["queued", "running", "done", "failed", "cancelled"]


@dataclass(frozen=True)
class Fact:
    """Something told about a job, a plan or a file. `value` is any JSON value."""

    name: str
    title: str
    value: object


@dataclass(frozen=True)
class JobWarning:
    """Something that people should know, though the work goes on."""

    code: str
    message: str


@dataclass(frozen=True)
class Job:
    """Work asked for and how it goes. `fraction` runs from 0 to 1; unknown times are 0."""

    id: str
    file_id: str
    file_name: str
    service: str
    operation: str
    parameters: dict[str, object]
    state: JobState
    fraction: float
    speed: float
    remaining_seconds: float
    stage: str
    method: str
    warnings: tuple[JobWarning, ...]
    facts: tuple[Fact, ...]
    error_code: str
    error_message: str
    result_file_id: str | None
    batch_id: str | None
    queue_position: int | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @property
    def is_finished(self) -> bool:
        """Whether nothing will change any more."""
        return self.state in {"done", "failed", "cancelled"}


@dataclass(frozen=True)
class _Jobs:
    items: tuple[Job, ...]


@dataclass(frozen=True)
class Plan:
    """What a job would do. Unknown estimates are 0."""

    extension: str
    media_type: str
    method: str
    estimated_bytes: int
    estimated_seconds: float
    facts: tuple[Fact, ...]
    warnings: tuple[JobWarning, ...]


class Jobs:
    """Work that the account asks for. All methods raise `GatewayError`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def submit(
        self, file_id: str, operation: str, parameters: Mapping[str, object], *, key: str
    ) -> Job:
        """Ask for work. Whoever repeats `key` (8 to 64 characters) gets the same job again."""
        answer = self._transport.call(
            "POST",
            "/v1/jobs",
            message=_new_job(file_id, operation, parameters),
            headers={"Idempotency-Key": key},
        )
        return decode(Job, answer)

    def plan(self, file_id: str, operation: str, parameters: Mapping[str, object]) -> Plan:
        """Return what such a job would do, after the same checks."""
        message = _new_job(file_id, operation, parameters)
        return decode(Plan, self._transport.call("POST", "/v1/plans", message=message))

    def recent(
        self, *, file_id: str = "", state: Literal["active", "any"] = "any"
    ) -> tuple[Job, ...]:
        """Return the newest jobs, at most 50, of all files or of one."""
        query = {"state": state, **({"file_id": file_id} if file_id else {})}
        return decode(_Jobs, self._transport.call("GET", "/v1/jobs", query=query)).items

    def find(self, job_id: str) -> Job:
        """Return the job `job_id`."""
        return decode(Job, self._transport.call("GET", f"/v1/jobs/{segment(job_id)}"))

    def cancel(self, job_id: str) -> Job:
        """Cancel the job; a finished one stays as it is."""
        return decode(Job, self._transport.call("POST", f"/v1/jobs/{segment(job_id)}/cancel"))

    def retry(self, job_id: str) -> Job:
        """Ask once more for the work of a job that failed or was cancelled; it is another job."""
        return decode(Job, self._transport.call("POST", f"/v1/jobs/{segment(job_id)}/retry"))


def _new_job(file_id: str, operation: str, parameters: Mapping[str, object]) -> dict[str, object]:
    return {"file_id": file_id, "operation": operation, "parameters": dict(parameters)}
