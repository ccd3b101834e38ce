"""One media service, as the gateway talks to it.

MediaError
├── MediaUnavailable    it does not answer, or what it answers makes no sense: try again
│   └── MediaBusy       it works on as many jobs as it may
└── MediaRefusal        it answered no, with a code and a sentence; trying again changes nothing

Nothing else leaves this module: a service that hangs, lies or dies is
`MediaUnavailable`, never an exception of gRPC or protobuf somewhere else.
"""

import re
import time
from collections.abc import AsyncGenerator, Awaitable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar, cast

import grpc
import grpc.aio
from google.protobuf import struct_pb2
from google.protobuf.message import DecodeError
from google.rpc import error_details_pb2, status_pb2
from grpc_health.v1 import health_pb2, health_pb2_grpc
from pydantic import JsonValue

from backend.gateway.problems import DiskFull, Invalid, Problem, Unavailable
from backend.gateway.schemas.base import FieldProblem
from backend.protos.media.v1 import media_pb2, media_pb2_grpc

DESCRIBE_SECONDS = 2.0
PROBE_SECONDS = 20.0
PLAN_SECONDS = 5.0
PREVIEW_SECONDS = 60.0
HEALTH_SECONDS = 1.5
# Descriptions, plans and media are some kB; more is a fault and is not read.
MAX_MESSAGE_BYTES = 1024 * 1024
MAX_TEXT = 500

# Where gRPC carries google.rpc.Status with its details.
_DETAILS_KEY = "grpc-status-details-bin"

_OPTIONS = [
    ("grpc.max_receive_message_length", MAX_MESSAGE_BYTES),
    ("grpc.enable_retries", 0),  # the job engine repeats, and knows when it may
    # A service that was restarted is found again within two seconds.
    ("grpc.initial_reconnect_backoff_ms", 200),
    ("grpc.max_reconnect_backoff_ms", 2000),
    # How long connecting may take, whatever its name says: a busy machine takes a while.
    ("grpc.min_reconnect_backoff_ms", 2000),
    # A machine that vanished without a word is noticed in two and a half minutes;
    # servers take more frequent pings for an attack.
    ("grpc.keepalive_time_ms", 120_000),
    ("grpc.keepalive_timeout_ms", 30_000),
]

_REFUSALS = {
    grpc.StatusCode.INVALID_ARGUMENT,
    grpc.StatusCode.FAILED_PRECONDITION,
    grpc.StatusCode.RESOURCE_EXHAUSTED,
    grpc.StatusCode.OUT_OF_RANGE,
    grpc.StatusCode.NOT_FOUND,
    grpc.StatusCode.UNIMPLEMENTED,
}

_REASON = re.compile(r"[A-Z][A-Z0-9_]{0,59}")

T = TypeVar("T")
Parameters = Mapping[str, JsonValue]
NO_PARAMETERS: Parameters = {}


class MediaError(Exception):
    """A call to a media service did not succeed."""

    code = "service_unavailable"
    message = Unavailable.message

    def problem(self) -> Problem:
        """Return what the caller of the gateway is told."""
        return Unavailable()


class MediaUnavailable(MediaError):
    """The service does not answer, or answers nonsense."""


class MediaBusy(MediaUnavailable):
    """The service works on as many jobs as it may."""


class MediaRefusal(MediaError):
    """The service says no: wrong parameters, an unfit source, a limit."""

    def __init__(self, code: str, message: str, fields: Mapping[str, FieldProblem]) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.fields = dict(fields)

    def problem(self) -> Problem:
        """Return the service's own code and words; wrong parameters as `fields`."""
        if self.code == DiskFull.code:
            return DiskFull()
        if self.fields:
            return Invalid(fields=self.fields)
        return Invalid(self.code, self.message)


@dataclass(frozen=True)
class Source:
    """A file that a service reads."""

    url: str
    filename: str
    size_bytes: int

    def message(self) -> media_pb2.Source:
        """Return the message of the contract."""
        return media_pb2.Source(url=self.url, filename=self.filename, size_bytes=self.size_bytes)


# Other files that parameters name, by their ids.
Sources = Mapping[str, Source]
NO_SOURCES: Sources = {}


class MediaClient:
    """The calls of one media service at one address, such as ``127.0.0.1:8200``.

    Belongs to the event loop in which it was made.
    """

    def __init__(self, address: str, service_key: str) -> None:
        self.address = address
        self._metadata = (("service-key", service_key),)
        self._channel = grpc.aio.insecure_channel(address, options=_OPTIONS)
        self._stub = media_pb2_grpc.MediaServiceStub(self._channel)  # type: ignore[no-untyped-call]
        self._health = health_pb2_grpc.HealthStub(self._channel)

    async def close(self) -> None:
        """Give the connection back; calls in flight are cancelled."""
        await self._channel.close(None)

    async def describe(self) -> media_pb2.Description:
        """Return what the service says of itself, unchecked."""
        request = media_pb2.DescribeRequest()
        answer: media_pb2.Description = await _answer(
            self._stub.Describe(request, timeout=DESCRIBE_SECONDS)
        )
        return answer

    async def probe(self, source: Source) -> media_pb2.Media:
        """Return what a file is."""
        request = media_pb2.ProbeRequest(source=source.message())
        answer: media_pb2.Media = await _answer(
            self._stub.Probe(request, timeout=PROBE_SECONDS, metadata=self._metadata)
        )
        return answer

    async def plan(
        self, source: Source, operation: str, parameters: Parameters, files: Sources
    ) -> media_pb2.PlanResult:
        """Return what an operation would do; wrong parameters raise `MediaRefusal`."""
        request = media_pb2.PlanRequest(
            source=source.message(),
            operation=operation,
            parameters=struct(parameters),
            files=messages(files),
        )
        answer: media_pb2.PlanResult = await _answer(
            self._stub.Plan(request, timeout=PLAN_SECONDS, metadata=self._metadata)
        )
        return answer

    async def preview(
        self,
        source: Source,
        kind: str,
        output_url: str,
        *,
        parameters: Parameters = NO_PARAMETERS,
        files: Sources = NO_SOURCES,
        seconds: float = PREVIEW_SECONDS,
    ) -> media_pb2.PreviewResult:
        """Make a preview of the given kind at `output_url`, which may take so many `seconds`."""
        request = media_pb2.PreviewRequest(
            source=source.message(),
            kind=kind,
            parameters=struct(parameters),
            output_url=output_url,
            files=messages(files),
        )
        answer: media_pb2.PreviewResult = await _answer(
            self._stub.Preview(request, timeout=seconds, metadata=self._metadata)
        )
        return answer

    async def convert(
        self, request: media_pb2.ConvertRequest
    ) -> AsyncGenerator[media_pb2.ConvertEvent, None]:
        """Do the work and yield its events; closing the iterator cancels it at the service."""
        call = self._stub.Convert(request, metadata=self._metadata)
        try:
            async for event in call:
                yield _message(event)
        except grpc.aio.AioRpcError as error:
            raise _told(error) from error
        finally:
            call.cancel()

    async def latency_seconds(self) -> float:
        """Return how long the service's health check takes; raise `MediaUnavailable`."""
        begun = time.perf_counter()
        answer: health_pb2.HealthCheckResponse = await _answer(
            self._health.Check(health_pb2.HealthCheckRequest(), timeout=HEALTH_SECONDS)
        )
        if answer.status != health_pb2.HealthCheckResponse.SERVING:
            raise MediaUnavailable(f"{self.address} is not serving")
        return time.perf_counter() - begun


def struct(parameters: Parameters) -> struct_pb2.Struct:
    """Return parameters as they travel."""
    struct = struct_pb2.Struct()
    struct.update(dict(parameters))
    return struct


def messages(sources: Sources) -> dict[str, media_pb2.Source]:
    """Return other files as they travel."""
    return {file_id: source.message() for file_id, source in sources.items()}


async def _answer(call: Awaitable[T]) -> T:
    try:
        return _message(await call)
    except grpc.aio.AioRpcError as error:
        raise _told(error) from error


def _message(received: T | None) -> T:
    # Bytes that cannot be read arrive as None; gRPC only logs why.
    if received is None:
        raise MediaUnavailable("bytes that are no message")
    return received


def _told(error: grpc.aio.AioRpcError) -> MediaError:
    """Return our error for one of gRPC's, with the details that the service sent."""
    reason, fields = _details(error)
    if reason == "BUSY":
        return MediaBusy("busy")
    # Without a reason it is not the service's own no: gRPC itself uses these words too.
    if not reason or error.code() not in _REFUSALS:
        return MediaUnavailable(f"{error.code().name} {reason} {error.details()}"[:MAX_TEXT])
    message = (error.details() or "").replace("\0", "").strip()[:MAX_TEXT]
    return MediaRefusal(reason.lower(), message or "This cannot be done.", fields)


def _details(error: grpc.aio.AioRpcError) -> tuple[str, dict[str, FieldProblem]]:
    """Return the reason, and the violations by field, as far as they can be read."""
    try:
        # Pairs, whatever the type stubs say.
        trailing = cast(Iterable[tuple[str, str | bytes]], error.trailing_metadata() or ())
        for key, value in trailing:
            if key == _DETAILS_KEY and isinstance(value, bytes):
                return _read_details(status_pb2.Status.FromString(value))
    except DecodeError:
        pass  # the status itself still tells enough
    return "", {}


def _read_details(status: status_pb2.Status) -> tuple[str, dict[str, FieldProblem]]:
    reason: str = ""
    fields: dict[str, FieldProblem] = {}
    for detail in status.details:
        info = error_details_pb2.ErrorInfo()
        wrong = error_details_pb2.BadRequest()
        if detail.Unpack(info):
            # What is no code is not the service's own no.
            reason = info.reason if _REASON.fullmatch(info.reason) else ""
        elif detail.Unpack(wrong):
            fields = {
                violation.field[:60]: FieldProblem(
                    code=violation.reason[:60].lower() or "invalid",
                    message=violation.description[:MAX_TEXT],
                )
                for violation in wrong.field_violations[:50]
            }
    return reason, fields
