"""Asks child processes what a file is: the service itself never opens one."""

import json
import logging
from pathlib import Path

from backend.services import log, process
from backend.services.failures import MediaFailure
from backend.services.process import ProcessLimits, python_module
from backend.services.video.probed import Probed

PROBING = "backend.services.video.probing"

FAILURES = {
    "NOT_MEDIA": "This is not a video or audio file.",
    "TRUNCATED": "The file ends too early: it was not copied or recorded completely.",
    "DAMAGED": "The file is damaged and cannot be cut.",
    "UNSUPPORTED": "Files of this format cannot be read.",
}


async def inspect(
    source: Path,
    folder: Path,
    limits: ProcessLimits,
    cut_seconds: tuple[float, float] | None = None,
) -> Probed:
    """Return what `source` is, and how it can be cut from and to `cut_seconds`.

    Raises `MediaFailure` with a code of `FAILURES`.
    """
    answer: list[str] = []

    async def remember(line: str) -> None:
        answer.append(line)

    command = python_module(PROBING, str(source), *map(str, cut_seconds or ()))
    finished = await process.run(command, limits, folder, remember)
    if finished.returncode != 0 or not answer:
        log.event(
            "probing_died",
            logging.WARNING,
            returncode=finished.returncode,
            stderr=finished.stderr_tail,
        )
        raise MediaFailure("NOT_MEDIA", "This file cannot be read.")
    told = json.loads(answer[-1])
    if code := told.get("failure"):
        raise MediaFailure(code, FAILURES[code])
    return Probed.from_json(told["probed"])
