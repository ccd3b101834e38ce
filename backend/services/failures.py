"""Failures of a media service, as its callers see them.

A failure is a gRPC status with two details of google.rpc: an `ErrorInfo` whose
reason is the stable code, and for wrong parameters a `BadRequest` with one
violation each. Nobody has to match prose; the prose is for people.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import grpc
from google.protobuf import any_pb2
from google.rpc import error_details_pb2, status_pb2
from grpc_status import rpc_status

ERROR_DOMAIN = "media.v1"


@dataclass(frozen=True)
class Violation:
    """One wrong parameter: its name, a stable reason, and a sentence for people."""

    parameter: str
    reason: str
    description: str


class MediaFailure(Exception):
    """Work that cannot be done, with the code and the sentence the caller gets."""

    def __init__(
        self,
        code: str,
        message: str,
        status: grpc.StatusCode = grpc.StatusCode.FAILED_PRECONDITION,
        violations: Sequence[Violation] = (),
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
        self.violations = tuple(violations)

    def trailing_metadata(self) -> tuple[tuple[str, str | bytes], ...]:
        """Return the details as the trailing metadata of a call."""
        details = [_packed(error_details_pb2.ErrorInfo(reason=self.code, domain=ERROR_DOMAIN))]
        if self.violations:
            request = error_details_pb2.BadRequest(
                field_violations=[
                    error_details_pb2.BadRequest.FieldViolation(
                        field=violation.parameter,
                        reason=violation.reason,
                        description=violation.description,
                    )
                    for violation in self.violations
                ]
            )
            details.append(_packed(request))
        status = status_pb2.Status(code=self.status.value[0], message=self.message, details=details)
        return tuple(rpc_status.to_status(status).trailing_metadata)


def _packed(
    message: error_details_pb2.ErrorInfo | error_details_pb2.BadRequest,
) -> any_pb2.Any:
    packed = any_pb2.Any()
    packed.Pack(message)
    return packed


def wrong_parameters(violations: Sequence[Violation]) -> MediaFailure:
    """Return the failure for parameters that cannot be used; its message tells the first."""
    return MediaFailure(
        "WRONG_PARAMETERS",
        violations[0].description,
        grpc.StatusCode.INVALID_ARGUMENT,
        violations,
    )


def limit_reached(code: str, message: str) -> MediaFailure:
    """Return the failure for a limit that was hit: time, memory, output size, disk, jobs."""
    return MediaFailure(code, message, grpc.StatusCode.RESOURCE_EXHAUSTED)
