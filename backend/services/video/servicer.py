"""The video service: what it fills into the contract that all services share."""

import dataclasses
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from google.protobuf import struct_pb2

from backend.protos.media.v1 import media_pb2
from backend.services.failures import Violation, wrong_parameters
from backend.services.ffmpeg import Ffmpeg
from backend.services.messages import fact
from backend.services.parameter_lists import Segment
from backend.services.parameters import Parameters
from backend.services.scratch import Scratch
from backend.services.servicer import Job, MediaServicer, Product, Work
from backend.services.streams import messages
from backend.services.streams.inspector import inspect
from backend.services.streams.previewing import Made, Order
from backend.services.streams.probed import Probed
from backend.services.video import hardware, playback
from backend.services.video.cut_facts import CutFacts
from backend.services.video.description import describe
from backend.services.video.execution import Execution
from backend.services.video.extraction import take_frame, take_subtitles
from backend.services.video.inspector import inspect_for_cut
from backend.services.video.operations import convert, cut
from backend.services.video.operations.convert import Material
from backend.services.video.operations.spans import Asked, asked_spans, kept_spans
from backend.services.video.pieces import make_pieces
from backend.services.video.planning import Plan, require_picture
from backend.services.video.previews import joints
from backend.services.video.previews.kinds import Previews
from config import ServiceConfig

TAKING = {"frame": take_frame, "subtitles": take_subtitles}


class VideoServicer(MediaServicer):
    """Cuts and converts video."""

    def __init__(self, config: ServiceConfig, scratch: Scratch) -> None:
        self._ffmpeg = Ffmpeg(config.ffmpeg)
        self._hardware = hardware.find(self._ffmpeg.binary, config.hardware_encoder)
        description = describe(config)
        description.facts.append(hardware.told(self._hardware, config.hardware_encoder))
        super().__init__(config, description, scratch)
        self._previews = Previews(self._ffmpeg)

    async def probe(self, source: Path, folder: Path) -> media_pb2.Media:
        """Tell what the file `source` is."""
        probed = await inspect(source, folder, self.quick_limits)
        media = messages.media(probed)
        if refusal := playback.refusal(probed):
            media.facts.append(fact("needs_proxy", "In browsers", refusal))
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
        if operation in TAKING:
            probed = await inspect(source, folder, self.quick_limits)
            return TAKING[operation](self._ffmpeg, source, probed, checked)
        if operation == "cut":
            chosen = await self._cut(source, folder, checked)
        else:
            material = await self._material(source, folder, checked, files)
            chosen = convert.plan(material, checked)
        quality = checked.text("quality") if "quality" in checked else "balanced"
        chosen = hardware.accelerated(chosen, self._hardware, quality)
        return Work(chosen.message(), partial(self._run, source, chosen))

    async def _cut(self, source: Path, folder: Path, checked: Parameters) -> Plan:
        asked = asked_spans(checked)
        groups = checked.text("mode") == "instant"
        probed, facts, spans = await self._spans(source, folder, asked, whole_groups=groups)
        return cut.plan(probed, facts, spans, checked)

    async def _material(
        self, source: Path, folder: Path, checked: Parameters, files: Mapping[str, Path]
    ) -> Material:
        limits, sound = self.quick_limits, None
        if "sound_file" in checked and checked.text("audio") == "replace":
            path = files[checked.text("sound_file")]
            tracks = (await inspect(path, folder, limits)).of_kind("audio")
            if not tracks:
                message = "The other file has no sound."
                raise wrong_parameters([Violation("sound_file", "NO_AUDIO_TRACK", message)])
            sound = (path, tracks[0])
        asked = asked_spans(checked, all_is_fine=True)
        if not asked.segments:
            return Material(await inspect(source, folder, limits), sound=sound)
        probed, facts, spans = await self._spans(source, folder, asked)
        return Material(probed, spans, facts, sound)

    async def _spans(
        self, source: Path, folder: Path, asked: Asked, *, whole_groups: bool = False
    ) -> tuple[Probed, CutFacts | None, tuple[Segment, ...]]:
        """Return what the source is, which parts of it are kept, and how to come to them."""
        limits, pairs = self.quick_limits, asked.pairs
        if asked.removes:
            # What is left depends on how long the video is.
            spans = kept_spans(await inspect(source, folder, limits), asked)
            pairs = [(span.start_seconds, span.end_seconds) for span in spans]
        # Where one span lands, ffmpeg's own copying decides.
        groups = whole_groups and len(pairs) > 1
        probed, facts = await inspect_for_cut(source, folder, limits, pairs, whole_groups=groups)
        return probed, facts, kept_spans(probed, asked)

    async def _run(self, source: Path, plan: Plan, job: Job) -> Product:
        if plan.pieces:
            return await make_pieces(self._ffmpeg, source, plan, job, self.quick_limits)
        return await Execution(self._ffmpeg, source, job, self.quick_limits).run(plan)

    async def preview(
        self,
        source: Path,
        folder: Path,
        kind: str,
        asked: struct_pb2.Struct,
        files: Mapping[str, Path],
    ) -> Made:
        """Make a preview of a kind of `KINDS`."""
        if kind == "joint":
            return await self._joint(source, folder, joints.asked_joint(asked))
        probed = await inspect(source, folder, self.quick_limits)
        described = self._kinds[kind]
        patient = described.background and not asked.fields
        limits = self.background_limits if patient else self.quick_limits
        limits = dataclasses.replace(limits, output_bytes=described.max_bytes)
        return await self._previews.make(kind, Order(source, probed, folder, limits, asked))

    async def _joint(self, source: Path, folder: Path, asked: joints.AskedJoint) -> Made:
        checked, limits = self.checked(joints.OPERATION, asked.parameters), self.quick_limits
        groups = checked.text("mode") == "instant"
        probed, facts, spans = await self._spans(
            source, folder, asked_spans(checked), whole_groups=groups
        )
        require_picture(probed)
        assert facts is not None  # there is a picture track
        landed = [(span.start_seconds, span.end_seconds) for span in spans]
        if groups:
            alone = facts.spans[0]
            landed = list(facts.groups_seconds) or [
                (alone.keyframe_seconds, alone.copy_end_seconds)
            ]
        parts = joints.meeting(landed, asked.join)
        probed, there = await inspect_for_cut(source, folder, limits, parts)
        assert there is not None
        return await joints.make_joint(
            self._ffmpeg, source, probed, there, parts, folder=folder, limits=limits
        )
