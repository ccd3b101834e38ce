"""Carries out a plan: runs what it needs, reports, and looks at what came out."""

import logging
from dataclasses import dataclass, replace
from pathlib import Path

from backend.protos.media.v1 import media_pb2
from backend.services import log
from backend.services.failures import MediaFailure
from backend.services.ffmpeg import Ffmpeg, Position
from backend.services.messages import warning
from backend.services.process import ProcessLimits
from backend.services.servicer import Job, Product
from backend.services.streams import messages
from backend.services.streams.outcome import NoResultError, damage, probed_result, progress
from backend.services.streams.probed import Probed
from backend.services.video.planning import Plan
from backend.services.video.smart import SmartCutDone, SmartCutFailedError, run_smart_cut

# Of the time that a GIF takes, how much goes into making the pictures small.
REDUCTION_PART = 0.8


@dataclass(frozen=True)
class _Run:
    """One run of ffmpeg, and which part of the whole progress it is."""

    source: Path
    before_input: tuple[str, ...]
    options: tuple[str, ...]
    output: Path
    begun: float = 0.0
    part: float = 1.0


class Execution:
    """One plan, being carried out for one job."""

    def __init__(self, ffmpeg: Ffmpeg, source: Path, job: Job, quick: ProcessLimits) -> None:
        self._ffmpeg = ffmpeg
        self._source = source
        self._job = job
        self._quick = quick
        self._errors = 0
        self._smart: SmartCutDone | None = None

    async def run(self, plan: Plan) -> Product:
        """Carry out `plan`, or its fallback. Raises `MediaFailure`."""
        try:
            output = await self._made(plan)
            probed = await probed_result(output, self._job.folder, self._quick, plan.lead_seconds)
        except (NoResultError, SmartCutFailedError) as error:
            log.event("attempt_failed", logging.WARNING, method=plan.method, reason=str(error))
            if plan.fallback is None:
                raise MediaFailure(
                    "DAMAGED", "The file is damaged: nothing could be read."
                ) from error
            self._output(plan).unlink(missing_ok=True)
            self._smart = None
            await self._warn_of_fallback(plan, plan.fallback, error)
            return await self.run(plan.fallback)
        await self._warn_of_damage(plan, probed)
        result = media_pb2.ConvertResult(
            extension=plan.target.name,
            media=messages.media(probed),
            method=self._smart.method if self._smart else plan.method,
            facts=(
                *plan.facts(probed.picture_seconds),
                *(self._smart.facts if self._smart else ()),
            ),
        )
        return Product(output, result)

    def _output(self, plan: Plan) -> Path:
        return self._job.folder / f"result-{plan.method}.{plan.target.name}"

    async def _made(self, plan: Plan) -> Path:
        output = self._output(plan)
        self._errors = 0
        if plan.segment is not None:
            self._smart = await run_smart_cut(self._source, output, plan, self._job)
            return output

        if plan.reduction:
            reduced = self._job.folder / "reduced.mkv"
            reducing = _Run(self._source, plan.before_input, plan.reduction, reduced)
            await self._encoded(plan, replace(reducing, part=REDUCTION_PART))
            colouring = _Run(reduced, (), plan.options, output, begun=REDUCTION_PART)
            await self._encoded(plan, replace(colouring, part=1 - REDUCTION_PART))
        else:
            await self._encoded(plan, _Run(self._source, plan.before_input, plan.options, output))
        return output

    async def _encoded(self, plan: Plan, run: _Run) -> None:
        stage = "copying" if plan.method == "copy" else "encoding"

        async def on_position(position: Position) -> None:
            event = progress(position, plan.expected_seconds, stage, run.begun, run.part)
            await self._job.report(event)

        finished = await self._ffmpeg.run(
            run.source,
            run.before_input,
            (*run.options, f"file:{run.output}"),
            limits=self._job.limits,
            folder=self._job.folder,
            on_position=on_position,
        )
        self._errors += finished.errors
        if finished.returncode != 0:
            raise NoResultError(finished.stderr_tail)

    async def _warn_of_damage(self, plan: Plan, made: Probed) -> None:
        errors_told = bool(self._errors) and plan.errors_tell and plan.method == "encode"
        told = damage(plan.expected_seconds, made.duration_seconds, errors_told)
        if told:
            await self._job.report(media_pb2.ConvertEvent(warning=told))

    async def _warn_of_fallback(self, plan: Plan, fallback: Plan, error: Exception) -> None:
        reason = f" {error.message}" if isinstance(error, SmartCutFailedError) else ""
        told = warning(plan.fallback_code, f"Everything was encoded again.{reason}")
        for each in (told, *(new for new in fallback.warnings if new not in plan.warnings)):
            await self._job.report(media_pb2.ConvertEvent(warning=each))
