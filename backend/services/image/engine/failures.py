"""Why a picture cannot be read or made: codes that the service turns into sentences."""

import errno
import os


class UnfitError(Exception):
    """The argument is one of the codes in `backend.services.image.child.FAILURES`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def require_resources(error: Exception) -> None:
    """End the process the way `backend.services.process` knows, if a limit is behind `error`.

    libvips has no codes for what went wrong, only texts.
    """
    text = str(error).lower()
    # The stack of a thread is memory, too.
    if isinstance(error, MemoryError) or "out of memory" in text or "creating thread" in text:
        raise MemoryError from error
    if getattr(error, "errno", None) == errno.ENOSPC or os.strerror(errno.ENOSPC).lower() in text:
        raise SystemExit(256 - errno.ENOSPC) from error
