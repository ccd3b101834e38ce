"""A process that is ready before it is needed: ``python -m backend.services.forks FD MODULE``.

It imports MODULE, with all the libraries that take long to load, and waits at the socket
FD. For each task it forks a child, which has nothing to load any more, and which lives for
this one task, under limits of its own: files of strangers never meet each other, nor this
process, which opens none.

Messages are JSON. In comes a task (`id`, `arguments`, `limits`, `folder`, and as ancillary
data where stdout and stderr go) or a `signal` for one; out goes how a task ended (`id`,
`status`). See `nursery` for the other end. A process may be forked safely while it has
a single thread: MODULE must not start any when it is imported.
"""

import contextlib
import ctypes
import importlib
import json
import os
import selectors
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from typing import Any, NoReturn

from backend.services.launch import PR_SET_PDEATHSIG, restrain

# More than this process ever has open: one for each child that is being started, and a few.
OPEN_FILES = 256
# Tasks name files; a hundred long names are far less.
MESSAGE_BYTES = 128 * 1024

Main = Callable[[list[str]], int]


class Forks:
    """The children, by process and by task."""

    def __init__(self, channel: socket.socket, main: Main) -> None:
        self._channel = channel
        self._main = main
        self._tasks: dict[int, int] = {}

    def obey(self) -> bool:
        """Take one message; false when nobody is there any more."""
        message, streams, *_ = socket.recv_fds(self._channel, MESSAGE_BYTES, 2)
        if not message:
            return False
        task: dict[str, Any] = json.loads(message)
        if "signal" in task:
            self._send_signal(task["id"], task["signal"])
            return True
        parent = os.getpid()
        child = os.fork()
        if child == 0:
            self._become(task, streams, parent)
        for stream in streams:
            os.close(stream)
        self._tasks[child] = task["id"]
        return True

    def reap(self) -> None:
        """Tell how those children ended that did."""
        peek = os.WEXITED | os.WNOHANG | os.WNOWAIT
        with contextlib.suppress(ChildProcessError):
            while ended := os.waitid(os.P_ALL, 0, peek):
                child = ended.si_pid
                # Whatever it started goes with it, while its id cannot be another's yet.
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(child, signal.SIGKILL)
                _, status = os.waitpid(child, 0)
                told = {"id": self._tasks.pop(child), "status": os.waitstatus_to_exitcode(status)}
                self._channel.send(json.dumps(told).encode())

    def end(self) -> None:
        """End all children."""
        for task in list(self._tasks.values()):
            self._send_signal(task, signal.SIGKILL)

    def _send_signal(self, task: int, number: int) -> None:
        # Only this process takes leave of its children, so none of these ids is another's yet.
        for child in (child for child, its in self._tasks.items() if its == task):
            # Before it leads a group of its own, there is only itself.
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, number)
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(child, number)

    def _become(self, task: dict[str, Any], streams: list[int], parent: int) -> NoReturn:
        code = 1
        try:
            os.setsid()
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            nothing = os.open(os.devnull, os.O_RDONLY)
            for number, stream in enumerate((nothing, *streams)):
                os.dup2(stream, number)
            # The channel above all: whoever holds it could have anything forked.
            os.closerange(3, OPEN_FILES)
            nice, memory_bytes, cpu_seconds, file_bytes = task["limits"]
            restrain(nice, memory_bytes, cpu_seconds, file_bytes, parent)
            os.chdir(task["folder"])
            code = self._main(task["arguments"])
        except SystemExit as leaving:
            code = leaving.code if isinstance(leaving.code, int) else 1
        except BaseException:
            traceback.print_exc()
        finally:
            with contextlib.suppress(OSError):
                sys.stdout.flush()
                sys.stderr.flush()
            os._exit(code)


def main(arguments: list[str]) -> int:
    """Serve the socket with the number in `arguments` until its other end is closed."""
    number, module = int(arguments[0]), arguments[1]
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    channel = socket.socket(fileno=number)
    forks = Forks(channel, importlib.import_module(module).main)
    waking, wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    with selectors.DefaultSelector() as waiting:
        waiting.register(channel, selectors.EVENT_READ)
        waiting.register(waking, selectors.EVENT_READ)
        while True:
            ready = {key.fileobj for key, _ in waiting.select()}
            if waking in ready:
                os.read(waking, 4096)
            forks.reap()
            if channel in ready and not forks.obey():
                forks.end()
                return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
