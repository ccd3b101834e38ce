"""``python -m backend.gateway.jobs``: the job runner."""

import asyncio
import fcntl
import logging
import os
import re
import sys

from backend.gateway import logs
from backend.gateway.database import migrate, open_database
from backend.gateway.jobs import engine, runner
from config import ConfigurationError, GatewayConfig

EXIT_ALREADY_RUNNING = 75  # EX_TEMPFAIL of sysexits.h
EXIT_CONFIGURATION = 78  # EX_CONFIG of sysexits.h

log = logging.getLogger("backend.gateway.jobs")


class AlreadyRunning(Exception):
    """A runner of this name lives already."""


def lock_runner_id(config: GatewayConfig) -> int:
    """Make sure that this process alone carries the runner's name, as long as it lives.

    Two that share a name would both run every job. Returns the lock's handle; the
    lock dies with the process, however that dies. Raises `AlreadyRunning`.
    """
    if not re.fullmatch(r"[A-Za-z0-9_.-]{1,64}", config.runner_id):
        raise ConfigurationError(f"RUNNER_ID={config.runner_id!r} cannot be used")
    config.data_dir.mkdir(parents=True, exist_ok=True)
    path = config.data_dir / f"runner-{config.runner_id}.lock"
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise AlreadyRunning(
            f"a job runner named {config.runner_id!r} is running already; "
            f"give another one its own RUNNER_ID"
        ) from None
    return handle


def main() -> int:
    """Run until told to stop; return the exit code."""
    logs.configure()
    try:
        config = GatewayConfig.from_environment()
        lock_runner_id(config)
        migrate.migrate(open_database(config.database_url))
        engine.prepare(config.jobs_database_url)
        asyncio.run(runner.run(config))
    except ConfigurationError as error:
        log.error("%s", error)
        return EXIT_CONFIGURATION
    except AlreadyRunning as error:
        log.error("%s", error)
        return EXIT_ALREADY_RUNNING
    return 0


if __name__ == "__main__":
    sys.exit(main())
