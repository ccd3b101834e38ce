"""Has child processes make what is written to a file."""

import json
import logging
from pathlib import Path
from typing import Any

from backend.services import log, process
from backend.services.failures import MediaFailure
from backend.services.process import ProcessLimits, python_module


async def run(
    module: str, arguments: list[str], output: Path, folder: Path, limits: ProcessLimits
) -> dict[str, Any]:
    """Return what the child `module` tells in its last line, once `output` is written.

    Raises `MediaFailure` DAMAGED where it could not.
    """
    answer: list[str] = []

    async def remember(line: str) -> None:
        answer[:] = [line]

    command = python_module(module, *arguments, str(output))
    finished = await process.run(command, limits, folder, remember)
    if finished.returncode != 0 or not output.exists():
        log.event(
            "preview_died",
            logging.WARNING,
            module=module,
            returncode=finished.returncode,
            stderr=finished.stderr_tail,
        )
        raise MediaFailure("DAMAGED", "No picture of this file could be read.")
    told: dict[str, Any] = json.loads(answer[-1]) if answer else {}
    return told
