"""Several results of one job, each a file of its own, in one archive."""

import asyncio
import dataclasses
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

from backend.protos.media.v1 import media_pb2
from backend.services.failures import limit_reached
from backend.services.ffmpeg import Ffmpeg
from backend.services.messages import fact
from backend.services.process import ProcessLimits
from backend.services.servicer import Job, Product
from backend.services.video.execution import Execution
from backend.services.video.planning import Plan

MAX_NAME_CHARACTERS = 60
# What every system takes as a part of a file's name.
_UNFIT = re.compile(r"[^\w\-. ]+")


async def make_pieces(
    ffmpeg: Ffmpeg, source: Path, plan: Plan, job: Job, quick: ProcessLimits
) -> Product:
    """Carry out all pieces of `plan`, and put them into one archive. Raises `MediaFailure`."""
    made: list[tuple[str, Product]] = []
    ear = _Ear(job, plan)
    for number, piece in enumerate(plan.pieces, 1):
        ear.piece = piece
        part = dataclasses.replace(job, report=ear)
        execution = Execution(ffmpeg, source, part, quick, f"piece-{number}")
        product = await execution.run(piece)
        made.append((file_name(number, piece, product.result.extension), product))
        ear.done_seconds += piece.expected_seconds
    total = sum(product.path.stat().st_size for _, product in made)
    if total > job.limits.output_bytes:
        raise limit_reached("OUTPUT_LIMIT", "All parts together would be larger than allowed.")
    output = job.folder / "pieces.zip"
    await asyncio.to_thread(_archived, made, output)
    methods = [product.result.method for _, product in made]
    result = media_pb2.ConvertResult(
        extension="zip",
        media=media_pb2.Media(
            kind="archive",
            container="zip",
            media_type=plan.target.media_type,
            size_bytes=output.stat().st_size,
        ),
        method=methods[0] if len(set(methods)) == 1 else "smart",
        facts=[*plan.facts(), fact("files", "Files", len(made))],
    )
    return Product(output, result)


def file_name(number: int, piece: Plan, extension: str) -> str:
    """Return the name of a piece in the archive: its number, and what people called it."""
    told = " ".join(_UNFIT.sub(" ", piece.name).split())[:MAX_NAME_CHARACTERS].strip(" .")
    return f"{number:02d}{f' {told}' if told else ''}.{extension}"


def _archived(made: Sequence[tuple[str, Product]], output: Path) -> None:
    # Stored as they are: videos do not become smaller, and this is as fast as copying.
    with zipfile.ZipFile(output, "w", zipfile.ZIP_STORED) as archive:
        for name, product in made:
            archive.write(product.path, name)
            product.path.unlink()


class _Ear:
    """Hears of one piece, and tells how far all of them are."""

    def __init__(self, job: Job, plan: Plan) -> None:
        self._report = job.report
        self._whole = max(plan.expected_seconds, 1e-3)
        self._warned = [str(each) for each in plan.warnings]
        self.piece = plan
        self.done_seconds = 0.0

    async def __call__(self, event: media_pb2.ConvertEvent) -> None:
        kind = event.WhichOneof("event")
        if kind == "warning":
            told = str(event.warning)
            if told in self._warned:
                return
            self._warned.append(told)
        elif kind == "progress":
            seconds = self.done_seconds + event.progress.fraction * self.piece.expected_seconds
            event.progress.fraction = min(1.0, seconds / self._whole)
            if event.progress.speed > 0:
                event.progress.remaining_seconds = (self._whole - seconds) / event.progress.speed
        await self._report(event)
