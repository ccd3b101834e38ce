"""How every media service is started, watched and stopped.

The server is grpc.aio: the service itself only waits, for child processes and
for callers, and in an event loop a cancelled call reaches the code that kills its
child process as an ordinary exception.
"""

import asyncio
import errno
import logging
import signal
import socket
from collections.abc import Callable

import grpc
import grpc.aio
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection

from backend.protos.media.v1 import media_pb2, media_pb2_grpc
from backend.services import log
from backend.services.guard import CallGuard
from backend.services.scratch import Scratch
from backend.services.servicer import MediaServicer
from config import ConfigurationError, ServiceConfig

SERVICE = media_pb2.DESCRIPTOR.services_by_name["MediaService"].full_name
# What callers get to hear that they should try again, before connections close.
GRACE_SECONDS = 5.0
# Parameters and answers are small; files never travel inside messages.
MAX_MESSAGE_BYTES = 4 * 1024 * 1024

EXIT_CONFIGURATION = 78  # EX_CONFIG of sysexits.h
EXIT_PORT_TAKEN = 75  # EX_TEMPFAIL of sysexits.h

MakeServicer = Callable[[ServiceConfig, Scratch], MediaServicer]


def main(name: str, default_port: int, make_servicer: MakeServicer) -> int:
    """Run the service `name` until SIGTERM or SIGINT; return the exit code."""
    log.log_to_stderr()
    try:
        config = ServiceConfig.from_environment(name, default_port)
        _require_free_port(config.host, config.port)
        asyncio.run(serve(name, config, make_servicer))
    except ConfigurationError as error:
        log.event("configuration", logging.ERROR, service=name, message=str(error))
        return EXIT_CONFIGURATION
    except PortTakenError as error:
        log.event("port_taken", logging.ERROR, service=name, message=str(error))
        return EXIT_PORT_TAKEN
    return 0


class PortTakenError(Exception):
    """Something else listens on the service's port."""


async def serve(name: str, config: ServiceConfig, make_servicer: MakeServicer) -> None:
    """Serve until the process is told to stop."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    scratch = Scratch(config.scratch_dir, config.reserve_disk_bytes)
    try:
        guard = CallGuard(config.service_key)
        server = grpc.aio.server(
            interceptors=[guard],
            # Without this, a second server on the same port would silently share it.
            options=[
                ("grpc.so_reuseport", 0),
                ("grpc.max_receive_message_length", MAX_MESSAGE_BYTES),
            ],
        )
        servicer = make_servicer(config, scratch)
        media_pb2_grpc.add_MediaServiceServicer_to_server(servicer, server)  # type: ignore[no-untyped-call]  # generated
        health_servicer = health.aio.HealthServicer()  # type: ignore[attr-defined]  # newer than its types
        health_pb2_grpc.add_HealthServicer_to_server(health_servicer, server)
        reflection.enable_server_reflection(
            (SERVICE, health.SERVICE_NAME, reflection.SERVICE_NAME), server
        )
        port = _bound(server, config.host, config.port)
        await server.start()
        for served in ("", SERVICE):
            await health_servicer.set(served, health_pb2.HealthCheckResponse.SERVING)
        log.event("started", service=name, host=config.host, port=port)
        await stop.wait()
        log.event("stopping", service=name)
        await health_servicer.enter_graceful_shutdown()
        guard.stop_running_calls()
        await server.stop(GRACE_SECONDS)
    finally:
        scratch.close()
    log.event("stopped", service=name)


def _bound(server: grpc.aio.Server, host: str, port: int) -> int:
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    try:
        bound = server.add_insecure_port(address)
    except RuntimeError as error:
        raise PortTakenError(f"{address} cannot be listened on") from error
    if not bound:
        raise PortTakenError(f"{address} cannot be listened on")
    return bound


def _require_free_port(host: str, port: int) -> None:
    """Raise `PortTakenError` with a reason; gRPC itself only tells that binding failed."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = "is in use" if error.errno == errno.EADDRINUSE else f"cannot be used: {error}"
            raise PortTakenError(f"{host}:{port} {reason}") from error
