"""The ffmpeg binary, always started in a way that hostile input cannot use."""

import shutil
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg

from backend.services import process
from backend.services.process import Finished, ProcessLimits
from backend.services.whitelist import INPUT_FORMATS, MAX_PIXELS
from config import ConfigurationError

BEFORE_INPUT = (
    *("-protocol_whitelist", "file,pipe"),
    *("-format_whitelist", INPUT_FORMATS),
    *("-max_pixels", str(MAX_PIXELS)),
    *("-threads", "2"),
)
QUIET = ("-hide_banner", "-nostdin", "-nostats", "-loglevel", "level+warning", "-y")
PROGRESS_PERIOD_SECONDS = 0.5
PROGRESS = ("-progress", "pipe:1", "-stats_period", str(PROGRESS_PERIOD_SECONDS))


@dataclass(frozen=True)
class Position:
    """How far a running command has come."""

    seconds: float  # of media time written
    speed: float  # times realtime; 0: unknown


OnPosition = Callable[[Position], Awaitable[None]]


class Ffmpeg:
    """One ffmpeg binary."""

    def __init__(self, binary: str = "") -> None:
        """Use `binary`, or the one that imageio-ffmpeg ships when it is empty.

        Raises `ConfigurationError` when there is no such program.
        """
        found = shutil.which(binary or imageio_ffmpeg.get_ffmpeg_exe())
        if found is None:
            raise ConfigurationError(f"FFMPEG={binary!r} is not a program that can be run")
        self.binary = found

    async def run(
        self,
        source: Path,
        before_input: Sequence[str],
        output: Sequence[str],
        *,
        limits: ProcessLimits,
        folder: Path,
        on_position: OnPosition,
    ) -> Finished:
        """Read `source` with the options `before_input`; `output` ends with the output file.

        Raises `MediaFailure` when a limit was met. Note that a corrupt source ends with
        return code 0 as well: the caller has to compare what came out.
        """
        command = self.command(source, (*PROGRESS, *before_input), output)
        return await process.run(command, limits, folder, _ProgressReader(on_position))

    def command(
        self, source: Path, before_input: Sequence[str], output: Sequence[str]
    ) -> list[str]:
        """Return the command line that `run` runs, without reports of progress."""
        guarded = (*BEFORE_INPUT, *before_input, "-i", f"file:{source}")
        return [self.binary, *QUIET, *guarded, *output]


class _ProgressReader:
    """Reads the blocks of key=value lines that ``-progress`` writes."""

    def __init__(self, on_position: OnPosition) -> None:
        self._on_position = on_position
        self._started = time.monotonic()
        self._seconds = 0.0

    async def __call__(self, line: str) -> None:
        key, _, value = line.partition("=")
        if key == "out_time_us" and value.lstrip("-").isdigit():
            self._seconds = max(0.0, int(value) / 1e6)
        elif key == "progress":
            # ffmpeg's own `speed` is the same quotient, but N/A in the beginning.
            elapsed = time.monotonic() - self._started
            await self._on_position(Position(self._seconds, self._seconds / max(elapsed, 1e-3)))
