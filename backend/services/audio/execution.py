"""Carries out a plan: runs ffmpeg as often as it takes, and looks at what came out."""

import dataclasses
import json
import logging
from pathlib import Path

from backend.protos.media.v1 import media_pb2
from backend.services import log, process
from backend.services.audio import covers, fitting
from backend.services.audio.command import arguments
from backend.services.audio.planning import Plan, in_decibels
from backend.services.audio.splice import Splice
from backend.services.failures import MediaFailure
from backend.services.ffmpeg import Ffmpeg, Position
from backend.services.messages import warning
from backend.services.process import Finished, ProcessLimits, python_module
from backend.services.servicer import Job, Product
from backend.services.streams import loudness, messages
from backend.services.streams.loudness import Correction, Loudness
from backend.services.streams.outcome import NoResultError, damage, probed_result, progress
from backend.services.streams.probed import Probed

SPLICING = "backend.services.audio.splicing"
PACKETS = "backend.services.audio.packets"
# Of the time that making something louder takes, how much measuring takes before it.
MEASURING_PART = 0.2


class Execution:
    """One plan, being carried out for one job."""

    def __init__(self, ffmpeg: Ffmpeg, source: Path, job: Job, quick: ProcessLimits) -> None:
        self._ffmpeg = ffmpeg
        self._source = source
        self._job = job
        self._quick = quick
        self._errors = 0

    async def run(self, plan: Plan) -> Product:
        """Carry out `plan`, or what comes nearest. Raises `MediaFailure`."""
        self._errors = 0
        output = self._job.folder / f"result.{plan.target.extension}"
        try:
            facts = await self._made(plan, output)
            made = await probed_result(output, self._job.folder, self._quick)
        except NoResultError as error:
            log.event("attempt_failed", logging.WARNING, method=plan.method, reason=str(error))
            output.unlink(missing_ok=True)
            return await self.run(await self._instead(plan, error))
        await self._warn_of_damage(plan, made)
        result = media_pb2.ConvertResult(
            extension=plan.target.extension,
            media=messages.media(made),
            method=plan.method,
            facts=(*plan.facts, *facts),
        )
        return Product(output, result)

    async def _instead(self, plan: Plan, error: NoResultError) -> Plan:
        if plan.covers:
            # Pictures are as often damaged as sound, and never worth losing the sound for.
            await self._warn("cover_dropped", "The cover was dropped: it cannot be read.")
            fallback = plan.fallback and dataclasses.replace(plan.fallback, covers=())
            return dataclasses.replace(plan, covers=(), fallback=fallback)
        if plan.fallback is None:
            raise MediaFailure("DAMAGED", "The file is damaged: no sound could be read.") from error
        await self._warn("copy_not_possible", "The sound was encoded again.")
        return plan.fallback

    async def _made(self, plan: Plan, output: Path) -> tuple[media_pb2.Fact, ...]:
        comment = await self._comment(plan)
        if plan.target_lufs is not None:
            return await self._levelled(plan, plan.target_lufs, output, comment)
        await self._encoded(plan, output, comment)
        if plan.max_bytes:
            await self._fitted(plan, output, comment)
        return ()

    async def _comment(self, plan: Plan) -> Path | None:
        """Return the cover as a Vorbis comment, where the result takes it as one."""
        if plan.target.covers != "comment":
            return None
        picture, comment = self._job.folder / "cover", self._job.folder / "cover.txt"
        if plan.new_cover:
            covers.write_comment(plan.new_cover.track, plan.new_cover.path, comment)
            return comment
        if not plan.covers:
            return None
        await self._run(plan, (), (*covers.extraction(plan.covers[0]), f"file:{picture}"))
        if covers.write_comment(plan.covers[0], picture, comment):
            return comment
        raise NoResultError("the cover cannot be read")

    async def _encoded(
        self,
        plan: Plan,
        output: Path,
        comment: Path | None,
        *,
        extra: tuple[str, ...] = (),
        begun: float = 0.0,
        part: float = 1.0,
    ) -> None:
        joined = await self._joined(plan) if plan.splice and not plan.encoding else None
        options = (*arguments(plan, comment, extra, joined), f"file:{output}")
        through: tuple[str, ...] = ()
        if plan.splice and plan.encoding:
            through = (*python_module(SPLICING), self._order(plan.splice))
        finished = await self._run(
            plan, plan.before_input, options, begun=begun, part=part, through=through
        )
        self._errors = finished.errors
        if finished.returncode != 0:
            raise NoResultError(finished.stderr_tail)

    def _order(self, splice: Splice) -> str:
        """Return the order for a child; pieces of no file in particular are the source's."""
        own = str(self._source)
        pieces = [dataclasses.replace(each, source=each.source or own) for each in splice.pieces]
        return json.dumps(dataclasses.asdict(dataclasses.replace(splice, pieces=tuple(pieces))))

    async def _joined(self, plan: Plan) -> Path:
        """Copy the pieces of a sound in a row; raises `NoResultError`."""
        joined = self._job.folder / f"joined.{plan.target.extension}"
        assert plan.splice is not None
        told = (plan.target.muxer, str(plan.lead_frames), self._order(plan.splice))
        command = python_module(PACKETS, str(joined), *told)
        finished = await process.run(command, self._job.limits, self._job.folder)
        if finished.returncode != 0:
            raise NoResultError(finished.stderr_tail)
        return joined

    async def _run(
        self,
        plan: Plan,
        before_input: tuple[str, ...],
        options: tuple[str, ...],
        *,
        begun: float = 0.0,
        part: float = 0.0,
        source: Path | None = None,
        through: tuple[str, ...] = (),
    ) -> Finished:
        stage = "encoding" if plan.encoding else "copying"

        async def on_position(position: Position) -> None:
            if part:
                event = progress(position, plan.expected_seconds, stage, begun, part)
                await self._job.report(event)

        return await self._ffmpeg.run(
            source or self._source,
            before_input,
            options,
            limits=self._job.limits,
            folder=self._job.folder,
            on_position=on_position,
            through=through,
        )

    async def _fitted(self, plan: Plan, output: Path, comment: Path | None) -> None:
        """Encode again with less until `output` is as small as asked."""
        for _ in range(fitting.MAX_ROUNDS):
            size_bytes = output.stat().st_size
            if size_bytes <= plan.max_bytes:
                return
            plan = fitting.smaller(plan, size_bytes)
            await self._encoded(plan, output, comment)
        if output.stat().st_size > plan.max_bytes:
            raise fitting.does_not_fit(plan.max_bytes)

    async def _levelled(
        self, plan: Plan, target_lufs: float, output: Path, comment: Path | None
    ) -> tuple[media_pb2.Fact, ...]:
        """Encode with the gain that `target_lufs` needs; return what was measured."""
        mixing = plan.encoding.mixing if plan.encoding else ""
        before = await self._measured(plan, f"0:{plan.track.index}", mixing, MEASURING_PART)
        correction: Correction | None = Correction(target_lufs - before.integrated_lufs)
        after = before
        for _ in range(loudness.MAX_ROUNDS):
            if correction is None:
                break
            await self._encoded(
                plan,
                output,
                comment,
                extra=correction.filters,
                begun=MEASURING_PART,
                part=1 - MEASURING_PART,
            )
            after = await self._measured(plan, "0:a:0", "", 0.0, output)
            correction = loudness.next_correction(correction, after, target_lufs)
        if abs(after.integrated_lufs - target_lufs) > loudness.PROMISED_LU:
            message = f"It came to {after.integrated_lufs:.1f} LUFS: more would distort it."
            await self._warn("loudness_not_reached", message.replace("-", "−"))
        return (
            *_levels("before", "before", before),
            *_levels("after", "now", after),
        )

    async def _measured(
        self, plan: Plan, stream: str, mixing: str, part: float, source: Path | None = None
    ) -> Loudness:
        filters = ",".join(text for text in (mixing, loudness.METER) if text)
        options = ("-map", stream, "-filter:a", filters, *loudness.LISTENING, "-f", "null", "-")
        finished = await self._run(plan, (), options, part=part, source=source)
        return loudness.read(finished.stderr_tail)

    async def _warn_of_damage(self, plan: Plan, made: Probed) -> None:
        errors_told = bool(self._errors) and plan.method == "encode"
        told = damage(plan.expected_seconds, made.duration_seconds, errors_told)
        if told:
            await self._job.report(media_pb2.ConvertEvent(warning=told))

    async def _warn(self, code: str, message: str) -> None:
        await self._job.report(media_pb2.ConvertEvent(warning=warning(code, message)))


def _levels(name: str, title: str, told: Loudness) -> tuple[media_pb2.Fact, ...]:
    return (
        in_decibels(f"loudness_{name}", f"Loudness {title}", told.integrated_lufs, "LUFS"),
        in_decibels(f"range_{name}", f"Loudness range {title}", told.range_lu, "LU"),
        in_decibels(f"true_peak_{name}", f"True peak {title}", told.true_peak_dbtp, "dBTP"),
    )
