"""Subtitles are copied packet by packet; those that reach over an edge are shortened.

Subtitles that began before the part that is read (more than a second before a segment)
are not seen.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from av.subtitles.stream import SubtitleStream

from .packets import AnyPacket


class SubtitleTrack:
    """One track of subtitles. Used like `audio.AudioTrack`."""

    is_past_end = True  # they come rarely: nobody waits for the next

    def __init__(
        self, source: SubtitleStream, target: SubtitleStream, write: Callable[[AnyPacket], None]
    ) -> None:
        self._target = target
        self._write = write
        self._time_base = source.time_base or Fraction(1, 1000)
        self._waiting: list[AnyPacket] = []
        self._shift = self._begin = 0
        self._last = -1

    def begin_segment(self) -> None:
        """Expect packets of a new segment, whose place is not known yet."""
        self._waiting.clear()

    def push(self, packet: AnyPacket) -> None:
        """Take the next packet of the source."""
        if packet.pts is not None:
            self._waiting.append(packet)

    def place(self, source_seconds: Fraction, output_seconds: Fraction) -> None:
        """Subtitles at the one time go to the other (container clocks)."""
        self._shift = round((source_seconds - output_seconds) / self._time_base)
        self._begin = round(output_seconds / self._time_base)

    def release(self, until_seconds: Fraction) -> None:
        """Write what has come in up to a time of the source."""
        until = round(until_seconds / self._time_base)
        ready = [packet for packet in self._waiting if (packet.pts or 0) < until]
        self._waiting = [packet for packet in self._waiting if (packet.pts or 0) >= until]
        for packet in ready:
            self._put(packet, until - self._shift)

    def _put(self, packet: AnyPacket, end: int) -> None:
        begin = (packet.pts or 0) - self._shift
        finish = min(begin + (packet.duration or 0), end)
        begin = max(begin, self._begin)
        if finish <= begin or begin < self._last:
            return
        self._last = begin
        packet.stream = self._target
        packet.time_base = self._time_base
        packet.pts = packet.dts = begin
        packet.duration = finish - begin
        self._write(packet)
