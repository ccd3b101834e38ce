"""Uncompressed sound is cut to the sample, since its packets can be cut anywhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import cast

from av.audio.stream import AudioStream
from av.packet import Packet

from .audio import AudioTrack
from .packets import AudioPacket

# pcm_dvd and pcm_bluray pack their samples otherwise.
PLAIN_PCM = re.compile(r"pcm_(?:[suf](8|16|24|32|64)(?:le|be)?|alaw|mulaw)")


def is_plain_pcm(source: AudioStream) -> bool:
    """Whether the packets of a stream are samples one after the other and nothing else."""
    return PLAIN_PCM.fullmatch(source.codec_context.codec.canonical_name) is not None


class PcmTrack(AudioTrack):
    """A track of plain PCM; see `is_plain_pcm`."""

    def __init__(
        self,
        source: AudioStream,
        target: AudioStream,
        write: Callable[[AudioPacket], None],
        *,
        hides_preroll: bool,
        is_joined: bool,
    ) -> None:
        super().__init__(source, target, write, hides_preroll=hides_preroll, is_joined=is_joined)
        match = PLAIN_PCM.fullmatch(source.codec_context.codec.canonical_name)
        bits = int(match.group(1) or 8) if match else 8
        self._frame_bytes = bits // 8 * source.codec_context.channels
        self._ticks_per_frame = 1 / (source.codec_context.sample_rate * self._time_base)

    def _belongs_before(self, packet: AudioPacket, until: int) -> bool:
        return (packet.pts or 0) + (packet.duration or 0) <= until

    def _end_at(self, until: int) -> None:
        if self._waiting and (self._waiting[0].pts or 0) < until:
            before, after = self._split(self._waiting.popleft(), until)
            self._waiting.appendleft(after)
            self._keep(before)

    def _keep(self, packet: AudioPacket) -> None:
        begin = (self._start if self._position is None else self._position) + (self._shift or 0)
        if (packet.pts or 0) < begin:
            _, packet = self._split(packet, begin)
        if packet.size:
            self._put(packet)

    def _split(self, packet: AudioPacket, at: int) -> tuple[AudioPacket, AudioPacket]:
        data = bytes(packet)
        begin, duration = packet.pts or 0, packet.duration or 0
        frames = round((at - begin) / self._ticks_per_frame)
        middle = min(max(frames, 0) * self._frame_bytes, len(data))
        return (
            _piece(data[:middle], begin, at - begin),
            _piece(data[middle:], at, max(begin + duration - at, 0)),
        )


def _piece(data: bytes, pts: int, duration: int) -> AudioPacket:
    piece = cast(AudioPacket, Packet(data))
    piece.pts, piece.duration, piece.is_keyframe = pts, duration, True
    return piece
