"""Plans: what is going to happen to a source, decided before anything is done.

The contract's Plan and Convert use the same plans, so they cannot disagree.
"""

import dataclasses
from dataclasses import dataclass
from typing import Literal, TypeAlias

from backend.protos.media.v1 import media_pb2
from backend.services.failures import MediaFailure
from backend.services.messages import fact
from backend.services.streams import audio_encoders
from backend.services.streams.probed import Probed, Track
from backend.services.video import presets
from backend.services.video.cut_facts import Seek
from backend.services.video.formats import Target
from backend.services.video.tracks import Selection

Method: TypeAlias = Literal["copy", "smart", "encode"]

# Starting, probing before and after, and moving the result.
OVERHEAD_SECONDS = 0.5
COPIED_BYTES_PER_SECOND = 300e6
# What a smart cut encodes at one edge, usually.
EDGE_SECONDS = 2.5


@dataclass(frozen=True)
class Plan:
    """One way to a result, and another in case that it fails."""

    target: Target
    method: Method
    expected_seconds: float  # how long the result plays
    estimated_bytes: int = 0
    estimated_seconds: float = 0.0
    # For ffmpeg; empty for a smart cut, which has a segment instead.
    before_input: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    # For ffmpeg too: what a first run writes for the second to read; empty: one run.
    reduction: tuple[str, ...] = ()
    segment: tuple[float, float] | None = None
    errors_tell: bool = True  # whether errors while reading mean that the source is damaged
    # Where a copy begins and about where it ends, on the source's timeline.
    lands_seconds: tuple[float, float] | None = None
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
            facts=self.facts(),
            warnings=self.warnings,
        )

    def facts(self, made_seconds: float | None = None) -> list[media_pb2.Fact]:
        """Return where the result really begins and ends, exactly once it was made."""
        if self.lands_seconds is None:
            return []
        start, end = self.lands_seconds
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
    span: tuple[float, float] | None = None,
) -> Plan:
    """Return the plan that copies or encodes what was selected, `span` of it or all."""
    seconds = span[1] - span[0] if span else selection.seconds
    encodes = selection.video_encoder or (selection.encodes_audio and not target.video_encoder)
    part = seconds / probed.duration_seconds if probed.duration_seconds else 1.0
    return Plan(
        target=target,
        method="encode" if encodes else "copy",
        expected_seconds=seconds,
        estimated_bytes=_estimated_bytes(probed, selection, target, seconds, part),
        estimated_seconds=_estimated_seconds(probed, selection, seconds, part),
        options=(*selection.options, *target.options, "-f", target.muxer),
        warnings=selection.warnings,
    )


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


def smart_plan(probed: Probed, target: Target, span: tuple[float, float]) -> Plan:
    """Return the plan that cuts `span` out of the source, encoding only its edges."""
    seconds = span[1] - span[0]
    part = min(1.0, seconds / probed.duration_seconds) if probed.duration_seconds else 1.0
    # At most one GOP at either edge is encoded.
    edges = min(seconds, 2 * EDGE_SECONDS)
    return Plan(
        target=target,
        method="smart",
        expected_seconds=seconds,
        estimated_bytes=int(probed.size_bytes * part),
        estimated_seconds=round(
            OVERHEAD_SECONDS
            + probed.size_bytes * part / COPIED_BYTES_PER_SECOND
            + _encoding_seconds(probed, "h264", edges),
            2,
        ),
        segment=span,
    )


def require_picture(probed: Probed) -> Track:
    """Return the picture track, or raise `MediaFailure` NO_VIDEO_TRACK."""
    if probed.video is None:
        raise MediaFailure("NO_VIDEO_TRACK", "The file has no picture track.")
    return probed.video


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
