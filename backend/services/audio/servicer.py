"""The audio service: what it fills into the contract that all services share."""

import dataclasses
from pathlib import Path

from google.protobuf import struct_pb2

from backend.protos.media.v1 import media_pb2
from backend.services.audio.description import describe
from backend.services.audio.execution import Execution
from backend.services.audio.operations import adjust, convert, loudness, tags, trim
from backend.services.audio.planning import require_sound
from backend.services.audio.previews import Previews
from backend.services.ffmpeg import Ffmpeg
from backend.services.parameters import Parameters
from backend.services.scratch import Scratch
from backend.services.servicer import MediaServicer, Work
from backend.services.streams import messages
from backend.services.streams.inspector import inspect
from config import ServiceConfig

PLANNERS = {
    "convert": convert.plan,
    "trim": trim.plan,
    "loudness": loudness.plan,
    "adjust": adjust.plan,
    "tags": tags.plan,
}
# Of address space, for any child: sound is worked on in small pieces, whatever its
# length; what takes room are covers, and the libraries themselves.
MAX_MEMORY_BYTES = 1536 * 1024 * 1024


class AudioServicer(MediaServicer):
    """Converts, trims, levels, adjusts and tags sound."""

    def __init__(self, config: ServiceConfig, scratch: Scratch) -> None:
        memory_bytes = min(config.max_memory_bytes, MAX_MEMORY_BYTES)
        config = dataclasses.replace(config, max_memory_bytes=memory_bytes)
        super().__init__(config, describe(config), scratch)
        self._ffmpeg = Ffmpeg(config.ffmpeg)
        self._previews = Previews(self._ffmpeg)

    async def probe(self, source: Path, folder: Path) -> media_pb2.Media:
        """Tell what the file `source` is."""
        probed = await inspect(source, folder, self.quick_limits)
        require_sound(probed)
        return messages.media(probed)

    async def prepare(
        self, source: Path, folder: Path, operation: str, checked: Parameters
    ) -> Work:
        """Plan the work for `source`."""
        probed = await inspect(source, folder, self.quick_limits)
        chosen = PLANNERS[operation](probed, checked)
        return Work(
            chosen.message(),
            lambda job: Execution(self._ffmpeg, source, job, self.quick_limits).run(chosen),
        )

    async def preview(
        self, source: Path, folder: Path, kind: str, asked: struct_pb2.Struct
    ) -> tuple[Path, media_pb2.PreviewResult]:
        """Make a poster, or the peaks of a waveform."""
        limits = self.quick_limits
        probed = await inspect(source, folder, limits)
        if kind == "peaks":
            return await self._previews.peaks(source, probed, folder, limits, asked)
        return await self._previews.poster(source, probed, folder, limits)
