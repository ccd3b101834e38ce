"""`make run`: start every process of the Procfile on this machine and look after them.

Before anything starts, settings and ports are checked, so that a wrong one is a
sentence and not a stack trace. A process that ends before all are healthy stops
the start; one that dies later is started again, with growing pauses. Ctrl-C
stops all of them: within 10 seconds, whatever they do.
"""

import contextlib
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import TextIO

from config import (
    ROOT,
    SERVICE_PORTS,
    ConfigurationError,
    FrontendConfig,
    GatewayConfig,
    ServiceConfig,
    service_port,
)

START_LIMIT_SECONDS = 60.0
# Processes get this long to end by themselves: the promise is 10 s in all.
STOP_LIMIT_SECONDS = 8.5
LONGEST_PAUSE_SECONDS = 30.0
# A process that has lived this long starts again without a pause.
STEADY_SECONDS = 60.0

COLOURS = ("36", "33", "35", "32", "34", "31")


class LaunchError(Exception):
    """Starting is not possible; the message says why, in words for the person who started."""


def read_procfile(path: Path) -> dict[str, str]:
    """Return the command lines of a Procfile by process name."""
    programs = {}
    for line in path.read_text().splitlines():
        name, colon, command = line.partition(":")
        if colon and not line.startswith("#"):
            programs[name.strip()] = command.strip()
    return programs


def check_ports(ports: dict[str, tuple[str, int]]) -> None:
    """Raise `LaunchError` if an address (host and port, by setting) cannot be listened on."""
    for setting, (host, port) in ports.items():
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise LaunchError(
                    f"Port {port} on {host} cannot be used ({error.strerror}). "
                    f"Choose another one: {setting}=… make run"
                ) from error


@contextlib.contextmanager
def only_one(data_dir: Path) -> Iterator[None]:
    """Hold the data folder, so that two copies never work on the same one."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / "launch.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LaunchError(
                f"Another copy is running on the data folder {data_dir}. "
                f"Stop it, or choose another folder: DATA_DIR=… make run"
            ) from None
        yield


@dataclass
class Child:
    """One process of the Procfile, and how often it had to be started."""

    name: str
    command: str
    colour: str
    process: subprocess.Popen[str] | None = None
    started_at: float = 0.0
    pause_seconds: float = 0.0
    due_at: float = 0.0
    printers: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        """Start the process in a group of its own, so that Ctrl-C reaches only us."""
        environment = {
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
            "PYTHONUNBUFFERED": "1",
        }
        self.process = subprocess.Popen(
            self.command.split(),
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        self.started_at = time.monotonic()
        assert self.process.stdout is not None
        printer = threading.Thread(target=self._print, args=(self.process.stdout,), daemon=True)
        printer.start()
        self.printers = [printer]

    def _print(self, output: TextIO) -> None:
        prefix = f"{self.name:<8}| "
        if sys.stdout.isatty():
            prefix = f"\x1b[{self.colour}m{prefix}\x1b[0m"
        with contextlib.suppress(ValueError, OSError):
            for line in output:
                print(prefix + line, end="", flush=True)

    def exit_code(self) -> int | None:
        """Return the exit code, or None while the process runs or waits for its next start."""
        return self.process.poll() if self.process else None

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the process and all that it started."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)


class Launcher:
    """All processes, from the first start to the last stop."""

    def __init__(self, programs: dict[str, str], web_url: str, gateway_url: str) -> None:
        self.children = [
            Child(name, command, COLOURS[number % len(COLOURS)])
            for number, (name, command) in enumerate(programs.items())
        ]
        self.web_url = web_url
        self.gateway_url = gateway_url
        self.stopping = threading.Event()

    def ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        """Handle Ctrl-C and SIGTERM; a second one ends everything at once."""
        if self.stopping.is_set():
            self._signal_all(signal.SIGKILL)
        self.stopping.set()

    def start(self) -> None:
        """Start all and wait until they are healthy, or raise `LaunchError`."""
        for child in self.children:
            child.start()
        deadline = time.monotonic() + START_LIMIT_SECONDS
        while not self.stopping.is_set() and not self.healthy():
            for child in self.children:
                if (code := child.exit_code()) is not None:
                    raise LaunchError(f"{child.name} ended with exit code {code}; see above.")
            if time.monotonic() > deadline:
                raise LaunchError(f"Not healthy after {START_LIMIT_SECONDS:.0f} s; see above.")
            self.stopping.wait(0.2)

    def healthy(self) -> bool:
        """Tell whether the frontend answers and the gateway finds every part up."""
        if _get(f"{self.web_url}/healthz") is None:
            return False
        status = _get(f"{self.gateway_url}/v1/status")
        components = json.loads(status)["components"] if status else []
        # A mail server out of reach is no reason not to open the doors.
        states = [part["state"] for part in components if part["name"] != "mail"]
        return bool(states) and all(state == "up" for state in states)

    def look_after(self) -> None:
        """Start again what dies, until asked to stop."""
        while not self.stopping.wait(0.25):
            for child in self.children:
                self._revive(child)

    def _revive(self, child: Child) -> None:
        code, moment = child.exit_code(), time.monotonic()
        if code is not None:
            if moment - child.started_at > STEADY_SECONDS:
                child.pause_seconds = 0.0
            print(f"{child.name} ended ({code}); again in {child.pause_seconds:.0f} s", flush=True)
            # What it started (gunicorn's workers, an ffmpeg) would hold ports and files.
            child.signal(signal.SIGKILL)
            child.process, child.due_at = None, moment + child.pause_seconds
            child.pause_seconds = min(LONGEST_PAUSE_SECONDS, max(1.0, child.pause_seconds * 2))
        if child.process is None and moment >= child.due_at:
            child.start()

    def stop(self) -> None:
        """End all processes: politely, then not."""
        self._signal_all(signal.SIGTERM)
        deadline = time.monotonic() + STOP_LIMIT_SECONDS
        while any(child.process and child.exit_code() is None for child in self.children):
            if time.monotonic() > deadline:
                break
            time.sleep(0.05)
        self._signal_all(signal.SIGKILL)
        for child in self.children:
            for printer in child.printers:
                printer.join(timeout=0.5)

    def _signal_all(self, number: signal.Signals) -> None:
        for child in self.children:
            child.signal(number)


def _get(url: str) -> bytes | None:
    # No proxy: these addresses are on this machine, whatever the environment says.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=3) as response:
            return bytes(response.read()) if response.status == 200 else None
    except (urllib.error.URLError, OSError):
        return None


def main() -> int:
    """Run everything until Ctrl-C; return the exit code."""
    launcher: Launcher | None = None
    try:
        web, gateway = FrontendConfig.from_environment(), GatewayConfig.from_environment()
        service_host = ServiceConfig.from_environment("video", SERVICE_PORTS["video"]).host
        with only_one(gateway.data_dir):
            check_ports(
                {
                    "PORT": (web.host, web.port),
                    "GATEWAY_PORT": (gateway.host, gateway.port),
                    **{
                        f"{name.upper()}_PORT": (service_host, service_port(name))
                        for name in SERVICE_PORTS
                    },
                }
            )
            launcher = Launcher(
                read_procfile(ROOT / "Procfile"),
                web_url=f"http://{web.host}:{web.port}",
                gateway_url=f"http://{gateway.host}:{gateway.port}",
            )
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, launcher.ask_to_stop)
            try:
                launcher.start()
                if not launcher.stopping.is_set():
                    print(f"\n  Ready: http://{web.host}:{web.port}\n", flush=True)
                launcher.look_after()
            finally:
                print("Stopping …", flush=True)
                launcher.stop()
    except (LaunchError, ConfigurationError) as error:
        print(f"Cannot start: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
