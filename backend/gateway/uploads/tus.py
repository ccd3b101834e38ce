"""The words of tus 1.0: headers of resumable uploads, read and written.

https://tus.io/protocols/resumable-upload with the extensions creation,
termination, expiration and checksum.
"""

import base64
import binascii
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from fastapi.routing import APIRoute
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response

from backend.gateway.problems import Conflict, Invalid, Problem
from backend.gateway.uploads.staging import Checksum

VERSION = "1.0.0"
EXTENSIONS = "creation,termination,expiration,checksum"
CONTENT_TYPE = "application/offset+octet-stream"


class WrongVersion(Problem):
    """The client speaks another version."""

    status = 412
    code = "wrong_version"
    message = f"Uploads speak tus {VERSION} here."


class WrongContentType(Problem):
    """The body is not the bytes of an upload."""

    status = 415
    code = "wrong_content_type"
    message = f"The bytes of an upload come as {CONTENT_TYPE}."


class Locked(Problem):
    """Another request writes the same upload."""

    status = 423
    code = "locked"
    message = "This upload is being written by another request."


class ChecksumMismatch(Problem):
    """What arrived is not what was sent."""

    status = 460
    code = "checksum_mismatch"
    message = "Something was damaged on the way. Please send this part again."


class TusRoute(APIRoute):
    """A route whose every answer, also an error, names the protocol's version."""

    def get_route_handler(self) -> Callable[[Request], Awaitable[Response]]:  # type: ignore[override]
        """Return the handler of the route."""
        handle: Callable[[Request], Awaitable[Response]] = super().get_route_handler()

        async def handle_tus(request: Request) -> Response:
            spoken = request.headers.get("Tus-Resumable", VERSION)
            try:
                if spoken != VERSION and request.method != "OPTIONS":
                    raise WrongVersion(headers={"Tus-Version": VERSION})
                response = await handle(request)
            except Problem as problem:
                problem.headers.setdefault("Tus-Resumable", VERSION)
                raise
            response.headers["Tus-Resumable"] = VERSION
            return response

        return handle_tus


def metadata(headers: Headers) -> dict[str, str]:
    """Return ``Upload-Metadata``; raise `Invalid` if it cannot be read."""
    values: dict[str, str] = {}
    for pair in headers.get("Upload-Metadata", "").split(","):
        name, _, encoded = pair.strip().partition(" ")
        if not name:
            continue
        try:
            values[name] = base64.b64decode(encoded, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError) as error:
            raise Invalid.field(name[:60], "unreadable", "This is not UTF-8 in base64.") from error
    return values


def length(headers: Headers, name: str) -> int:
    """Return a number of bytes from a header; raise `Invalid`."""
    text = headers.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise Invalid.field(name.lower(), "not_a_number", f"{name} must be a number of bytes.")
    return int(text)


def checksum(headers: Headers) -> Checksum | None:
    """Return ``Upload-Checksum``, if given; raise `Invalid`."""
    given = headers.get("Upload-Checksum")
    if given is None:
        return None
    algorithm, _, encoded = given.partition(" ")
    try:
        return Checksum(algorithm, base64.b64decode(encoded, validate=True))
    except ValueError as error:  # binascii.Error is one
        raise Invalid.field(
            "upload-checksum", "unreadable", "This is no checksum that is known here."
        ) from error


def expires(moment: datetime) -> str:
    """Return ``Upload-Expires``."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def wrong_offset(arrived_bytes: int) -> Conflict:
    """Return the problem of a sender that goes on at the wrong place."""
    return Conflict(
        "wrong_offset",
        "The upload goes on at another place.",
        headers={"Upload-Offset": str(arrived_bytes)},
    )


def options(max_bytes: int) -> dict[str, Any]:
    """Return the headers that tell what is spoken here."""
    return {
        "Tus-Version": VERSION,
        "Tus-Extension": EXTENSIONS,
        "Tus-Max-Size": str(max_bytes),
        "Tus-Checksum-Algorithm": ",".join(Checksum.ALGORITHMS),
    }
