"""`python -m backend.gateway`: migrate the database, then serve until told to stop."""

import asyncio
import logging
import signal
import socket
import subprocess
import sys

from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server.embed import Server

import backend.gateway.accounts.common_words  # noqa: F401  before all that is large
from backend.gateway import logs
from backend.gateway.mail import Mailer
from backend.gateway.main import create_gateway
from config import ConfigurationError, GatewayConfig

log = logging.getLogger("gateway")

# Requests under way get this long to end when the server stops.
DRAIN_SECONDS = 3


async def serve(config: GatewayConfig) -> bool:
    """Serve on the configured address; return whether it ended because it was told to."""
    server = Server(
        create_gateway(config),
        address=config.host,
        port=config.port,
        interface=Interfaces.ASGI,
        # Only the frontend and other servers talk to us: no browser, no HTTP/2, no websocket.
        http=HTTPModes.http1,
        websockets=False,
        # A hundred uploads and all readers of pages at once, and as many again.
        backlog=1024,
        log_dictconfig={"handlers": {}, "loggers": {"_granian": {"propagate": True}}},
        log_level=LogLevels.error,
    )
    server.workers_kill_timeout = DRAIN_SECONDS
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, server.stop)
    log.info("serving at=http://%s:%d", config.host, config.port)
    await server.serve()
    log.info("stopped")
    return server.interrupt_signal


def refuse_taken_port(host: str, port: int) -> None:
    """Raise `ConfigurationError` if something else listens there.

    The server itself would share the port with it, and each get half of the requests.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ConfigurationError(
                f"GATEWAY_PORT={port} on {host} cannot be used: {error.strerror}"
            ) from error


def main() -> int:
    """Run the gateway; return the exit code."""
    logs.configure()
    try:
        config = GatewayConfig.from_environment()
        refuse_taken_port(config.host, config.port)
        # Found now, a wrong address is a sentence; found while opening, a traceback.
        Mailer(config)
    except ConfigurationError as error:
        log.error("cannot_start reason=%s", error)
        return 1
    # A process of its own: what migrating needs would stay in our memory to the end.
    migration = [sys.executable, "-m", "backend.gateway.database.migrate"]
    if subprocess.call(migration) != 0:
        return 1
    return 0 if asyncio.run(serve(config)) else 1


if __name__ == "__main__":
    sys.exit(main())
