"""The audio service: what it fills into the contract that all services share."""

import dataclasses
from collections.abc import Mapping
from pathlib import Path

from google.protobuf import struct_pb2

from backend.protos.media.v1 import media_pb2
from backend.services.audio import playback
from backend.services.audio.covers import prepared
from backend.services.audio.description import describe
from backend.services.audio.execution import Execution
from backend.services.audio.operations import (
    adjust,
    convert,
    join,
    loudness,
    mix,
    split,
    tags,
    trim,
)
from backend.services.audio.planning import require_sound
from backend.services.audio.previews import Previews
from backend.services.audio.splitting import SplitExecution
from backend.services.failures import MediaFailure, Violation, wrong_parameters
from backend.services.ffmpeg import Ffmpeg
from backend.services.messages import fact
from backend.services.parameters import Parameters
from backend.services.scratch import Scratch
from backend.services.servicer import MediaServicer, Work
from backend.services.streams import messages
from backend.services.streams.inspector import inspect
from backend.services.streams.previewing import Made, Order
from backend.services.streams.probed import Probed
from config import ServiceConfig

PLANNERS = {
    "convert": convert.plan,
    "trim": trim.plan,
    "loudness": loudness.plan,
    "adjust": adjust.plan,
}
# Of address space, for any child: sound is worked on in small pieces, whatever its
# length; what takes room are covers, and the libraries themselves.
MAX_MEMORY_BYTES = 1536 * 1024 * 1024
PRINTED_BYTES = 256 * 1024 * 1024


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
        media = messages.media(probed)
        if not playback.plays_in_browsers(probed):
            media.facts.append(fact("needs_proxy", "In browsers", "A light copy is played."))
        return media

    async def prepare(
        self,
        source: Path,
        folder: Path,
        operation: str,
        checked: Parameters,
        files: Mapping[str, Path],
    ) -> Work:
        """Plan the work for `source`."""
        probed = await inspect(source, folder, self.quick_limits)
        if operation == "split":
            splitting = split.plan(probed, checked)
            return Work(
                splitting.message(),
                lambda job: SplitExecution(self._ffmpeg, source, job, self.quick_limits).run(
                    splitting
                ),
            )
        if operation == "join":
            ids = checked.files("others")
            others = [await self._other("others", files[file_id], folder) for file_id in ids]
            chosen = join.plan(probed, checked, others)
        elif operation == "mix":
            path, other = await self._other("second", files[checked.text("second")], folder)
            chosen = mix.plan(probed, checked, path, other)
        elif operation == "tags":
            named = checked.text("cover") if "cover" in checked else ""
            cover = await prepared(files[named], folder, self.quick_limits) if named else None
            chosen = tags.plan(probed, checked, cover)
        else:
            chosen = PLANNERS[operation](probed, checked)
        return Work(
            chosen.message(),
            lambda job: Execution(self._ffmpeg, source, job, self.quick_limits).run(chosen),
        )

    async def _other(self, parameter: str, path: Path, folder: Path) -> tuple[Path, Probed]:
        """Return another file with what it is; raises `MediaFailure` about the parameter."""
        try:
            probed = await inspect(path, folder, self.quick_limits)
            require_sound(probed)
        except MediaFailure as failure:
            message = f"One of the other files cannot be used: {failure.message}"
            violation = Violation(parameter, failure.code, message)
            raise wrong_parameters([violation]) from failure
        return path, probed

    async def preview(
        self,
        source: Path,
        folder: Path,
        kind: str,
        asked: struct_pb2.Struct,
        files: Mapping[str, Path],
    ) -> Made:
        """Make a preview of a kind of `KINDS`."""
        probed = await inspect(source, folder, self.quick_limits)
        described = self._kinds[kind]
        patient = described.background and not asked.fields
        limits = self.background_limits if patient else self.quick_limits
        # What a meter prints on the way is larger than what becomes of it.
        limits = dataclasses.replace(limits, output_bytes=max(described.max_bytes, PRINTED_BYTES))
        return await self._previews.make(kind, Order(source, probed, folder, limits, asked))
