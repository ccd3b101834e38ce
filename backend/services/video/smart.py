"""Runs the smart cut as a child process and listens to its lines of JSON."""

import json
import logging
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypedDict

from backend.protos.media.v1 import media_pb2
from backend.services import log, process
from backend.services.failures import MediaFailure
from backend.services.ffmpeg import PROGRESS_PERIOD_SECONDS
from backend.services.messages import fact, warning
from backend.services.process import python_module
from backend.services.servicer import Job
from backend.services.video.planning import Plan

SMART_CUT = "backend.services.video.smart_cut"
UNSUPPORTED_EXIT_CODE = 3
# The estimate is of an idle machine; a busy one is given time.
PATIENCE_SECONDS = 60.0
PATIENCE = 4.0


class SmartCutFailedError(Exception):
    """The file cannot be cut this way; `message` says why in plain words."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


@dataclass(frozen=True)
class SmartCutDone:
    """How many pictures were copied and how many encoded."""

    frames_copied: int
    frames_encoded: int

    @property
    def method(self) -> str:
        """What it came to: a short cut may lie between two keyframes, or on them."""
        if not self.frames_copied:
            return "encode"
        return "smart" if self.frames_encoded else "copy"

    @property
    def facts(self) -> tuple[media_pb2.Fact, ...]:
        """What people are told of it."""
        return (
            fact("frames_copied", "Pictures copied", self.frames_copied),
            fact("frames_encoded", "Pictures encoded", self.frames_encoded),
        )


async def run_smart_cut(source: Path, output: Path, plan: Plan, job: Job) -> SmartCutDone:
    """Cut the segments of `plan` out of `source` into `output`.

    Returns what was done; what the cutter warns of is reported. Raises
    `SmartCutFailedError`, after which the caller encodes, and `MediaFailure` when a
    limit was met.
    """
    listener = _Listener(plan, job)
    segments = json.dumps(plan.segments)
    arguments = [str(source), str(output), "--segments", segments]
    command = python_module(SMART_CUT, *arguments)
    limits = replace(job.limits, seconds=_worthwhile_seconds(plan, job))
    try:
        finished = await process.run(command, limits, job.folder, listener)
    except MediaFailure as failure:
        if failure.code == "TIME_LIMIT" and limits.seconds < job.limits.seconds:
            raise SmartCutFailedError("slow", "The exact cut took too long.") from failure
        raise
    if finished.returncode == 0 and listener.report is not None:
        for sentence in listener.report["warnings"]:
            event = media_pb2.ConvertEvent(warning=warning("cut_note", sentence))
            await job.report(event)
        return SmartCutDone(listener.report["frames_copied"], listener.report["frames_encoded"])
    if finished.returncode == UNSUPPORTED_EXIT_CODE and listener.unsupported is not None:
        raise listener.unsupported
    log.event(
        "smart_cut_died",
        logging.ERROR,
        returncode=finished.returncode,
        stderr=finished.stderr_tail,
    )
    raise SmartCutFailedError("died", "The exact cut did not succeed.")


def _worthwhile_seconds(plan: Plan, job: Job) -> float:
    """Return after how long encoding everything would have been the better way."""
    assert plan.fallback is not None
    patience = PATIENCE_SECONDS + PATIENCE * plan.fallback.estimated_seconds
    return min(job.limits.seconds, patience)


class _Report(TypedDict):
    frames_copied: int
    frames_encoded: int
    warnings: list[str]


class _Listener:
    def __init__(self, plan: Plan, job: Job) -> None:
        self._plan = plan
        self._job = job
        self._started = time.monotonic()
        self._told = self._started
        self.report: _Report | None = None
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
        now = time.monotonic()
        if now - self._told < PROGRESS_PERIOD_SECONDS:
            return
        self._told = now
        elapsed = now - self._started
        progress = media_pb2.Progress(
            fraction=fraction,
            speed=fraction * self._plan.expected_seconds / max(elapsed, 1e-3),
            remaining_seconds=elapsed * (1 - fraction) / fraction if fraction > 0 else 0.0,
            stage="copying" if self._plan.whole_groups else "cutting",
        )
        await self._job.report(media_pb2.ConvertEvent(progress=progress))
