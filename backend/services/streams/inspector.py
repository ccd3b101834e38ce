"""Asks child processes what a file is: the service itself never opens one."""

import json
import logging
from pathlib import Path
from typing import Any

from backend.services import log, process
from backend.services.failures import MediaFailure
from backend.services.process import ProcessLimits, python_module
from backend.services.streams.probed import Probed

PROBING = "backend.services.streams.probing"

FAILURES = {
    "NOT_MEDIA": "This is not a video or audio file.",
    "TRUNCATED": "The file ends too early: it was not copied or recorded completely.",
    "DAMAGED": "The file is damaged.",
    "UNSUPPORTED": "Files of this format cannot be read.",
}


async def inspect(source: Path, folder: Path, limits: ProcessLimits) -> Probed:
    """Return what `source` is. Raises `MediaFailure` with a code of `FAILURES`."""
    told = await asked(PROBING, [str(source)], folder, limits)
    return Probed.from_json(told["probed"])


async def asked(
    module: str, arguments: list[str], folder: Path, limits: ProcessLimits
) -> dict[str, Any]:
    """Return what the child `module` answers, its last line of JSON.

    Raises `MediaFailure`, with a code of `FAILURES` where the child told one.
    """
    answer: list[str] = []

    async def remember(line: str) -> None:
        answer.append(line)

    finished = await process.run(python_module(module, *arguments), limits, folder, remember)
    if finished.returncode != 0 or not answer:
        log.event(
            "probing_died",
            logging.WARNING,
            returncode=finished.returncode,
            stderr=finished.stderr_tail,
        )
        raise MediaFailure("NOT_MEDIA", "This file cannot be read.")
    told: dict[str, Any] = json.loads(answer[-1])
    if code := told.get("failure"):
        raise MediaFailure(code, FAILURES[code])
    return told
