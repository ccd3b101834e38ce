"""Where a cut lands: what the probing child finds out for a planned cut.

Imported in the child only, since it reads hostile bytes with PyAV.
"""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
from av.container import InputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from backend.services.video.probed import CutFacts
from backend.services.video.smart_cut import SmartCutUnsupportedError, supported
from backend.services.whitelist import INPUT_FORMATS

# Containers without an index are searched by guesses that may come out behind the
# keyframe that was meant: from further and further before it.
SEEK_MARGINS_SECONDS = (0, 10, 120, 36_000)


def cut_facts(path: Path, start_seconds: float, end_seconds: float) -> CutFacts:
    """Return how the video at `path` can be cut from start to end.

    Raises `av.error.FFmpegError` where it cannot be read.
    """
    code, message = "", ""
    try:
        supported(path)
    except SmartCutUnsupportedError as error:
        code, message = error.code, error.message
    options = {"protocol_whitelist": "file", "format_whitelist": INPUT_FORMATS}
    with av.open(f"file:{path}", options=options, metadata_errors="replace") as container:
        search = _Search(container)
        return CutFacts(
            smart_cut_refusal=code,
            smart_cut_reason=message,
            keyframe_seconds=float(search.keyframe_before(Fraction(start_seconds))),
            copy_end_seconds=float(search.end_of_copy(Fraction(end_seconds))),
        )


class _Search:
    """Looks at packets around points in time, without decoding any."""

    def __init__(self, container: InputContainer) -> None:
        self._container = container
        self._video: VideoStream = container.streams.video[0]
        self._base = self._video.time_base or Fraction(1, av.time_base)
        self._start = Fraction(container.start_time or 0, av.time_base)
        rate = self._video.average_rate
        self._frame = 1 / Fraction(rate) if rate else Fraction(1, 25)

    def keyframe_before(self, seconds: Fraction) -> Fraction:
        """Return the time of the last keyframe that is shown at or before `seconds`."""
        # A picture counts as being at a time that was rounded to milliseconds.
        seconds += min(self._frame / 4, Fraction(1, 1000))
        for margin in SEEK_MARGINS_SECONDS:
            found = None
            for packet in self._packets_from(seconds - margin):
                if self._decoded_at(packet) > seconds:
                    break
                if packet.is_keyframe and self._shown_at(packet) <= seconds:
                    found = self._shown_at(packet)
            if found is not None:
                return max(found, Fraction(0))
        return Fraction(0)

    def end_of_copy(self, seconds: Fraction) -> Fraction:
        """Return when the last picture ends that ffmpeg copies with an end at `seconds`.

        It copies until a packet is to be decoded at the end; pictures that stand before
        that one because others need them are shown after the end.
        """
        last = seconds
        for packet in self._packets_from(self.keyframe_before(seconds)):
            if self._decoded_at(packet) >= seconds:
                break
            last = max(last, self._shown_at(packet) + self._frame)
        return last

    def _packets_from(self, seconds: Fraction) -> "Iterator[Packet[VideoStream]]":
        ticks = int((max(seconds, Fraction(0)) + self._start) / self._base)
        self._container.seek(ticks, stream=self._video, backward=True)
        for packet in self._container.demux(self._video):
            if packet.size and packet.pts is not None:
                yield packet

    def _shown_at(self, packet: "Packet[VideoStream]") -> Fraction:
        assert packet.pts is not None
        return packet.pts * self._base - self._start

    def _decoded_at(self, packet: "Packet[VideoStream]") -> Fraction:
        ticks = packet.pts if packet.dts is None else packet.dts
        assert ticks is not None
        return ticks * self._base - self._start
