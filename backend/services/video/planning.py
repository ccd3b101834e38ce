"""Plans: what is going to happen to a source, decided before anything is done.

The contract's Plan and Convert use the same plans, so they cannot disagree.
"""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from google.protobuf import struct_pb2

from backend.protos.media.v1 import media_pb2
from backend.services.failures import MediaFailure
from backend.services.messages import fact
from backend.services.streams import audio_encoders
from backend.services.streams.index_room import index_room
from backend.services.streams.probed import Probed, Track
from backend.services.video import presets
from backend.services.video.cut_facts import Seek
from backend.services.video.formats import FASTSTART, Target
from backend.services.video.size_fitting import Fit
from backend.services.video.tracks import Selection

Method: TypeAlias = Literal["copy", "smart", "encode"]

# Starting, probing before and after, and moving the result.
OVERHEAD_SECONDS = 0.5
COPIED_BYTES_PER_SECOND = 300e6
# A fact is a small thing: of more parts it is not told where each lands.
MAX_LANDINGS = 60
# What a smart cut encodes at one edge, usually.
EDGE_SECONDS = 2.5


@dataclass(frozen=True)
class Other:
    """Something that ffmpeg reads besides the source: another file, or the source again."""

    path: Path | None = None
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """One way to a result, and another in case that it fails."""

    target: Target
    method: Method
    expected_seconds: float  # how long the result plays
    estimated_bytes: int = 0
    estimated_seconds: float = 0.0
    # For ffmpeg; empty for a smart cut, which has segments instead.
    before_input: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    # What ffmpeg reads besides: the source again for each further part, or another file.
    others: tuple[Other, ...] = ()
    # For ffmpeg too: what a first run writes for the second to read; empty: one run.
    reduction: tuple[str, ...] = ()
    extraction: tuple[str, ...] = ()  # a run before all others, which ends with its output
    first_pass: tuple[str, ...] = ()  # what looks at the pictures, where they have to fit
    fit: Fit | None = None
    index_room: int = 0  # bytes to be left for the index of an MP4; 0: it is moved there
    # How loud the sound shall be, and what measures it before.
    target_lufs: float | None = None
    metering: tuple[str, ...] = ()
    segments: tuple[tuple[float, float], ...] = ()
    whole_groups: bool = False  # the segments are copied as they lie, nothing is encoded
    # One file for each, in an archive; the plan itself only sums them up.
    pieces: tuple["Plan", ...] = ()
    name: str = ""  # of a piece
    errors_tell: bool = True  # whether errors while reading mean that the source is damaged
    # Where a copy begins and about where it ends, on the source's timeline.
    lands_seconds: tuple[tuple[float, float], ...] = ()
    told: tuple[media_pb2.Fact, ...] = ()  # what else is worth knowing
    lead_seconds: float = 0.0  # what the result has before anything that was asked for
    warnings: tuple[media_pb2.Warning, ...] = ()
    fallback: "Plan | None" = None
    fallback_code: str = ""  # of the warning when it is used

    def message(self) -> media_pb2.PlanResult:
        """Return the plan as the contract tells it."""
        return media_pb2.PlanResult(
            extension=self.target.name,
            media_type=self.target.media_type,
            method=self.method,
            estimated_bytes=self.estimated_bytes,
            estimated_seconds=self.estimated_seconds,
            facts=(*self.facts(), *self.told),
            warnings=self.warnings,
        )

    def facts(self, made_seconds: float | None = None) -> list[media_pb2.Fact]:
        """Return where the result really begins and ends, exactly once it was made."""
        if not self.lands_seconds:
            return []
        start, end = self.lands_seconds[0][0], self.lands_seconds[-1][1]
        if len(self.lands_seconds) > 1:
            return [landings(self.lands_seconds)]
        if made_seconds is not None:
            end = start + made_seconds
        return [
            fact("actual_start_seconds", "Really starts at", start),
            fact("actual_end_seconds", "Really ends at", end),
        ]

    def with_fallback(self, fallback: "Plan", code: str) -> "Plan":
        """Return this plan with another to follow should it fail."""
        return dataclasses.replace(self, fallback=fallback, fallback_code=code)


def ffmpeg_plan(
    probed: Probed,
    target: Target,
    selection: Selection,
    spans: Sequence[tuple[float, float]] = (),
) -> Plan:
    """Return the plan that copies or encodes what was selected, `spans` of it or all."""
    seconds = sum(end - start for start, end in spans) if spans else selection.seconds
    encodes = selection.video_encoder or (selection.encodes_audio and not target.video_encoder)
    part = seconds / probed.duration_seconds if probed.duration_seconds else 1.0
    estimated_bytes = _estimated_bytes(probed, selection, target, seconds, part)
    has_room = target.options == FASTSTART and not encodes
    return Plan(
        target=target,
        method="encode" if encodes else "copy",
        expected_seconds=seconds,
        estimated_bytes=estimated_bytes,
        index_room=index_room(_samples(probed, seconds), estimated_bytes) if has_room else 0,
        estimated_seconds=_estimated_seconds(probed, selection, seconds, part),
        options=(*selection.options, *target.options, "-f", target.muxer),
        warnings=selection.warnings,
    )


def landings(spans: Sequence[tuple[float, float]]) -> media_pb2.Fact:
    """Return the fact where several parts really begin and end."""
    value = struct_pb2.Value()
    for start, end in spans[:MAX_LANDINGS]:
        value.list_value.values.add().list_value.extend([round(start, 3), round(end, 3)])
    return media_pb2.Fact(name="landings_seconds", title="Really from and to", value=value)


def seeking(plan: Plan, seek: Seek, end_seconds: float) -> Plan:
    """Return `plan` of ffmpeg reading from the point `seek` up to `end_seconds`."""
    drop = ("-ss", f"{seek.drop_seconds:.6f}") if seek.drop_seconds else ()
    duration = ("-t", f"{end_seconds - seek.seconds:.6f}")
    return dataclasses.replace(
        plan,
        before_input=("-ss", f"{seek.seek_seconds:.6f}") if seek.seek_seconds else (),
        options=(*drop, *duration, *plan.options),
        # Reading then begins anywhere inside a GOP, which decoders complain about.
        errors_tell=not drop,
    )


def reading_parts(plan: Plan, seeks: Sequence[Seek], ends: Sequence[float]) -> Plan:
    """Return `plan` of ffmpeg reading the source once for each part that it joins.

    What seeks read too early is dropped by the filters of the plan.
    """
    threads = ("-threads", "1") if len(seeks) > 2 else ()
    reads = [
        # With one thread each: there may be many of them, and they work one after the other.
        (*seek_options(seek.seek_seconds), "-t", f"{end - seek.seek_seconds:.6f}", *threads)
        for seek, end in zip(seeks, ends, strict=True)
    ]
    return dataclasses.replace(
        plan,
        before_input=reads[0],
        others=(*(Other(options=read) for read in reads[1:]), *plan.others),
    )


def seek_options(seconds: float) -> tuple[str, ...]:
    """Return ffmpeg's options before an input that is read from `seconds` on."""
    # The beginning is not sought: some containers would come out behind it.
    return ("-ss", f"{seconds:.6f}") if seconds else ()


def smart_plan(
    probed: Probed,
    target: Target,
    spans: Sequence[tuple[float, float]],
    *,
    whole_groups: bool = False,
) -> Plan:
    """Return the plan that joins `spans` of the source, encoding only their edges.

    With `whole_groups`, the spans lie where nothing has to be encoded.
    """
    seconds = sum(end - start for start, end in spans)
    part = min(1.0, seconds / probed.duration_seconds) if probed.duration_seconds else 1.0
    # At most one GOP at either edge is encoded.
    edges = 0.0 if whole_groups else min(seconds, 2 * EDGE_SECONDS * len(spans))
    work = OVERHEAD_SECONDS + probed.size_bytes * part / COPIED_BYTES_PER_SECOND
    return Plan(
        target=target,
        method="copy" if whole_groups else "smart",
        expected_seconds=seconds,
        estimated_bytes=int(probed.size_bytes * part),
        estimated_seconds=round(work + _encoding_seconds(probed, "h264", edges), 2),
        segments=tuple(spans),
        whole_groups=whole_groups,
    )


def require_picture(probed: Probed) -> Track:
    """Return the picture track, or raise `MediaFailure` NO_VIDEO_TRACK."""
    if probed.video is None:
        raise MediaFailure("NO_VIDEO_TRACK", "The file has no picture track.")
    return probed.video


def _samples(probed: Probed, seconds: float) -> float:
    """Return about how many packets a part has: AAC has 1024 values in one, Opus 20 ms."""
    rates = (max(each.frame_rate, each.sample_rate_hz / 1024, 50.0) for each in probed.tracks)
    return sum(rates) * seconds


def _estimated_bytes(
    probed: Probed, selection: Selection, target: Target, seconds: float, part: float
) -> int:
    if selection.video_encoder:
        return 0  # constant quality: what it takes is known afterwards
    if not target.video_encoder and selection.encodes_audio:
        return int(selection.audio_bps * seconds / 8)
    return int(probed.size_bytes * min(part, 1.0))


def _estimated_seconds(probed: Probed, selection: Selection, seconds: float, part: float) -> float:
    work = OVERHEAD_SECONDS + probed.size_bytes * part / COPIED_BYTES_PER_SECOND
    if selection.video_encoder:
        work += _encoding_seconds(probed, selection.video_encoder, seconds)
    if selection.encodes_audio:
        work += seconds / audio_encoders.AUDIO_TIMES_REALTIME
    return round(work, 2)


def _encoding_seconds(probed: Probed, encoder: str, seconds: float) -> float:
    video = require_picture(probed)
    pixels = video.width * video.height * (video.frame_rate or 25.0) * seconds
    return pixels / presets.PIXELS_PER_SECOND[encoder]
