"""The video service: what it fills into the contract that all services share."""

from pathlib import Path

from google.protobuf import struct_pb2

from backend.protos.media.v1 import media_pb2
from backend.services.ffmpeg import Ffmpeg
from backend.services.parameters import Parameters
from backend.services.scratch import Scratch
from backend.services.servicer import MediaServicer, Work
from backend.services.streams import messages
from backend.services.streams.inspector import inspect
from backend.services.video import previews
from backend.services.video.description import describe
from backend.services.video.execution import Execution
from backend.services.video.inspector import inspect_for_cut
from backend.services.video.operations import convert, cut
from config import ServiceConfig


class VideoServicer(MediaServicer):
    """Cuts and converts video."""

    def __init__(self, config: ServiceConfig, scratch: Scratch) -> None:
        super().__init__(config, describe(config), scratch)
        self._ffmpeg = Ffmpeg(config.ffmpeg)

    async def probe(self, source: Path, folder: Path) -> media_pb2.Media:
        """Tell what the file `source` is."""
        return messages.media(await inspect(source, folder, self.quick_limits))

    async def prepare(
        self, source: Path, folder: Path, operation: str, checked: Parameters
    ) -> Work:
        """Plan the work for `source`."""
        limits = self.quick_limits
        if operation == "cut":
            start, end = cut.asked_seconds(checked)
            probed, facts = await inspect_for_cut(source, folder, limits, start, end)
            chosen = cut.plan(probed, facts, checked)
        else:
            chosen = convert.plan(await inspect(source, folder, limits), checked)
        return Work(
            chosen.message(),
            lambda job: Execution(self._ffmpeg, source, job, limits).run(chosen),
        )

    async def preview(
        self, source: Path, folder: Path, kind: str, asked: struct_pb2.Struct
    ) -> tuple[Path, media_pb2.PreviewResult]:
        """Make a poster, the one kind there is."""
        limits = self.quick_limits
        probed = await inspect(source, folder, limits)
        poster = await previews.make_poster(self._ffmpeg, source, probed, folder, limits)
        return poster, media_pb2.PreviewResult(
            media_type="image/jpeg", size_bytes=poster.stat().st_size
        )
