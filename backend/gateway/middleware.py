"""Around every request: its id, its line in the log, and headers of every answer.

Pure ASGI: nothing here holds a body back or copies it.
"""

import asyncio
import contextlib
import logging
import re
import secrets
import time
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.gateway import logs
from backend.gateway.accounts.avatars import MAX_UPLOAD_BYTES
from backend.gateway.problems import Problem, problem_response

log = logging.getLogger("gateway.request")

_ACCEPTABLE_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
# What nginx logs for it: nobody was there any more to take the answer.
CLIENT_CLOSED_REQUEST = 499

# Nothing but a file needs more; what takes files counts for itself.
MAX_JSON_BYTES = 256 * 1024
FILES_COME_IN_AT = "/v1/uploads"
PICTURES_COME_IN_AT = "/v1/account/avatar"

# Of a refused request, so much is read before it is answered, for so long.
DRAINED_BYTES = 1024 * 1024
DRAINED_SECONDS = 5.0

SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    # Nothing served here is a page: should a browser show it, it may do nothing.
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class Envelope:
    """Gives each request an id, a log line and the headers that every answer carries.

    An exception that nobody expected becomes a plain 500 here, because this is
    the last place that still knows the request; its traceback is only logged.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get("X-Request-ID", "")
        request_id = given if _ACCEPTABLE_ID.fullmatch(given) else secrets.token_hex(8)
        remembered = logs.request_id.set(request_id)
        body = _Body(scope, receive)
        answer = _Answer(send, request_id, body)
        begun = time.perf_counter()
        try:
            await self._serve(scope, body.receive, answer)
        finally:
            _log_request(scope, answer, time.perf_counter() - begun)
            logs.request_id.reset(remembered)

    async def _serve(self, scope: Scope, receive: Receive, answer: "_Answer") -> None:
        try:
            await self.app(scope, receive, answer.send)
        except asyncio.CancelledError:
            answer.status = CLIENT_CLOSED_REQUEST
            raise
        except Exception:
            log.exception("unexpected path=%s", _shown_path(scope))
            if answer.begun:
                # Half an answer is out: only breaking the connection tells that it is half.
                raise
            await problem_response(Problem())(scope, receive, answer.send)


class _Body:
    """The way in: ends with 413 what is larger than any body that is taken."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self._receive = receive
        self._limit_bytes = _most_bytes(scope["path"])
        length = Headers(scope=scope).get("Content-Length", "")
        self._declared_bytes = int(length) if length.isdecimal() else 0
        self._size_bytes = 0
        self._has_ended = False

    async def receive(self) -> Message:
        """Return the next message of the server's."""
        message = await self._receive()
        self._has_ended = not message.get("more_body", False)
        self._size_bytes += len(message.get("body", b""))
        if self._limit_bytes is not None and self._size_bytes > self._limit_bytes:
            raise HTTPException(413)
        return message

    async def drain(self) -> None:
        """Read what is left of a small body: who is still writing it would not hear an answer.

        The connection ends with an answer that comes before the body, and what is then sent
        makes the system throw away what has arrived.
        """
        if not 0 < self._declared_bytes <= DRAINED_BYTES:
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(DRAINED_SECONDS):
                while not self._has_ended:
                    message = await self._receive()
                    self._has_ended = not message.get("more_body", False)


def _most_bytes(path: str) -> int | None:
    if path.startswith(FILES_COME_IN_AT):
        return None
    return MAX_UPLOAD_BYTES if path == PICTURES_COME_IN_AT else MAX_JSON_BYTES


class _Answer:
    """The way back: adds headers, counts what passes."""

    def __init__(self, send: Send, request_id: str, body: _Body) -> None:
        self._send = send
        self._body = body
        self._request_id = request_id
        self.begun = False
        self.status = CLIENT_CLOSED_REQUEST
        self.size_bytes = 0

    async def send(self, message: Message) -> None:
        """Hand one ASGI message on."""
        if message["type"] == "http.response.start":
            if message["status"] >= 400:
                await self._body.drain()
            self.begun = True
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in SECURITY_HEADERS.items():
                headers.setdefault(name, value)
            headers["X-Request-ID"] = self._request_id
        elif message["type"] == "http.response.body":
            self.size_bytes += len(message.get("body", b""))
        await self._send(message)


def _log_request(scope: Scope, answer: _Answer, seconds: float) -> None:
    log.log(
        # Asked every second by whoever watches over this process.
        logging.DEBUG if scope["path"] == "/healthz" else logging.INFO,
        "method=%s path=%s status=%d bytes=%d ms=%.1f",
        scope["method"],
        _shown_path(scope),
        answer.status,
        answer.size_bytes,
        seconds * 1000,
    )


def _shown_path(scope: Scope) -> str:
    # Without the query, which says what people search for; without secrets, which open doors.
    # Quoted, because a line break in an address would forge a second line.
    path: str = scope["path"]
    token = scope.get("path_params", {}).get("token")
    return quote(path.replace(token, "-") if token else path)
