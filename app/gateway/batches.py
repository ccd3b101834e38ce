"""Batches: the same work on several files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.gateway.addresses import segment
from app.gateway.jobs import Job
from app.gateway.messages import decode
from app.gateway.transport import Transport


@dataclass(frozen=True)
class Batch:
    """The same work on several files and how it goes; `fraction` of the whole, from 0 to 1."""

    id: str
    service: str
    operation: str
    parameters: dict[str, object]
    created_at: datetime
    fraction: float
    jobs: tuple[Job, ...]

    @property
    def is_finished(self) -> bool:
        """Whether nothing will change any more."""
        return all(job.is_finished for job in self.jobs)

    def number_of(self, state: str) -> int:
        """Return how many of its jobs are in a state."""
        return sum(job.state == state for job in self.jobs)


class Batches:
    """The account's batches. All methods raise `GatewayError`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def submit(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, object],
        file_ids: Sequence[str],
        *,
        key: str,
    ) -> Batch:
        """Ask for the same work on several files. Whoever repeats `key` gets the same batch."""
        message = {
            "service": service,
            "operation": operation,
            "parameters": dict(parameters),
            "file_ids": list(file_ids),
            "key": key,
        }
        return decode(Batch, self._transport.call("POST", "/v1/batches", message=message))

    def find(self, batch_id: str) -> Batch:
        """Return the batch `batch_id`."""
        return decode(Batch, self._transport.call("GET", f"/v1/batches/{segment(batch_id)}"))

    def cancel(self, batch_id: str) -> Batch:
        """Cancel what has not ended of it."""
        path = f"/v1/batches/{segment(batch_id)}/cancel"
        return decode(Batch, self._transport.call("POST", path))
