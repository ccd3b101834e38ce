"""Child processes that read what strangers uploaded, held on a short lead.

Each runs in a process group of its own, nicely, under limits for address space,
processor time, file size and wall-clock time (see `launch`). Leaving `run` in any
way, cancellation included, leaves no process behind.
"""

import asyncio
import contextlib
import errno
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from backend.services.failures import MediaFailure, limit_reached

LAUNCHER = Path(__file__).with_name("launch.py")
PROJECT = Path(__file__).resolve().parents[2]
# Nothing of the service's own environment: it holds the installation's key.
ENVIRONMENT = {"PYTHONPATH": str(PROJECT), "PYTHONSAFEPATH": "1", "LC_ALL": "C.UTF-8"}

# What ffmpeg does on SIGTERM (closing its output) takes less; whoever takes
# longer is killed, and so a cancelled call is over within two seconds.
TERMINATION_SECONDS = 1.0
STDERR_TAIL_BYTES = 8 * 1024
LINE_BYTES = 4 * 1024 * 1024

OnLine = Callable[[str], Awaitable[None]]


# Work gives way to pages, and yet goes on beside others that are always busy.
NICE = 5


@dataclass(frozen=True)
class ProcessLimits:
    """What one child process may use."""

    seconds: float  # by the clock
    memory_bytes: int  # of address space
    output_bytes: int  # of each file it writes
    nice: int = NICE

    @property
    def cpu_seconds(self) -> int:
        """Processor time over all threads that can be used within the wall-clock time."""
        return int(self.seconds * (os.cpu_count() or 1)) + 1


@dataclass(frozen=True)
class Finished:
    """How a child process ended by itself."""

    returncode: int
    stderr_tail: str  # for the log, never for people: it names paths
    errors: int  # lines on stderr that tell of an error


class Child(Protocol):
    """A running child process, the leader of a group of its own."""

    @property
    def stdout(self) -> asyncio.StreamReader | None:
        """What it writes."""

    @property
    def stderr(self) -> asyncio.StreamReader | None:
        """What it complains of."""

    async def wait(self) -> int:
        """Wait for its end and return how it was: as `subprocess` tells it."""
        ...


def python_module(module: str, *arguments: str) -> list[str]:
    """Return the command that runs one of the project's modules as a child process."""
    return [sys.executable, "-m", module, *arguments]


async def _unheard(line: str) -> None:
    """Nobody reads what it writes."""


async def run(
    command: Sequence[str], limits: ProcessLimits, folder: Path, on_line: OnLine = _unheard
) -> Finished:
    """Run `command` in `folder`, handing each line of its stdout to `on_line`.

    Raises `MediaFailure` with TIME_LIMIT, MEMORY_LIMIT, OUTPUT_LIMIT or DISK_FULL
    when the child met a limit. Every other end is returned, for the caller to judge.
    """
    return await followed(_started(command, limits, folder), limits, on_line)


async def followed(
    starting: AbstractAsyncContextManager[Child], limits: ProcessLimits, on_line: OnLine
) -> Finished:
    """Follow a child process to its end, as `run` does, however it is started."""
    async with starting as child:
        try:
            async with asyncio.timeout(limits.seconds):
                tail, _ = await asyncio.gather(_tail(child), _lines(child, on_line))
                returncode = await child.wait()
        except TimeoutError:
            raise limit_reached(
                "TIME_LIMIT", f"This would take longer than {_duration(limits.seconds)}."
            ) from None
    finished = Finished(returncode, tail.text, tail.errors)
    failure = _limit_met(finished, limits)
    if failure:
        raise failure
    return finished


@contextlib.asynccontextmanager
async def _started(
    command: Sequence[str], limits: ProcessLimits, folder: Path
) -> AsyncIterator[asyncio.subprocess.Process]:
    numbers = (limits.nice, limits.memory_bytes, limits.cpu_seconds, limits.output_bytes)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", "-S", str(LAUNCHER)),
        *(str(number) for number in (*numbers, os.getpid())),
        *command,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=folder,
        env=ENVIRONMENT,
        start_new_session=True,
        limit=LINE_BYTES,
    )
    try:
        yield process
    finally:
        await _ended(process)


async def _ended(process: asyncio.subprocess.Process) -> None:
    """Make sure that the process and whatever it started are gone."""
    try:
        if process.returncode is None:
            _signal_group(process, signal.SIGTERM)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), TERMINATION_SECONDS)
    finally:
        _signal_group(process, signal.SIGKILL)
    await process.wait()


def _signal_group(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)


@dataclass
class _Tail:
    text: str = ""
    errors: int = 0


async def _tail(child: Child) -> _Tail:
    assert child.stderr is not None
    tail = _Tail()
    while chunk := await child.stderr.read(64 * 1024):
        text = chunk.decode(errors="replace")
        tail.errors += text.count("[error]") + text.count("[fatal]")
        tail.text = (tail.text + text)[-STDERR_TAIL_BYTES:]
    return tail


async def _lines(child: Child, on_line: OnLine) -> None:
    assert child.stdout is not None
    while line := await child.stdout.readline():
        await on_line(line.decode(errors="replace").rstrip("\n"))


def _limit_met(finished: Finished, limits: ProcessLimits) -> MediaFailure | None:
    # ffmpeg exits with the low byte of the negative error number.
    code = finished.returncode
    if code in {-signal.SIGXFSZ, 256 - errno.EFBIG} or (
        code != 0 and os.strerror(errno.EFBIG) in finished.stderr_tail
    ):
        return limit_reached(
            "OUTPUT_LIMIT", f"The result would be larger than {_size(limits.output_bytes)}."
        )
    if code == -signal.SIGXCPU:
        return limit_reached(
            "TIME_LIMIT", f"This would take longer than {_duration(limits.seconds)}."
        )
    if code == 256 - errno.ENOMEM or (code != 0 and _tells_of_memory(finished.stderr_tail)):
        return limit_reached(
            "MEMORY_LIMIT", f"This needs more memory than the {_size(limits.memory_bytes)} allowed."
        )
    if code == 256 - errno.ENOSPC:
        return limit_reached("DISK_FULL", "There is not enough free disk space.")
    return None


def _tells_of_memory(stderr: str) -> bool:
    return any(
        words in stderr for words in ("MemoryError", "Cannot allocate memory", "std::bad_alloc")
    )


def _duration(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:g} seconds"
    return f"{seconds / 60:.0f} minutes" if seconds < 7200 else f"{seconds / 3600:.0f} hours"


def _size(size_bytes: int) -> str:
    for unit, size in (("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)):
        if size_bytes >= size:
            return f"{size_bytes / size:.3g} {unit}"
    return f"{size_bytes} bytes"
