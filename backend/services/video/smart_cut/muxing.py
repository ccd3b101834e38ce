"""The output file: its streams, and timestamps that every muxer and player accepts.

Traps this module knows:

- Decoding times must rise from packet to packet and never pass the time shown. Source
  packets keep their own distance between the two; encoded packets (shown in the order
  decoded) take the same distance, so that both kinds interlock. Where variable frame
  rates make them collide, the time is moved by a tick, and if no room is left, we refuse.
- A template brings rotation, colour and mastering data, but neither language nor
  disposition, and its codec tag may not exist in the target.
- MP4 with its index at the end does not start playing before it is whole: room is left for
  it in front, or it is moved there.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import TypeVar, cast

import av
from av.container import OutputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.stream import Stream

from backend.services.streams.index_room import index_room

from .edges import open_encoder
from .errors import SmartCutUnsupportedError
from .packets import AnyPacket, VideoPacket
from .segments import Segment
from .source import Source

StreamT = TypeVar("StreamT", bound=Stream)

# Containers whose edit lists can hide what a decoder needs before the first sound.
WITH_EDIT_LISTS = frozenset({"mp4", "mov", "ipod", "3gp", "3g2"})

# MP4 stores gaps at the start in units of the movie, which are milliseconds by default.
MOVIE_TIMESCALE = 90_000


class Output:
    """The file being written."""

    def __init__(self, path: Path, source: Source, segments: Sequence[Segment]) -> None:
        """Create the file with a video track like the source's, for `segments` of it.

        Raises:
            SmartCutUnsupportedError: the container cannot hold this video.
        """
        try:
            self.container: OutputContainer = av.open(
                str(path), "w", container_options=_options_for(path, source, segments)
            )
        except (FFmpegError, ValueError) as error:
            raise SmartCutUnsupportedError(
                "unknown_container", f"Files ending in {path.suffix} cannot be written."
            ) from error
        self.container.metadata.update(_lasting(source.container.metadata))
        self.has_edit_lists = self.container.format.name in WITH_EDIT_LISTS
        self.video = VideoTrack(self, source)

    def add(self, template: StreamT) -> StreamT:
        """A track for copied packets of `template`.

        Raises:
            SmartCutUnsupportedError: the container cannot hold such a track.
        """
        try:
            stream = self.container.add_stream_from_template(template, opaque=True)
        except ValueError as error:
            codec = template.codec_context.codec.canonical_name
            raise SmartCutUnsupportedError(
                "codec_not_in_container",
                f"A {self.container.format.name} file cannot hold {codec}.",
            ) from error
        stream.time_base = template.time_base
        stream.metadata.update(_lasting(template.metadata))
        stream.disposition = template.disposition
        return stream

    def mux(self, packet: AnyPacket) -> None:
        """Write a packet whose stream and times are set.

        Raises:
            SmartCutUnsupportedError: the container refuses the track or the packet.
        """
        try:
            self.container.mux_one(packet)
        except FFmpegError as error:
            raise SmartCutUnsupportedError(
                "muxing", f"The container does not take this track: {error.strerror}"
            ) from error

    def close(self) -> None:
        """Write the index and end the file."""
        self.container.close()


class VideoTrack:
    """The video track: copied and encoded packets on one rising clock."""

    def __init__(self, output: Output, source: Source) -> None:
        self._output = output
        self._codec = source.codec
        self._stream = output.add(source.video)
        self._time_base: Fraction = source.video.time_base or Fraction(1, 90000)
        self._last_dts: int | None = None
        self._delay = 0
        self._earlier = 0
        self.frames_copied = 0
        self.frames_encoded = 0
        if source.codec.has_global_header:
            # Opened only for its parameter sets, which the file's header must name
            # before it is known whether there will be edges.
            encoder = open_encoder(source.video, source.codec)
            extradata = source.codec.join_extradata(encoder.extradata or b"")
            self._stream.codec_context.extradata = extradata
        if output.has_edit_lists:
            tag = self._codec.mp4_tag or _tag_of(source)
            if tag:
                self._stream.codec_context.codec_tag = tag

    def begin_run(self, delay: int) -> None:
        """Have packets copied whose first is decoded `delay` ticks before it is shown.

        MP4 stores how long a picture lasts as the time to the next one to be decoded: were
        there less delay than before, the last picture would last into this run, and Chromium
        would show it instead of the first one here.
        """
        self._delay = max(self._delay, delay)
        self._earlier = self._delay - delay

    def copy(
        self,
        packet: VideoPacket,
        shift: int,
        *,
        data: bytes | None = None,
        is_keyframe: bool = False,
    ) -> None:
        """Write a packet of the source, `shift` ticks earlier; `data` replaces its content.

        Players begin to decode at what is told to be a keyframe.
        """
        at = packet.pts or 0
        dts = (at if packet.dts is None else packet.dts) - self._earlier
        duration = packet.duration
        if data is not None:
            replaced = cast(VideoPacket, Packet(data))
            replaced.is_keyframe = is_keyframe
            self._write(replaced, at - shift, dts - shift, duration)
        else:
            # The packet may be decoded yet (beside a tail), so what writing does to it
            # is undone.
            borrowed = (packet.stream, packet.time_base, packet.pts, packet.dts)
            was_keyframe, packet.is_keyframe = packet.is_keyframe, is_keyframe
            self._write(packet, at - shift, dts - shift, duration)
            packet.stream, packet.time_base, packet.pts, packet.dts = borrowed
            packet.duration, packet.is_keyframe = duration, was_keyframe
        self.frames_copied += 1

    def encoded(self, packet: VideoPacket, shift: int, delay: int, duration: int) -> None:
        """Write a packet of the encoder, to be decoded `delay` ticks or more before it is shown."""
        at = (packet.pts or 0) - shift
        self._delay = max(self._delay, delay)
        dressed = cast(VideoPacket, Packet(self._codec.encoded(bytes(packet))))
        dressed.is_keyframe = packet.is_keyframe
        self._write(dressed, at, at - self._delay, duration)
        self.frames_encoded += 1

    def _write(self, packet: VideoPacket, at: int, dts: int, duration: int | None) -> None:
        if self._last_dts is not None and dts <= self._last_dts:
            dts = self._last_dts + 1
        if dts > at:
            raise SmartCutUnsupportedError(
                "timestamps", "The timestamps of this file leave no room for a join."
            )
        self._last_dts = dts
        packet.stream = self._stream
        packet.time_base = self._time_base
        packet.pts, packet.dts, packet.duration = at, dts, duration or 0
        self._output.mux(packet)


def _tag_of(source: Source) -> str | None:
    """The source's sample entry, where it says more than the codec (flavours of ProRes)."""
    is_same_family = "mov" in source.container.format.name.split(",")
    return source.video.codec_context.codec_tag if is_same_family else None


def _options_for(path: Path, source: Source, segments: Sequence[Segment]) -> dict[str, str]:
    if path.suffix not in {".mp4", ".m4v", ".mov"}:
        return {}
    room = _index_room(source, segments)
    index = {"moov_size": str(room)} if room else {"movflags": "+faststart"}
    return {**index, "movie_timescale": str(MOVIE_TIMESCALE)}


def _index_room(source: Source, segments: Sequence[Segment]) -> int:
    """Room that is enough, whatever is cut: were it not, all would have been for nothing."""
    samples = [stream.frames for stream in source.container.streams]
    in_order = sorted(segments, key=lambda each: each.start_seconds)
    is_apart = all(a.end_seconds <= b.start_seconds for a, b in pairwise(in_order))
    if not all(samples) or not is_apart or not source.duration_seconds:
        return 0
    seconds = sum(each.end_seconds - each.start_seconds for each in segments)
    part = float(seconds / source.duration_seconds)
    # The pictures may all lie in a small part of the time.
    return index_room(sum(samples), part * source.container.size)


def _lasting(metadata: dict[str, str]) -> dict[str, str]:
    """Tags that are still true of a part of the file."""
    untrue = {"duration", "number_of_frames", "number_of_bytes", "bps", "timecode", "encoder"}
    return {
        key: value
        for key, value in metadata.items()
        if key.lower().split("-")[0] not in untrue and not key.startswith("_STATISTICS")
    }
