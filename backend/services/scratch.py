"""Scratch folders: one per call, always removed, also those of a process that was killed."""

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from backend.services.failures import limit_reached

LOCK = "in-use.lock"


class Scratch:
    """The folder of one running service, with one folder per call inside.

    The service holds a file lock in its folder for as long as it lives. A folder
    whose lock is free belonged to a service that was killed, and is swept away.
    """

    def __init__(self, parent: Path, reserve_bytes: int) -> None:
        parent.mkdir(parents=True, exist_ok=True)
        _sweep(parent)
        self._reserve_bytes = reserve_bytes
        self.folder = Path(tempfile.mkdtemp(prefix="service-", dir=parent))
        self._lock = os.open(self.folder / LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)

    @contextlib.contextmanager
    def call_folder(self) -> Iterator[Path]:
        """Make a folder that is gone, with all its contents, when the call is over."""
        folder = Path(tempfile.mkdtemp(prefix="call-", dir=self.folder))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def require_space(self, needed_bytes: int) -> None:
        """Raise `MediaFailure` DISK_FULL unless `needed_bytes` fit beside the reserve."""
        if shutil.disk_usage(self.folder).free < needed_bytes + self._reserve_bytes:
            raise limit_reached("DISK_FULL", "There is not enough free disk space for this.")

    def close(self) -> None:
        """Remove the service's folder."""
        shutil.rmtree(self.folder, ignore_errors=True)
        os.close(self._lock)


def _sweep(parent: Path) -> None:
    for folder in parent.glob("service-*"):
        try:
            lock = os.open(folder / LOCK, os.O_RDWR | os.O_CLOEXEC)
        except OSError:
            continue  # just being made, or just being removed
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)
