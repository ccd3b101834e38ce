"""Sound is copied packet by packet, at its true time.

Traps this module knows:

- A packet of sound lasts 20 to 30 ms and ends where no picture does. At the outer start,
  containers with edit lists hide what is too early, to the sample; elsewhere a packet
  belongs if most of it does, so sound is never further off than half a packet, and the
  error does not add up over many joins, since each packet keeps its true time.
- The first packet after a cut decodes badly: AAC and MP3 overlap with the packet before,
  Opus takes 80 ms to converge (RFC 7845, 4.6). A few packets more go in front, hidden.
- Where a segment really starts is known only when its first picture has been read.
  Until then packets wait.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from fractions import Fraction

from av.audio.stream import AudioStream

from .errors import SmartCutUnsupportedError
from .packets import AudioPacket

# How many packets a decoder needs before its output is right.
PREROLL_PACKETS = {"aac": 1, "mp3": 3, "opus": 4, "vorbis": 1, "ac3": 1, "eac3": 1}

# Longer packets (FLAC, up to 0.1 s) would make joins audible: encode again instead.
MAX_JOINED_PACKET = Fraction(1, 20)

# Matroska rounds timestamps to milliseconds.
TIMESTAMP_GRAIN = Fraction(1, 1000)


class AudioTrack:
    """One track of sound, from the source's stream to the output's."""

    def __init__(
        self,
        source: AudioStream,
        target: AudioStream,
        write: Callable[[AudioPacket], None],
        *,
        hides_preroll: bool,
        is_joined: bool,
    ) -> None:
        """Copy `source` to `target`.

        `hides_preroll`: the container can hide what lies before 0. `is_joined`: there will
        be more than one segment.
        """
        self._target = target
        self._write = write
        self._time_base = source.time_base or Fraction(1, 90000)
        codec = source.codec_context.codec.canonical_name
        preroll = PREROLL_PACKETS.get(codec, 0) if hides_preroll else 0
        self._hides_preroll = hides_preroll
        self._preroll: deque[AudioPacket] = deque(maxlen=preroll)
        self._earliest = -_pre_skip(source, self._time_base)
        frames = Fraction(source.codec_context.frame_size, source.codec_context.sample_rate or 1)
        self._nominal = round(frames / self._time_base)
        self._longest = MAX_JOINED_PACKET / self._time_base if is_joined else None
        self._position: int | None = None  # where the sound written so far ends, in ticks
        self._last_pts: int | None = None
        self._waiting: deque[AudioPacket] = deque()
        self._shift: int | None = None
        self._start = 0
        self._until: int | None = None
        self.is_past_end = False

    def begin_segment(self) -> None:
        """Expect packets of a new segment, whose place is not known yet."""
        self._waiting.clear()
        self._preroll.clear()
        self._shift = self._until = None
        self.is_past_end = False

    def place(self, source_seconds: Fraction, output_seconds: Fraction) -> None:
        """From now on, sound at the one time goes to the other (container clocks)."""
        self._shift = round((source_seconds - output_seconds) / self._time_base)
        self._start = round(output_seconds / self._time_base)

    def release(self, until_seconds: Fraction) -> None:
        """Write what has come in up to a time of the source; packets after it wait."""
        self._until = round(until_seconds / self._time_base)
        while self._waiting and self._belongs_before(self._waiting[0], self._until):
            self._keep(self._waiting.popleft())
        self._end_at(self._until)
        self.is_past_end = bool(self._waiting)

    def push(self, packet: AudioPacket) -> None:
        """Take the next packet of the source."""
        if packet.pts is None or not packet.size:
            return
        if self._longest is not None and self._duration(packet) > self._longest:
            raise SmartCutUnsupportedError(
                "long_audio_packets", "The sound is stored in pieces too long to join exactly."
            )
        ready = self._shift is not None and self._until is not None and not self._waiting
        if ready and self._until is not None and self._belongs_before(packet, self._until):
            self._keep(packet)
        else:
            self._waiting.append(packet)
            self.is_past_end = self._until is not None

    def _belongs_before(self, packet: AudioPacket, until: int) -> bool:
        return (packet.pts or 0) + self._duration(packet) // 2 < until

    def _duration(self, packet: AudioPacket) -> int:
        """How long a packet sounds: a container may stretch one over a gap, or not know."""
        stored = packet.duration or 0
        return min(stored, self._nominal) if stored and self._nominal else stored or self._nominal

    def _end_at(self, until: int) -> None:
        """A packet that reaches over the end belongs or not; it is not cut."""

    def _keep(self, packet: AudioPacket) -> None:
        at = (packet.pts or 0) - (self._shift or 0)
        if self._is_too_early(at, self._duration(packet)):
            if self._position is None:
                self._preroll.append(packet)
            return
        while self._preroll:
            self._put(self._preroll.popleft())
        self._put(packet)

    def _is_too_early(self, at: int, duration: int) -> bool:
        if self._position is not None:
            return at < self._position - duration // 2
        if self._hides_preroll:
            return at + duration <= self._start
        return at < self._start + self._earliest - round(TIMESTAMP_GRAIN / self._time_base)

    def _put(self, packet: AudioPacket) -> None:
        at = (packet.pts or 0) - (self._shift or 0)
        if not self._hides_preroll:
            at = max(at, self._earliest)
        if self._last_pts is not None and at <= self._last_pts:
            at = self._last_pts + 1
        self._last_pts, self._position = at, at + self._duration(packet)
        packet.stream = self._target
        packet.time_base = self._time_base
        packet.pts = packet.dts = at
        self._write(packet)


def _pre_skip(source: AudioStream, time_base: Fraction) -> int:
    """How far before 0 the container lets Opus begin, in ticks (RFC 7845, 5.1)."""
    header = source.codec_context.extradata or b""
    if header[:8] != b"OpusHead":
        return 0
    return round(Fraction(int.from_bytes(header[10:12], "little"), 48000) / time_base)
