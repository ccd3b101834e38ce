"""Carries out a split: listens for silences, takes the parts out, and packs them."""

import asyncio
import dataclasses
import zipfile
from pathlib import Path

from backend.protos.media.v1 import media_pb2
from backend.services.audio import silences
from backend.services.audio.combining_parameters import MAX_PARTS
from backend.services.audio.execution import Execution
from backend.services.audio.operations import trim
from backend.services.audio.operations.split import EXTENSION, MEDIA_TYPE, Splitting
from backend.services.audio.parts import Span
from backend.services.audio.planning import require_sound, whole_seconds
from backend.services.failures import MediaFailure, limit_reached
from backend.services.ffmpeg import Ffmpeg, Position
from backend.services.messages import fact
from backend.services.process import ProcessLimits
from backend.services.servicer import Job, Product
from backend.services.streams.outcome import progress

LISTENING_PART = 0.3  # of the work
PRINTED = "silences"


class SplitExecution:
    """One split, being carried out for one job."""

    def __init__(self, ffmpeg: Ffmpeg, source: Path, job: Job, quick: ProcessLimits) -> None:
        self._ffmpeg = ffmpeg
        self._source = source
        self._job = job
        self._quick = quick

    async def run(self, plan: Splitting) -> Product:
        """Split the source. Raises `MediaFailure`, NO_SILENCE where there is only one part."""
        whole = whole_seconds(plan.probed)
        found = await self._silences(plan, whole)
        parts = silences.between(found, whole, plan.silence)
        if len(parts) < 2:
            raise MediaFailure("NO_SILENCE", "No silences were found that are long and quiet so.")
        if len(parts) > MAX_PARTS:
            message = f"It would become {len(parts)} files, and {MAX_PARTS} are the most."
            raise limit_reached("TOO_MANY_PARTS", message)
        output = self._job.folder / f"result.{EXTENSION}"
        with zipfile.ZipFile(output, "w", zipfile.ZIP_STORED) as archive:
            for number, part in enumerate(parts):
                made = await self._part(plan, part, number, len(parts))
                name = f"{number + 1:03d}.{plan.target.extension}"
                await asyncio.to_thread(archive.write, made, name)
                self._require_room(output)
                made.unlink()
        media = media_pb2.Media(
            kind="archive",
            container=EXTENSION,
            media_type=MEDIA_TYPE,
            size_bytes=output.stat().st_size,
            duration_seconds=sum(end - start for start, end in parts),
        )
        result = media_pb2.ConvertResult(
            extension=EXTENSION,
            media=media,
            method="copy" if plan.copies else "encode",
            facts=[
                fact("parts", "Parts", len(parts)),
                fact("shortest_seconds", "Shortest (s)", min(b - a for a, b in parts)),
                fact("longest_seconds", "Longest (s)", max(b - a for a, b in parts)),
            ],
        )
        return Product(output, result)

    async def _silences(self, plan: Splitting, whole: float) -> list[Span]:
        async def on_position(position: Position) -> None:
            event = progress(position, whole, "listening", 0.0, LISTENING_PART)
            await self._job.report(event)

        stream = f"0:{require_sound(plan.probed).index}"
        options = ("-map", stream, "-filter:a", plan.silence.detection(PRINTED))
        finished = await self._ffmpeg.run(
            self._source,
            (),
            (*options, "-f", "null", "-"),
            limits=self._job.limits,
            folder=self._job.folder,
            on_position=on_position,
        )
        if finished.returncode != 0:
            raise MediaFailure("DAMAGED", "The file is damaged: no sound could be read.")
        return await asyncio.to_thread(silences.found, self._job.folder / PRINTED, whole)

    async def _part(self, plan: Splitting, part: Span, number: int, count: int) -> Path:
        folder = self._job.folder / f"part-{number}"
        folder.mkdir()
        job = dataclasses.replace(self._job, folder=folder, report=self._unheard)
        execution = Execution(self._ffmpeg, self._source, job, self._quick)
        one = trim.span(plan.probed, plan.target, part)
        product = await execution.run(one)
        done = LISTENING_PART + (1 - LISTENING_PART) * (number + 1) / count
        told = media_pb2.Progress(fraction=done, stage="splitting")
        await self._job.report(media_pb2.ConvertEvent(progress=told))
        return product.path

    async def _unheard(self, event: media_pb2.ConvertEvent) -> None:
        """Parts have no progress of their own to tell."""

    def _require_room(self, output: Path) -> None:
        if output.stat().st_size > self._job.limits.output_bytes:
            raise limit_reached("OUTPUT_LIMIT", "The result would be larger than it may be.")
