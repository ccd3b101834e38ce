"""Plans: what is going to happen to a sound, decided before anything is done.

The contract's Plan and Convert use the same plans, so they cannot disagree.
"""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from backend.protos.media.v1 import media_pb2
from backend.services.audio import covers, tagging
from backend.services.audio.covers import NewCover
from backend.services.audio.encoding import Encoding, Wishes, encoding, loses_depth
from backend.services.audio.formats import KEEP, TARGETS, Target, own_target
from backend.services.audio.splice import Piece, Splice
from backend.services.audio.tagging import Tagging
from backend.services.failures import MediaFailure
from backend.services.messages import fact, warning
from backend.services.streams.audio_encoders import AUDIO_TIMES_REALTIME
from backend.services.streams.codecs import codec_title
from backend.services.streams.probed import Probed, Track

# Starting, probing before and after, and moving the result.
OVERHEAD_SECONDS = 0.5
COPIED_BYTES_PER_SECOND = 300e6


@dataclass(frozen=True)
class Second:
    """Another sound, mixed into the first by a graph of filters."""

    path: Path
    track: int
    graph: str  # from [first] and [second] to [mixed]


@dataclass(frozen=True)
class Plan:
    """One way to a result, and another in case that it fails."""

    probed: Probed
    track: Track
    target: Target
    expected_seconds: float  # how long the result plays
    wishes: Wishes = field(default_factory=Wishes)
    encoding: Encoding | None = None  # None: copied
    before_input: tuple[str, ...] = ()
    after_input: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()  # after the channels were mixed
    splice: Splice | None = None  # pieces of sounds, instead of the track of the source
    lead_frames: float = 0.0  # of the codec, before each piece that is copied
    second: Second | None = None  # another sound, heard at the same time
    tagging: Tagging = field(default_factory=Tagging)
    covers: tuple[Track, ...] = ()
    new_cover: NewCover | None = None
    target_lufs: float | None = None
    work: float = 1.0  # times as much as encoding once
    max_bytes: int = 0  # of the result; 0: whatever it takes
    facts: tuple[media_pb2.Fact, ...] = ()
    warnings: tuple[media_pb2.Warning, ...] = ()
    fallback: "Plan | None" = None

    @property
    def method(self) -> Literal["copy", "encode"]:
        """What is done to the sound."""
        return "encode" if self.encoding else "copy"

    def message(self) -> media_pb2.PlanResult:
        """Return the plan as the contract tells it."""
        return media_pb2.PlanResult(
            extension=self.target.extension,
            media_type=self.target.media_type,
            method=self.method,
            estimated_bytes=self._estimated_bytes(),
            estimated_seconds=self._estimated_seconds(),
            facts=self.facts,
            warnings=self.warnings,
        )

    def _estimated_bytes(self) -> int:
        if self.encoding:
            estimated = int(self.encoding.bitrate_bps * self.expected_seconds / 8)
            return min(estimated, self.max_bytes or estimated)
        whole = self.probed.duration_seconds
        if self.probed.video:
            return int(self.track.bitrate_bps * self.expected_seconds / 8)
        part = min(1.0, self.expected_seconds / whole) if whole else 1.0
        return int(self.probed.size_bytes * part)

    def _estimated_seconds(self) -> float:
        seconds = OVERHEAD_SECONDS + self.probed.size_bytes / COPIED_BYTES_PER_SECOND
        if self.encoding:
            seconds += self.work * self.expected_seconds / AUDIO_TIMES_REALTIME
        return round(seconds, 2)


def require_sound(probed: Probed) -> Track:
    """Return the first sound, or raise `MediaFailure` NO_AUDIO_TRACK or NO_SOUND."""
    tracks = probed.of_kind("audio")
    if not tracks:
        raise MediaFailure("NO_AUDIO_TRACK", "The file has no sound.")
    if not tracks[0].sample_rate_hz or not tracks[0].channels:
        raise MediaFailure("UNSUPPORTED", "The sound of this file cannot be read.")
    return tracks[0]


def whole_seconds(probed: Probed) -> float:
    """Return how long the sound plays; 0 if the file does not tell."""
    return require_sound(probed).duration_seconds or probed.duration_seconds


def target_for(probed: Probed, choice: str) -> tuple[Target, list[media_pb2.Warning]]:
    """Return the format chosen, where "keep" is the source's own or the nearest to it."""
    if choice != KEEP:
        return TARGETS[choice], []
    track = require_sound(probed)
    target = own_target(probed, track)
    if track.codec in target.codecs or track.codec.startswith("pcm_"):
        return target, []
    message = f"The result is {target.title}: {codec_title(track.codec)} is not written here."
    return target, [warning("format_replaced", message)]


def copied(probed: Probed, target: Target, change: Tagging | None = None) -> Plan:
    """Return the plan that takes the sound as it is."""
    return _plan(probed, target, change or Tagging())


def encoded(
    probed: Probed, target: Target, wishes: Wishes | None = None, change: Tagging | None = None
) -> Plan:
    """Return the plan that encodes the sound."""
    wishes = wishes or Wishes()
    plan = _plan(probed, target, change or Tagging())
    chosen = encoding(target, plan.track, wishes)
    finer = loses_depth(target, plan.track) if wishes.depth == KEEP else None
    told = (*plan.warnings, *chosen.warnings, *([finer] if finer else []))
    return dataclasses.replace(plan, wishes=wishes, encoding=chosen, warnings=told)


def played(
    probed: Probed,
    target: Target,
    pieces: Sequence[Piece],
    form: Track | None = None,
    crossfade_seconds: float = 0.0,
) -> Plan:
    """Return the plan that encodes `pieces` of sounds in a row.

    `form` tells their common rate and channels; without it, that of the source.
    """
    form = form or require_sound(probed)
    # Chapters stay where they were while the sound moves.
    plan = _plan(probed, target, Tagging(chapters=False))
    chosen = encoding(target, form, Wishes())
    finer = loses_depth(target, form)
    splice = Splice(
        pieces=tuple(pieces),
        sample_format="flt" if crossfade_seconds else _samples(form),
        sample_rate_hz=form.sample_rate_hz,
        layout=form.channel_layout,
        crossfade_seconds=crossfade_seconds,
    )
    return dataclasses.replace(
        plan,
        encoding=chosen,
        splice=splice,
        expected_seconds=splice.seconds,
        warnings=(*plan.warnings, *chosen.warnings, *([finer] if finer else [])),
    )


def _samples(track: Track) -> str:
    """Return the format that holds decoded samples of `track` as they are."""
    own = track.sample_format.removesuffix("p")
    return {"u8": "s16", "s16": "s16", "s32": "s32"}.get(own, "flt")


def _plan(probed: Probed, target: Target, change: Tagging) -> Plan:
    track = require_sound(probed)
    pictures, told = covers.kept(() if change.clear else probed.of_kind("cover"), target)
    for number, other in enumerate(probed.of_kind("audio")[1:], 2):
        name = f"Audio track {number}" + (f" ({other.language})" if other.language else "")
        told.append(warning("audio_track_dropped", f"{name} was dropped: one track is kept."))
    told += tagging.losses(probed, target, change)
    if probed.truncated:
        told.append(warning("source_incomplete", "The file ends earlier than it says."))
    return Plan(
        probed=probed,
        track=track,
        target=target,
        expected_seconds=whole_seconds(probed),
        tagging=change,
        covers=pictures,
        warnings=tuple(told),
    )


def in_decibels(name: str, title: str, value: float, unit: str) -> media_pb2.Fact:
    """Return a fact about a level: a number, whose unit stands in its title."""
    return fact(name, f"{title} ({unit})", round(value, 1))
