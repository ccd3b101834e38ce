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


@dataclass(frozen=True)
class Input:
    """A file that a command reads besides its first, with the options before it."""

    path: Path
    options: tuple[str, ...] = ()


OnPosition = Callable[[Position], Awaitable[None]]


async def _unseen(position: Position) -> None:
    """Nobody is told how far it has come."""


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
        on_position: OnPosition = _unseen,
        others: Sequence[Input] = (),
        through: Sequence[str] = (),
    ) -> Finished:
        """Read `source` with the options `before_input`; `output` ends with the output file.

        `others` are read besides it. `through` is a command that is given ffmpeg's as
        arguments, and runs it.

        Raises `MediaFailure` when a limit was met. Note that a corrupt source ends with
        return code 0 as well: the caller has to compare what came out.
        """
        command = self.command(source, (*PROGRESS, *before_input), output, others)
        return await process.run([*through, *command], limits, folder, _ProgressReader(on_position))

    def command(
        self,
        source: Path,
        before_input: Sequence[str],
        output: Sequence[str],
        others: Sequence[Input] = (),
    ) -> list[str]:
        """Return the command line that `run` runs, without reports of progress."""
        guarded = [
            part
            for each in (Input(source, tuple(before_input)), *others)
            for part in (*BEFORE_INPUT, *each.options, "-i", f"file:{each.path}")
        ]
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
            # Tracks are written in turns: what one has reached, the next may not have.
            self._seconds = max(self._seconds, int(value) / 1e6)
        elif key == "progress":
            # ffmpeg's own `speed` is the same quotient, but N/A in the beginning.
            elapsed = time.monotonic() - self._started
            await self._on_position(Position(self._seconds, self._seconds / max(elapsed, 1e-3)))
