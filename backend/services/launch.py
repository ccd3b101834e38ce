"""Start a program under limits: ``launch.py NICE MEMORY CPU FILE PARENT PROGRAM ARGUMENT...``.

Run as a script by a bare interpreter (`python -I -S`, 16 ms). It sets the limits
on itself and then becomes the program. The obvious alternative, a `preexec_fn`,
runs Python between fork and exec of a process with threads, where a lock held by
another thread is held for ever; setting limits from outside after the start
would leave a moment without any.
"""

import contextlib
import ctypes
import os
import resource
import signal
import sys

PR_SET_PDEATHSIG = 1  # linux/prctl.h
PR_CAPBSET_DROP = 24
CAP_SYS_NICE = 23  # linux/capability.h


def _limit(kind: int, amount: int) -> None:
    _, hard = resource.getrlimit(kind)
    amount = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
    resource.setrlimit(kind, (amount, amount))


def renounce_real_time() -> None:
    """See to it that no program started from here can put itself before all others.

    SVT-AV1 does, when root runs it: it is faster by a fifth then, and pages starve.
    """
    ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_SYS_NICE)


def restrain(nice: int, memory_bytes: int, cpu_seconds: int, file_bytes: int, parent: int) -> None:
    """Put this process under limits, and bind its life to that of `parent`."""
    # Dies with the service, also when that is killed and cannot clean up.
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit("the service is gone")
    renounce_real_time()
    _give_way(nice)
    _limit(resource.RLIMIT_AS, memory_bytes)
    _limit(resource.RLIMIT_CPU, cpu_seconds)
    _limit(resource.RLIMIT_FSIZE, file_bytes)
    _limit(resource.RLIMIT_CORE, 0)
    # Python ignores this signal, and ignoring is inherited: too large a file
    # shall end the program, not surprise it with an error it may overlook.
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)


def _give_way(nice: int) -> None:
    os.nice(nice)
    # Desktop kernels share time out between sessions, whatever is nice inside of one. This process
    # has begun its own, and a session is nice by a number of its own (sched(7), autogroup).
    with contextlib.suppress(OSError), open("/proc/self/autogroup", "w") as autogroup:  # noqa: PTH123
        autogroup.write(str(nice))


def main(arguments: list[str]) -> None:
    """Become the program named in `arguments`; does not return."""
    restrain(*(int(text) for text in arguments[:5]))
    os.execv(arguments[5], arguments[5:])  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    main(sys.argv[1:])
