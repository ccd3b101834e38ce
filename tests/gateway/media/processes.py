"""Processes that tests start, kill and start again: the toy service and the runner."""

import multiprocessing
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TypeVar

from backend.gateway.jobs import __main__ as jobs
from config import GatewayConfig

T = TypeVar("T")

ROOT = Path(__file__).parents[3]


def wait_until(ready: Callable[[], T], seconds: float = 15.0) -> T:
    """Return the first truthy answer; fail when there is none in time."""
    deadline = time.monotonic() + seconds
    while not (answer := ready()):
        assert time.monotonic() < deadline, f"not in {seconds} s"
        time.sleep(0.02)
    return answer


def unique_name() -> str:
    """Return a file name that nobody has noted before: one service serves many tests."""
    return f"{secrets.token_hex(4)}.toy"


def places_of(config: GatewayConfig) -> dict[str, str]:
    """Return the settings by which a process finds what the gateway of a test works with."""
    return {
        "APP_ENV": "development",
        "DATA_DIR": str(config.data_dir),
        "DATABASE_URL": config.database_url,
        "JOBS_DATABASE_URL": config.jobs_database_url,
        "STORAGE_URL": config.storage_url,
        "MEDIA_SERVICES": ",".join(config.media_services),
    }


@dataclass
class Process:
    """A process of our own, in a session of its own."""

    arguments: list[str]
    log: Path
    environment: dict[str, str] = field(default_factory=dict)
    running: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.running = subprocess.Popen(
                [sys.executable, "-m", *self.arguments],
                cwd=ROOT,
                env={**os.environ, **self.environment},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def end(self, number: signal.Signals = signal.SIGKILL) -> float:
        """End it; return how many seconds that took."""
        if self.running is None:
            return 0.0
        begun = time.monotonic()
        self.running.send_signal(number)
        self.running.wait(timeout=20)
        self.running = None
        return time.monotonic() - begun


class Toy(Process):
    """The toy service, always at the same address."""

    def __init__(self, folder: Path) -> None:
        self.journal = folder / "toy-journal"
        self.journal.touch()
        self.port = "0"
        super().__init__([], folder / "toy.log")

    def start(self) -> None:
        """Start it, and wait until it answers."""
        already = len(self.log.read_bytes()) if self.log.exists() else 0
        self.arguments = ["tests.gateway.media.toy_service", self.port, str(self.journal)]
        super().start()
        told = wait_until(lambda: self._said_after(already))
        self.port = told.decode().splitlines()[-1]

    def _said_after(self, already: int) -> bytes:
        return self.log.read_bytes()[already:].strip()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def noted(self, event: str, job_id: str) -> int:
        """Return how often the service has noted an event of a job."""
        return self.journal.read_text().splitlines().count(f"{event} {job_id}")


# A runner takes a second to import what it needs, and tests start hundreds: each is forked
# from a process that has imported it already. `tests/system` starts them in earnest.
_READY = multiprocessing.get_context("forkserver")
_READY.set_forkserver_preload(["backend.gateway.jobs.__main__"])


def _run_jobs(environment: dict[str, str], log: Path) -> None:
    os.setsid()
    os.environ.update(environment)
    with log.open("ab") as file:
        os.dup2(file.fileno(), sys.stdout.fileno())
        os.dup2(file.fileno(), sys.stderr.fileno())
    sys.exit(jobs.main())


class Runner:
    """The job runner, a process of its own."""

    def __init__(self, config: GatewayConfig, runner_id: str = "test") -> None:
        self.log = config.data_dir / f"runner-{runner_id}.log"
        self.running: BaseProcess | None = None
        self._environment = {
            **places_of(config),
            "SERVICE_KEY": config.service_key,
            "QUOTA_BYTES": str(config.quota_bytes),
            "MAX_RUNNING_JOBS": str(config.max_running_jobs),
            "MAX_JOB_SECONDS": str(config.max_job_seconds),
            "RUNNER_ID": runner_id,
        }

    def begin(self) -> BaseProcess:
        """Start it, and do not wait for anything."""
        self.running = _READY.Process(target=_run_jobs, args=(self._environment, self.log))
        self.running.start()
        return self.running

    def start(self) -> None:
        """Start it, and wait until it takes work."""
        already = len(self.log.read_bytes()) if self.log.exists() else 0
        self.begin()
        wait_until(lambda: self.log.exists() and b" ready " in self.log.read_bytes()[already:])

    def end(self, number: signal.Signals = signal.SIGKILL) -> float:
        """End it; return how many seconds that took."""
        if self.running is None:
            return 0.0
        begun = time.monotonic()
        if self.running.pid is not None and self.running.is_alive():
            os.kill(self.running.pid, number)
        self.running.join(20)
        assert self.running.exitcode is not None
        self.running.close()
        self.running = None
        return time.monotonic() - begun
