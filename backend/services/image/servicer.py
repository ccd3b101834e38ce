"""The image service: what it fills into the contract that all services share."""

from functools import partial
from pathlib import Path

from google.protobuf import struct_pb2

from backend.protos.media.v1 import media_pb2
from backend.services.image import child, messages, planning, previews
from backend.services.image.description import describe
from backend.services.image.planning import Plan
from backend.services.messages import fact, warning
from backend.services.parameters import Parameters
from backend.services.scratch import Scratch
from backend.services.servicer import Job, MediaServicer, Product, Work
from config import ServiceConfig


async def _develop(source: Path, plan: Plan, job: Job) -> Product:
    output = job.folder / f"result.{plan.target.extension}"

    async def on_progress(fraction: float) -> None:
        progress = media_pb2.Progress(fraction=fraction, stage="encoding")
        await job.report(media_pb2.ConvertEvent(progress=progress))

    made = await child.develop(source, plan.recipe, output, job.limits, on_progress=on_progress)
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


def _told(made: child.Made) -> list[tuple[str, str]]:
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

    async def probe(self, source: Path, folder: Path) -> media_pb2.Media:
        """Tell what the file `source` is."""
        return messages.media(await child.inspect(source, folder, self.quick_limits))

    async def prepare(
        self, source: Path, folder: Path, operation: str, checked: Parameters
    ) -> Work:
        """Plan the work for `source`."""
        picture = await child.inspect(source, folder, self.quick_limits)
        plan = planning.plan(picture, checked)
        return Work(plan.message(), partial(_develop, source, plan))

    async def preview(
        self, source: Path, folder: Path, kind: str, asked: struct_pb2.Struct
    ) -> tuple[Path, media_pb2.PreviewResult]:
        """Make a poster, or show what an operation would come to ("live")."""
        recipe, screen = previews.live(self.checked, asked) if kind == "live" else previews.POSTER
        output = folder / f"{kind}.webp"
        await child.develop(source, recipe, output, self.quick_limits, screen=screen)
        result = media_pb2.PreviewResult(media_type="image/webp", size_bytes=output.stat().st_size)
        return output, result
