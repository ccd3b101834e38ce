"""Where working copies of pictures are kept while people work on them."""

import asyncio
import contextlib
import hashlib
from pathlib import Path

# Some fifteen megabytes each: as many as people edit pictures at the same time.
MOST_COPIES = 16


class Copies:
    """A folder of working copies; those that were not asked for longest make room."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._used: dict[Path, None] = {}

    async def of(self, source: Path) -> Path:
        """Return where the working copy of `source` is, or is to be made."""
        # By content: the same file may be fetched to another place each time.
        digest = await asyncio.to_thread(_digest, source)
        path = self._folder / f"{digest}.v"
        self._folder.mkdir(exist_ok=True)
        self._used.pop(path, None)
        self._used[path] = None
        while len(self._used) > MOST_COPIES:
            oldest = next(iter(self._used))
            del self._used[oldest]
            with contextlib.suppress(FileNotFoundError):
                oldest.unlink()
        return path


def _digest(source: Path) -> str:
    with source.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
