"""Runs the smart cut as a child process and listens to its lines of JSON."""

import json
import logging
import time
from pathlib import Path

from backend.protos.media.v1 import media_pb2
from backend.services import log, process
from backend.services.process import python_module
from backend.services.servicer import Job

SMART_CUT = "backend.services.video.smart_cut"
UNSUPPORTED_EXIT_CODE = 3


class SmartCutFailedError(Exception):
    """The file cannot be cut this way; `message` says why in plain words."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


async def run_smart_cut(
    source: Path, output: Path, segment: tuple[float, float], job: Job
) -> dict[str, float]:
    """Cut `segment` (start and end in seconds) of `source` into `output`.

    Returns the numbers of the report. Raises `SmartCutFailedError`, after which the
    caller encodes, and `MediaFailure` when a limit was met.
    """
    listener = _Listener(job)
    command = python_module(
        SMART_CUT, str(source), str(output), "--segments", json.dumps([segment])
    )
    finished = await process.run(command, job.limits, job.folder, listener)
    if finished.returncode == 0 and listener.report is not None:
        return listener.report
    if finished.returncode == UNSUPPORTED_EXIT_CODE and listener.unsupported is not None:
        raise listener.unsupported
    log.event(
        "smart_cut_died",
        logging.ERROR,
        returncode=finished.returncode,
        stderr=finished.stderr_tail,
    )
    raise SmartCutFailedError("died", "")


class _Listener:
    def __init__(self, job: Job) -> None:
        self._job = job
        self._started = time.monotonic()
        self.report: dict[str, float] | None = None
        self.unsupported: SmartCutFailedError | None = None

    async def __call__(self, line: str) -> None:
        told = json.loads(line)
        if "progress" in told:
            await self._progress(float(told["progress"]))
        elif "report" in told:
            self.report = told["report"]
        elif "unsupported" in told:
            self.unsupported = SmartCutFailedError(**told["unsupported"])

    async def _progress(self, fraction: float) -> None:
        elapsed = time.monotonic() - self._started
        progress = media_pb2.Progress(
            fraction=fraction,
            remaining_seconds=elapsed * (1 - fraction) / fraction if fraction > 0 else 0.0,
            stage="cutting",
        )
        await self._job.report(media_pb2.ConvertEvent(progress=progress))
