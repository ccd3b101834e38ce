"""Carries out a plan: runs what it needs, reports, and looks at what came out."""

import asyncio
import logging
from dataclasses import dataclass, replace
from pathlib import Path

from backend.protos.media.v1 import media_pb2
from backend.services import log
from backend.services.failures import MediaFailure
from backend.services.ffmpeg import Ffmpeg, Input, Position
from backend.services.messages import warning
from backend.services.process import ProcessLimits
from backend.services.servicer import Job, Product
from backend.services.streams import loudness, messages
from backend.services.streams.outcome import NoResultError, damage, probed_result, progress
from backend.services.streams.probed import Probed
from backend.services.video import size_fitting
from backend.services.video.animation import probed_animation
from backend.services.video.edits import GAIN
from backend.services.video.encoding import require_few
from backend.services.video.planning import Plan
from backend.services.video.size_fitting import Fit
from backend.services.video.smart import SmartCutDone, SmartCutFailedError, run_smart_cut

# Of the time that fitting takes, how much goes into looking at the pictures before.
LOOKING_PART = 0.4
# Of the time that a GIF takes, how much goes into making the pictures small.
REDUCTION_PART = 0.8


@dataclass(frozen=True)
class _Run:
    """One run of ffmpeg, and which part of the whole progress it is."""

    source: Path
    before_input: tuple[str, ...]
    options: tuple[str, ...]
    output: Path
    others: tuple[Input, ...] = ()
    begun: float = 0.0
    part: float = 1.0


class Execution:
    """One plan, being carried out for one job."""

    def __init__(
        self, ffmpeg: Ffmpeg, source: Path, job: Job, quick: ProcessLimits, name: str = "result"
    ) -> None:
        """Work in the job's folder; `name` begins the names of the files that are made."""
        self._name = name
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
            probed = await self._probed(plan, output)
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

    async def _probed(self, plan: Plan, output: Path) -> Probed:
        if plan.target.name == "webp":
            return await asyncio.to_thread(probed_animation, output)
        return await probed_result(output, self._job.folder, self._quick, plan.lead_seconds)

    def _output(self, plan: Plan) -> Path:
        return self._job.folder / f"{self._name}-{plan.method}.{plan.target.name}"

    async def _made(self, plan: Plan) -> Path:
        output = self._output(plan)
        self._errors = 0
        if plan.segments:
            self._smart = await run_smart_cut(self._source, output, plan, self._job)
            return output

        require_few(plan)
        if plan.extraction:
            await self._extract(plan)
        if plan.metering:
            plan = await self._levelled(plan)
        if plan.fit:
            await self._fitted(plan, plan.fit, output)
            return output
        others = self._others(plan)
        if plan.reduction:
            reduced = self._job.folder / "reduced.mkv"
            reducing = _Run(self._source, plan.before_input, plan.reduction, reduced, others)
            await self._encoded(plan, replace(reducing, part=REDUCTION_PART))
            colouring = _Run(reduced, (), plan.options, output, begun=REDUCTION_PART)
            await self._encoded(plan, replace(colouring, part=1 - REDUCTION_PART))
        else:
            run = _Run(self._source, plan.before_input, plan.options, output, others)
            await self._written_once(plan, run)
        return output

    async def _written_once(self, plan: Plan, run: _Run) -> None:
        """Leave room for the index if it is worth it; move it to the front if that is too small."""
        if plan.index_room:
            room = ("-movflags", "-faststart", "-moov_size", str(plan.index_room))
            try:
                options = (*run.options[:-2], *room, *run.options[-2:])
                return await self._encoded(plan, replace(run, options=options))
            except NoResultError:
                pass
        return await self._encoded(plan, run)

    def _others(self, plan: Plan) -> tuple[Input, ...]:
        return tuple(Input(each.path or self._source, each.options) for each in plan.others)

    async def _extract(self, plan: Plan) -> None:
        finished = await self._ffmpeg.run(
            self._source,
            (),
            plan.extraction,
            limits=self._job.limits,
            folder=self._job.folder,
        )
        if finished.returncode != 0:
            raise MediaFailure("DAMAGED", "The subtitles of this file cannot be read.")

    async def _levelled(self, plan: Plan) -> Plan:
        """Return `plan` with the gain that its sound needs, which is measured here."""
        assert plan.target_lufs is not None
        finished = await self._ffmpeg.run(
            self._source,
            (*loudness.LISTENING, *plan.before_input),
            (*plan.metering, "-f", "null", "-"),
            limits=self._job.limits,
            folder=self._job.folder,
            others=self._others(plan),
        )
        try:
            gain = plan.target_lufs - loudness.read(finished.stderr_tail).integrated_lufs
        except MediaFailure as failure:
            told = warning("not_levelled", f"The volume stays as it is. {failure.message}")
            await self._job.report(media_pb2.ConvertEvent(warning=told))
            gain = 0.0
        filled = tuple(option.replace(GAIN, f"{gain:.2f}") for option in plan.options)
        return replace(plan, options=filled)

    async def _fitted(self, plan: Plan, fit: Fit, output: Path) -> None:
        """Make `output` as large as it may be: look at the pictures once, then encode."""
        run = _Run(self._source, plan.before_input, (), output, self._others(plan))
        log_file = ("-passlogfile", str(self._job.folder / "pass"))
        looking = (*_with_bps(plan.first_pass, fit.video_bps)[:-2], "-pass", "1", *log_file)
        first = replace(run, options=(*looking, "-an", "-sn", "-f", "null"), part=LOOKING_PART)
        await self._encoded(plan, replace(first, output=Path("-")))
        bps, best, last_bytes = fit.video_bps, output.with_name("best"), 0
        for attempt in range(size_fitting.MAX_ATTEMPTS):
            options = _with_bps(plan.options, bps)
            options = (*options[:-2], "-pass", "2", *log_file, *options[-2:])
            part = 1 - LOOKING_PART if not attempt else 0.0
            await self._encoded(
                plan, replace(run, options=options, begun=LOOKING_PART if part else 1.0, part=part)
            )
            size_bytes = output.stat().st_size
            fits = size_bytes <= fit.max_bytes
            if fits and (not best.exists() or size_bytes > best.stat().st_size):
                output.replace(best)
            used_well = fits and size_bytes >= fit.max_bytes * size_fitting.USED_WELL
            # Pictures as simple as these take no more, whatever they are given.
            takes_no_more = fits and size_bytes < last_bytes * size_fitting.GROWS
            if used_well or takes_no_more:
                break
            last_bytes = size_bytes if fits else 0
            bps = fit.next_bps(bps, size_bytes, plan.expected_seconds)
        if not best.exists():
            raise size_fitting.does_not_fit(fit.max_bytes)
        best.replace(output)

    async def _encoded(self, plan: Plan, run: _Run) -> None:
        stage = "copying" if plan.method == "copy" else "encoding"

        async def on_position(position: Position) -> None:
            event = progress(position, plan.expected_seconds, stage, run.begun, run.part)
            await self._job.report(event)

        finished = await self._ffmpeg.run(
            run.source,
            run.before_input,
            (*run.options, "-" if run.output == Path("-") else f"file:{run.output}"),
            limits=self._job.limits,
            folder=self._job.folder,
            on_position=on_position,
            others=run.others,
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


def _with_bps(options: tuple[str, ...], bps: int) -> tuple[str, ...]:
    return tuple(str(bps) if option == size_fitting.VIDEO_BPS else option for option in options)
