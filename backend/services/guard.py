"""What stands before every call: the service key, one log line, errors turned into statuses."""

import asyncio
import hmac
import logging
import time
from collections.abc import Awaitable, Callable
from typing import NoReturn, TypeAlias, cast

import grpc
import grpc.aio
from google.protobuf.message import Message

from backend.services import log
from backend.services.failures import MediaFailure

KEY_ENTRY = "service-key"
GUARDED = "/media.v1.MediaService/"
OPEN_METHODS = frozenset({"Describe"})

Context: TypeAlias = "grpc.aio.ServicerContext[Message, Message]"
Behaviour: TypeAlias = Callable[[Message, Context], Awaitable[Message | None]]
Handler: TypeAlias = "grpc.RpcMethodHandler[Message, Message]"


class CallGuard(grpc.aio.ServerInterceptor):  # type: ignore[type-arg]  # generic only in types
    """Checks the key of each call of the media contract, and sees how it ends."""

    def __init__(self, service_key: str) -> None:
        if not service_key:
            raise ValueError("a media service needs a service key")
        self._key = service_key.encode()
        self._running: set[asyncio.Task[object]] = set()
        self._stopping = False

    async def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], Awaitable[Handler]],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> Handler:
        """Wrap the handler of a call of the media contract; health and reflection are open."""
        details = handler_call_details
        handler = await continuation(details)
        if handler is None or not details.method.startswith(GUARDED):
            return handler
        method = details.method.removeprefix(GUARDED)
        allowed = method in OPEN_METHODS or self._holds_key(details)
        # The types of grpc describe handlers of threaded servers.
        behaviour = cast(Behaviour, handler.unary_stream or handler.unary_unary)
        wrap = (
            grpc.unary_stream_rpc_method_handler
            if handler.response_streaming
            else grpc.unary_unary_rpc_method_handler
        )
        return wrap(
            self._guarded(method, behaviour, allowed),
            request_deserializer=handler.request_deserializer,
            response_serializer=handler.response_serializer,
        )

    def stop_running_calls(self) -> None:
        """End what runs with UNAVAILABLE (STOPPING), for the caller to try again."""
        self._stopping = True
        for task in self._running:
            # A second cancel, while the first is still cleaning up, would escape from gRPC.
            if not task.cancelling():
                task.cancel()

    def _holds_key(self, details: grpc.HandlerCallDetails) -> bool:
        sent = dict(details.invocation_metadata).get(KEY_ENTRY, "")
        sent_bytes = sent if isinstance(sent, bytes) else sent.encode()
        # Compared in constant time: how long it takes tells nothing about the key.
        return hmac.compare_digest(sent_bytes, self._key)

    def _guarded(self, method: str, behaviour: Behaviour, allowed: bool) -> Behaviour:
        async def call(request: Message, context: Context) -> Message | None:
            started = time.monotonic()
            task = asyncio.current_task()
            assert task is not None
            self._running.add(task)
            outcome = "OK"
            try:
                if not allowed:
                    raise _wrong_key()
                return await behaviour(request, context)
            except asyncio.CancelledError:
                outcome = "STOPPING" if self._stopping else "CANCELLED"
                if not self._stopping:
                    raise
                task.uncancel()
                await _abort(context, _stopping())
            except MediaFailure as failure:
                outcome = failure.code
                await _abort(context, failure)
            except Exception:
                outcome = "INTERNAL"
                log.event("unexpected", logging.ERROR, traceback=True, method=method)
                await _abort(context, _unexpected())
            finally:
                self._running.discard(task)
                log.event(
                    "call",
                    method=method,
                    code=outcome,
                    job_id=getattr(request, "job_id", None),
                    operation=getattr(request, "operation", None),
                    seconds=round(time.monotonic() - started, 3),
                )

        return call


async def _abort(context: Context, failure: MediaFailure) -> NoReturn:
    await context.abort(failure.status, failure.message, failure.trailing_metadata())


def _wrong_key() -> MediaFailure:
    return MediaFailure(
        "WRONG_SERVICE_KEY", "The service key is wrong.", grpc.StatusCode.UNAUTHENTICATED
    )


def _stopping() -> MediaFailure:
    return MediaFailure("STOPPING", "The service is stopping.", grpc.StatusCode.UNAVAILABLE)


def _unexpected() -> MediaFailure:
    return MediaFailure("INTERNAL", "Something unexpected went wrong.", grpc.StatusCode.INTERNAL)
