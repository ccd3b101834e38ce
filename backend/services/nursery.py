"""Child processes that start within milliseconds, forked by one that has loaded everything.

The other end of `forks`. A child is held on as short a lead as those of `process`: a group
of its own, limits, no environment; and leaving `started` in any way leaves none behind.
"""

import asyncio
import contextlib
import itertools
import json
import os
import signal
import socket
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from backend.services.forks import MESSAGE_BYTES
from backend.services.process import (
    ENVIRONMENT,
    LINE_BYTES,
    TERMINATION_SECONDS,
    ProcessLimits,
    python_module,
)

FORKS = "backend.services.forks"


class Child:
    """One forked child."""

    def __init__(self, stdout: "_Pipe", stderr: "_Pipe") -> None:
        self.stdout: asyncio.StreamReader | None = stdout.reader
        self.stderr: asyncio.StreamReader | None = stderr.reader
        self._ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    @property
    def ended(self) -> bool:
        """Whether there is nothing to end any more."""
        return self._ended.done()

    def end(self, status: int) -> None:
        """Note how it ended."""
        if not self._ended.done():
            self._ended.set_result(status)

    async def wait(self) -> int:
        """Wait for its end and return how it was: as `subprocess` tells it."""
        # A waiter that gives up must not take the news from the next one.
        return await asyncio.shield(self._ended)


class Nursery:
    """Starts children that run ``main(arguments)`` of a module; for one event loop."""

    def __init__(self, module: str) -> None:
        self._module = module
        self._children: dict[int, Child] = {}
        self._ids = itertools.count()
        self._channel: socket.socket | None = None
        self._parent: asyncio.subprocess.Process | None = None
        self._starting = asyncio.Lock()

    @contextlib.asynccontextmanager
    async def started(
        self, arguments: Sequence[str], limits: ProcessLimits, folder: Path
    ) -> AsyncIterator[Child]:
        """Start a child in `folder`, and end it at the latest with this context."""
        async with self._starting:
            if self._channel is None:
                self._channel = await self._prepared()
        number = next(self._ids)
        stdout, stderr = await _Pipe.opened(), await _Pipe.opened()
        child = self._children[number] = Child(stdout, stderr)
        task = {
            "id": number,
            "arguments": list(arguments),
            "limits": [
                limits.nice,
                limits.memory_bytes,
                limits.cpu_seconds,
                limits.output_bytes,
            ],
            "folder": str(folder),
        }
        try:
            try:
                await self._send(task, [stdout.entrance, stderr.entrance])
            finally:
                os.close(stdout.entrance)
                os.close(stderr.entrance)
            yield child
        finally:
            try:
                await self._ended(number, child)
            finally:
                stdout.transport.close()
                stderr.transport.close()

    async def close(self) -> None:
        """End all children, and the process that makes them."""
        if self._parent is not None:
            self._forget()
            await self._parent.wait()

    async def _prepared(self) -> socket.socket:
        own, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        own.setblocking(False)
        with its:
            self._parent = await asyncio.create_subprocess_exec(
                *python_module(FORKS, str(its.fileno()), self._module),
                stdin=asyncio.subprocess.DEVNULL,
                pass_fds=[its.fileno()],
                env=ENVIRONMENT,
                start_new_session=True,
            )
        asyncio.get_running_loop().add_reader(own, self._hear)
        return own

    async def _send(self, message: dict[str, object], streams: Sequence[int] = ()) -> None:
        assert self._channel is not None
        content = json.dumps(message).encode()
        if len(content) > MESSAGE_BYTES:
            raise ValueError("a task that is too long to be told")
        while True:
            try:
                socket.send_fds(self._channel, [content], streams)
                return
            except BlockingIOError:
                await asyncio.sleep(0.01)

    def _hear(self) -> None:
        assert self._channel is not None
        try:
            content = self._channel.recv(MESSAGE_BYTES)
        except BlockingIOError:
            return
        except OSError:
            content = b""
        if not content:
            # It died, and the children with it; the next task finds a new one.
            self._forget()
            return
        told = json.loads(content)
        if child := self._children.get(told["id"]):
            child.end(told["status"])

    def _forget(self) -> None:
        if self._channel is not None:
            asyncio.get_running_loop().remove_reader(self._channel)
            self._channel.close()
            self._channel = None
        for child in self._children.values():
            child.end(-signal.SIGKILL)

    async def _ended(self, number: int, child: Child) -> None:
        try:
            if not child.ended:
                await self._signal(number, signal.SIGTERM)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(child.wait(), TERMINATION_SECONDS)
        finally:
            if not child.ended:
                await self._signal(number, signal.SIGKILL)
            await child.wait()
            del self._children[number]

    async def _signal(self, number: int, which: signal.Signals) -> None:
        if self._channel is not None:
            with contextlib.suppress(OSError):
                await self._send({"id": number, "signal": int(which)})


@dataclass(frozen=True)
class _Pipe:
    reader: asyncio.StreamReader
    transport: asyncio.BaseTransport
    entrance: int  # the end that the child writes into

    @classmethod
    async def opened(cls) -> "_Pipe":
        outlet, entrance = os.pipe()
        reader = asyncio.StreamReader(limit=LINE_BYTES)
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(outlet, "rb", 0)
        )
        return cls(reader, transport, entrance)
