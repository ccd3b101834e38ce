"""The image service: what it fills into the contract that all services share."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from google.protobuf import struct_pb2

from backend.protos.media.v1 import media_pb2
from backend.services.failures import MediaFailure, Violation, wrong_parameters
from backend.services.image import messages, planning, previews
from backend.services.image.child import Engine, Made
from backend.services.image.copies import Copies
from backend.services.image.description import describe
from backend.services.image.picture import Picture
from backend.services.image.planning import Plan
from backend.services.image.screening import COPY_MAX_BYTES, SCREEN, Screen, before
from backend.services.messages import fact, warning
from backend.services.parameters import Parameters
from backend.services.scratch import Scratch
from backend.services.servicer import Job, MediaServicer, Product, Work
from config import ServiceConfig

INSPECTED_AT_ONCE = 4


async def _develop(engine: Engine, sources: Sequence[Path], plan: Plan, job: Job) -> Product:
    output = job.folder / f"result.{plan.target.extension}"

    async def on_progress(fraction: float) -> None:
        progress = media_pb2.Progress(fraction=fraction, stage="encoding")
        await job.report(media_pb2.ConvertEvent(progress=progress))

    made = await engine.develop(
        sources[0], plan.recipe, output, job.limits, others=sources[1:], on_progress=on_progress
    )
    for code, message in _told(made):
        event = media_pb2.ConvertEvent(warning=warning(code, message))
        await job.report(event)
    quality = [fact("quality", "Quality", made.quality)] if made.quality else []
    result = media_pb2.ConvertResult(
        extension=plan.target.extension,
        media=messages.media(made.picture),
        method="encode",
        facts=quality,
    )
    return Product(output, result)


def _told(made: Made) -> list[tuple[str, str]]:
    told = []
    if made.damaged:
        message = "The file is damaged or ends early: a part of the picture may be missing."
        told.append(("source_damaged", message))
    if made.made_smaller:
        size = f"{made.picture.width} × {made.picture.height}"
        told.append(("made_smaller", f"To fit, the picture became smaller: {size} pixels."))
    return told


class ImageServicer(MediaServicer):
    """Converts, resizes, edits and marks pictures."""

    def __init__(self, config: ServiceConfig, scratch: Scratch) -> None:
        super().__init__(config, describe(config), scratch)
        self._engine = Engine()
        self._copies = Copies(scratch.folder / "copies")

    async def probe(self, source: Path, folder: Path) -> media_pb2.Media:
        """Tell what the file `source` is."""
        return messages.media(await self._engine.inspect(source, folder, self.quick_limits))

    async def prepare(
        self,
        source: Path,
        folder: Path,
        operation: str,
        checked: Parameters,
        files: Mapping[str, Path],
    ) -> Work:
        """Plan the work for `source`."""
        sources, pictures = await self._opened(source, folder, checked, files)
        plan = planning.plan(pictures, checked)
        return Work(plan.message(), partial(_develop, self._engine, sources, plan))

    async def preview(
        self,
        source: Path,
        folder: Path,
        kind: str,
        asked: struct_pb2.Struct,
        files: Mapping[str, Path],
    ) -> tuple[Path, media_pb2.PreviewResult]:
        """Make a poster, or a picture "before" an operation and what it comes to ("edited")."""
        wanted = previews.asked_of(kind, asked, self.checked)
        copy = "" if kind == "poster" else str(await self._copies.of(source))
        screen, recipe, sources = Screen(wanted.longest_side, copy), SCREEN, [source]
        plan: Plan | None = None
        if checked := wanted.parameters:
            self.require_files(wanted.operation, checked, files)
            sources, pictures = await self._opened(source, folder, checked, files)
            plan = planning.plan(pictures, checked, still_dragging=True)
            recipe = before(plan.recipe) if kind == "before" else plan.recipe
            screen = replace(screen, faithful=kind == "edited")
        output = folder / f"{kind}.webp"
        limits = replace(self.quick_limits, output_bytes=COPY_MAX_BYTES)
        others = sources[1:]
        made = await self._engine.develop(
            source, recipe, output, limits, others=others, screen=screen
        )
        result = media_pb2.PreviewResult(
            media_type="image/webp",
            size_bytes=output.stat().st_size,
            facts=plan.facts(made.tried_bytes) if plan else [],
        )
        return output, result

    async def _opened(
        self, source: Path, folder: Path, checked: Parameters, files: Mapping[str, Path]
    ) -> tuple[list[Path], list[Picture]]:
        """Return all files that the parameters name, the source first, and what they are."""
        picture = await self._engine.inspect(source, folder, self.quick_limits)
        turns = asyncio.Semaphore(INSPECTED_AT_ONCE)

        async def inspected(name: str, number: int, path: Path) -> Picture:
            async with turns:
                try:
                    return await self._engine.inspect(path, folder, self.quick_limits)
                except MediaFailure as failure:
                    told = f"File {number}: {failure.message}"
                    raise wrong_parameters([Violation(name, failure.code, told)]) from None

        others = list(_others(checked))
        paths = [files[file_id] for _, file_id in others]
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [
                    group.create_task(inspected(name, number, path))
                    for number, ((name, _), path) in enumerate(
                        zip(others, paths, strict=True), start=1
                    )
                ]
        except* MediaFailure as failures:
            # One is enough to tell; the others were ended by it.
            raise failures.exceptions[0] from None
        return [source, *paths], [picture, *(task.result() for task in tasks)]


def _others(checked: Parameters) -> Iterator[tuple[str, str]]:
    """Yield the parameters that name other files, each with the id of one."""
    if "picture" in checked:
        yield "picture", checked.text("picture")
    if "files" in checked:
        for file_id in checked.files("files"):
            yield "files", file_id
