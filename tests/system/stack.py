"""The whole stack as real processes on free ports, in a folder of its own."""

import contextlib
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

import psutil
import requests

from config import SERVICE_PORTS

ROOT = Path(__file__).resolve().parents[2]
START_LIMIT_SECONDS = 90


def free_ports(count: int) -> list[int]:
    """Return ports that nothing listens on now, all different."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


@dataclass
class Stack:
    """What `make run` starts."""

    data_dir: Path
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[str] | None = None
    lines: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.port, self.gateway_port, *service_ports = free_ports(2 + len(SERVICE_PORTS))
        self.service_ports = dict(zip(SERVICE_PORTS, service_ports, strict=True))

    @property
    def url(self) -> str:
        """Address of the frontend."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def gateway_url(self) -> str:
        """Address of the gateway."""
        return f"http://127.0.0.1:{self.gateway_port}"

    def start(self) -> None:
        """Start everything and wait for the line that says it is ready."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "backend.launch"],
            cwd=ROOT,
            env={
                **{k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")},
                "DATA_DIR": str(self.data_dir),
                "PORT": str(self.port),
                "GATEWAY_PORT": str(self.gateway_port),
                **{f"{name.upper()}_PORT": str(p) for name, p in self.service_ports.items()},
                **self.environment,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self.process.stdout is not None
        ready: queue.Queue[bool] = queue.Queue()
        self.reader = threading.Thread(
            target=self._read, args=(self.process.stdout, ready), daemon=True
        )
        self.reader.start()
        try:
            is_ready = ready.get(timeout=START_LIMIT_SECONDS)
        except queue.Empty:
            is_ready = False
        if not is_ready:
            self.stop()
            raise AssertionError("The stack did not start:\n" + self.log(200))

    def _read(self, output: TextIO, ready: "queue.Queue[bool]") -> None:
        with output:
            for line in output:
                self.lines.append(line)
                if line.strip().startswith("Ready: "):
                    ready.put(True)
        ready.put(False)

    def log(self, lines: int = 60) -> str:
        """Return the end of what all processes said."""
        return "".join(self.lines[-lines:])

    def stop(self) -> int:
        """End everything as Ctrl-C does; return the exit code."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        code = self.process.wait(timeout=15)
        self.reader.join(timeout=60)
        return code

    def processes(self, name: str) -> list[psutil.Process]:
        """Return the live processes of one line of the Procfile, parents first."""
        needle = {
            "web": "gunicorn",
            "gateway": "backend.gateway",
            "video": "backend.services.video",
            "image": "backend.services.image",
            "audio": "backend.services.audio",
            "jobs": "backend.gateway.jobs",
            "ffmpeg": "ffmpeg",
        }[name]
        assert self.process is not None
        found = []
        for process in psutil.Process(self.process.pid).children(recursive=True):
            with contextlib.suppress(psutil.Error):
                command = process.cmdline()
                # Modules by their whole names: one gateway's begins that of another process.
                names = () if "." in needle else (Path(part).name for part in command)
                if needle in command or any(name.startswith(needle) for name in names):
                    found.append(process)
        return found

    def kill(self, name: str) -> None:
        """Kill -9 the main process of one line of the Procfile."""
        process = self.processes(name)[0]
        process.kill()
        process.wait(timeout=60)

    @contextlib.contextmanager
    def without(self, name: str) -> Iterator[None]:
        """One line of the Procfile is dead for the block: nothing starts it again."""
        victim = self.processes(name)[0]
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)
        try:
            victim.kill()
            # Nobody collects it before the block ends.
            deadline = time.monotonic() + 30
            while victim.status() != psutil.STATUS_ZOMBIE:
                assert time.monotonic() < deadline
                time.sleep(0.02)
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)

    def wait_for_process(self, name: str) -> psutil.Process:
        """Return a process of that name as soon as there is one."""
        deadline = time.monotonic() + 30
        while not (found := self.processes(name)):
            assert time.monotonic() < deadline, f"no {name}:\n{self.log()}"
            time.sleep(0.02)
        return found[0]

    def wait_until_healthy(self) -> None:
        """Return as soon as the frontend answers and the gateway finds every part up."""
        asked_at = datetime.now(UTC)
        deadline = time.monotonic() + START_LIMIT_SECONDS
        while not self._healthy(asked_at):
            assert time.monotonic() < deadline, self.log(200)
            time.sleep(0.1)

    def _healthy(self, asked_at: datetime) -> bool:
        try:
            status = requests.get(f"{self.gateway_url}/v1/status", timeout=60).json()
            # The gateway keeps an answer for a moment; one from before says nothing.
            fresh = datetime.fromisoformat(status["checked_at"]) > asked_at
            answers = requests.get(f"{self.url}/healthz", timeout=60).ok
            return answers and fresh and bool(status["state"] == "up")
        except (requests.RequestException, ValueError, KeyError):
            return False


@contextlib.contextmanager
def running_stack(data_dir: Path, **environment: str) -> Iterator[Stack]:
    """A stack for as long as the block lasts."""
    stack = Stack(data_dir, environment)
    stack.start()
    try:
        yield stack
    finally:
        stack.stop()
