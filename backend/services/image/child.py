"""Has child processes do what touches files: the service itself never opens one."""

import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import grpc

from backend.services import log, process
from backend.services.failures import MediaFailure, limit_reached
from backend.services.image.formats import MAX_PAGES, MAX_PIXELS, MAX_SVG_BYTES
from backend.services.image.picture import Picture
from backend.services.image.recipe import Recipe
from backend.services.image.screening import Screen
from backend.services.nursery import Nursery
from backend.services.process import Finished, ProcessLimits

TASKS = "backend.services.image.engine.tasks"

UNFIT = grpc.StatusCode.FAILED_PRECONDITION
LIMIT = grpc.StatusCode.RESOURCE_EXHAUSTED
FAILURES = {
    "NOT_MEDIA": (UNFIT, "This is not a picture of a known format."),
    "DAMAGED": (UNFIT, "The file is damaged or incomplete: no picture could be read."),
    "UNSUPPORTED": (UNFIT, "Pictures of this kind cannot be read."),
    "TOO_MANY_PIXELS": (
        LIMIT,
        f"The picture is larger than {MAX_PIXELS // 10**6} megapixels, all pages together.",
    ),
    "TOO_MANY_PAGES": (LIMIT, f"The file has more than {MAX_PAGES} pages or frames."),
    "DRAWING_TOO_LARGE": (LIMIT, f"The drawing is larger than {MAX_SVG_BYTES // 2**20} MiB."),
    "CANNOT_FIT": (UNFIT, "The picture cannot be made that small."),
}
# How GLib and libvips tell that there is no memory left, before they end the process.
MEMORY_WORDS = ("failed to allocate", "out of memory", "unable to allocate", "malloc")

OnProgress = Callable[[float], Awaitable[None]]


@dataclass(frozen=True)
class Made:
    """A finished result, as the child told of it."""

    picture: Picture
    quality: int  # 0: the format has none
    made_smaller: bool  # to fit into the bytes that were asked for
    tried_bytes: int  # of the result in its own format, if a screen shows that; 0: not tried
    damaged: bool  # the source is: a part may be missing


class Engine:
    """What opens files, each in a child process of its own."""

    def __init__(self) -> None:
        self._nursery = Nursery(TASKS)

    async def close(self) -> None:
        """End what is running."""
        await self._nursery.close()

    async def inspect(self, source: Path, folder: Path, limits: ProcessLimits) -> Picture:
        """Return what `source` is. Raises `MediaFailure` with a code of `FAILURES`."""
        told = await self._told({"source": str(source)}, folder, limits, _ignored)
        return Picture.from_json(told["picture"])

    async def develop(
        self,
        source: Path,
        recipe: Recipe,
        output: Path,
        limits: ProcessLimits,
        *,
        others: Sequence[Path] = (),
        screen: Screen | None = None,
        on_progress: OnProgress | None = None,
    ) -> Made:
        """Make `output` from `source` and, for several, `others`. Raises `MediaFailure`.

        With `screen`, the first page is made for one, fast.
        """
        task = {
            "source": str(source),
            "recipe": asdict(recipe),
            "output": str(output),
            "others": [str(path) for path in others],
            "screen": asdict(screen) if screen else None,
        }
        told = await self._told(task, output.parent, limits, on_progress or _ignored)
        picture = Picture.from_json(told.pop("picture"))
        return Made(picture=picture, **told)

    async def _told(
        self, task: dict[str, Any], folder: Path, limits: ProcessLimits, on_progress: OnProgress
    ) -> dict[str, Any]:
        answer: dict[str, Any] = {}

        async def listen(line: str) -> None:
            told: dict[str, Any] = json.loads(line)
            if "progress" in told:
                await on_progress(told["progress"])
            else:
                answer.update(told)

        starting = self._nursery.started([json.dumps(task)], limits, folder)
        finished = await process.followed(starting, limits, listen)
        if finished.returncode != 0 or not answer:
            raise _death(finished, limits)
        if code := answer.get("failure"):
            status, message = FAILURES[code]
            raise MediaFailure(code, message, status)
        return answer


def _death(finished: Finished, limits: ProcessLimits) -> MediaFailure:
    log.event(
        "engine_died",
        logging.WARNING,
        returncode=finished.returncode,
        stderr=finished.stderr_tail,
    )
    if any(words in finished.stderr_tail.lower() for words in MEMORY_WORDS):
        mebibytes = limits.memory_bytes // 2**20
        return limit_reached(
            "MEMORY_LIMIT", f"This needs more memory than the {mebibytes} MiB allowed."
        )
    status, message = FAILURES["DAMAGED"]
    return MediaFailure("DAMAGED", message, status)


async def _ignored(_: float) -> None:
    pass
