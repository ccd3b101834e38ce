"""Where a cut lands: what the probing child finds out for a planned cut.

ffmpeg's own seeking is not exact in every container, and differs for copying and
encoding. Here it is told where to seek so that it comes out where it should.
Imported in the child only, since it reads hostile bytes with PyAV.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TypeAlias

import av
from av.container import InputContainer
from av.format import Flags
from av.packet import Packet
from av.video.stream import VideoStream

from backend.services.streams.probing import UnreadableError
from backend.services.video.cut_facts import CutFacts, Seek, SpanFacts
from backend.services.video.smart_cut import (
    Segment,
    SmartCutUnsupportedError,
    landed,
    supported,
)
from backend.services.whitelist import INPUT_FORMATS

INDEXED = frozenset({"mp4", "matroska", "avi"})
# Containers without an index are searched by guesses, which may come out behind the
# keyframe that was meant: so from further and further before it.
SEEK_MARGINS_SECONDS = (10, 120, 36_000)
# ffmpeg seeks this much earlier (3 pictures at 23 per second) where a container seeks by
# decoding times and pictures are reordered: fftools/ffmpeg_demux.c, `dts_heuristic`.
SEEK_BACK_SECONDS = Fraction(3, 23)
# A picture counts as being at a time that was rounded to milliseconds.
TOLERANCE_SECONDS = Fraction(1, 1000)
# Times are passed on as microseconds, and rounded again to the container's clock.
ROUNDING_SECONDS = Fraction(1, 2000)


Spans: TypeAlias = Sequence[tuple[float, float]]


def cut_facts(path: Path, spans: Spans, *, whole_groups: bool) -> CutFacts:
    """Return how the video at `path` can be cut into `spans`, pairs of seconds.

    `whole_groups` tells where they land if nothing is to be encoded. Raises
    `av.error.FFmpegError` where the file cannot be read.
    """
    refusal: SmartCutUnsupportedError | None = None
    groups: Spans = ()
    try:
        supported(path)
        if whole_groups:
            groups = _groups(path, spans)
    except SmartCutUnsupportedError as error:
        refusal = error
    options = {"protocol_whitelist": "file", "format_whitelist": INPUT_FORMATS}
    with av.open(f"file:{path}", options=options, metadata_errors="replace") as container:
        search = _Search(container)
        # Of many spans, where each would land alone is nobody's question.
        facts = [search.span_facts(*span, copied=len(spans) == 1) for span in spans]
    return CutFacts(
        smart_cut_refusal=refusal.code if refusal else "",
        smart_cut_reason=refusal.message if refusal else "",
        spans=tuple(facts),
        groups_seconds=tuple(groups),
    )


def _groups(path: Path, spans: Spans) -> Spans:
    asked = [Segment(Fraction(str(start)), Fraction(str(end))) for start, end in spans]
    return [(float(part.start_seconds), float(part.end_seconds)) for part in landed(path, asked)]


class _Search:
    """Looks at packets around points in time, without decoding any."""

    def __init__(self, container: InputContainer) -> None:
        self._container = container
        known = [stream for stream in container.streams.video if stream.codec_context is not None]
        if not known:
            raise UnreadableError("DAMAGED")
        self._video: VideoStream = known[0]
        self._base = self._video.time_base or Fraction(1, av.time_base)
        self._start = Fraction(container.start_time or 0, av.time_base)
        rate = self._video.average_rate
        self._frame = 1 / Fraction(rate) if rate else Fraction(1, 25)
        self._indexed = not INDEXED.isdisjoint(container.format.name.split(","))
        self._margins = (0, *SEEK_MARGINS_SECONDS) if self._indexed else SEEK_MARGINS_SECONDS
        self._margin = self._margins[0]

    def span_facts(self, start_seconds: float, end_seconds: float, *, copied: bool) -> SpanFacts:
        """Return how to come to a span; where a copy of it lands only if `copied`."""
        start = Fraction(start_seconds)
        keyframe = self.keyframe_before(start) if copied else None
        end = self.end_of_copy(Fraction(end_seconds)) if copied else Fraction(end_seconds)
        return SpanFacts(
            encode_seek=self.encode_seek(start),
            copy_seek=self.copy_seek(keyframe),
            keyframe_seconds=float(self.shown_at(keyframe)) if keyframe else 0.0,
            copy_end_seconds=float(end),
        )

    def keyframe_before(self, seconds: Fraction) -> "Packet[VideoStream] | None":
        """Return the last keyframe that is shown at or before `seconds`."""
        seconds += min(self._frame / 4, TOLERANCE_SECONDS)
        for margin in self._margins:
            self._margin = margin
            found = None
            for packet in self._packets_from(seconds - margin):
                if self._decoded_at(packet) > seconds:
                    break
                if packet.is_keyframe and self.shown_at(packet) <= seconds:
                    found = packet
            if found is not None:
                return found
        return None

    def encode_seek(self, start: Fraction) -> Seek:
        """Return how ffmpeg begins to encode with the first picture at or after `start`."""
        start = max(Fraction(0), start - TOLERANCE_SECONDS)
        if self._indexed:
            return Seek(float(start), 0.0)
        return self._roundabout(start, start)

    def copy_seek(self, keyframe: "Packet[VideoStream] | None") -> Seek:
        """Return how ffmpeg begins to copy with `keyframe`, and nothing earlier."""
        if keyframe is None or self.shown_at(keyframe) <= 0:
            return Seek(0.0, 0.0)
        if not self._indexed:
            # Copying begins with what is decoded, not shown, after the point.
            begin = self._decoded_at(keyframe) - ROUNDING_SECONDS
            return self._roundabout(begin, self.shown_at(keyframe))
        reordered = bool(self._video.codec_context.has_b_frames)
        seeks_back = reordered and Flags.seek_to_pts not in Flags(self._container.format.flags)
        seconds = self.shown_at(keyframe)
        if seeks_back:
            seconds += SEEK_BACK_SECONDS + ROUNDING_SECONDS
        return Seek(float(seconds), 0.0)

    def end_of_copy(self, seconds: Fraction) -> Fraction:
        """Return about when the last picture ends that is copied with an end at `seconds`.

        ffmpeg copies until a packet is to be decoded at the end; pictures that stand
        before that one because others need them are shown after the end.
        """
        last = seconds
        keyframe = self.keyframe_before(seconds)
        for packet in self._packets_from(self.shown_at(keyframe) if keyframe else Fraction(0)):
            if self._decoded_at(packet) >= seconds:
                break
            last = max(last, self.shown_at(packet) + self._frame)
        return last

    def shown_at(self, packet: "Packet[VideoStream]") -> Fraction:
        """Return the time of a picture on the file's own timeline."""
        assert packet.pts is not None
        return packet.pts * self._base - self._start

    def _roundabout(self, begin: Fraction, near: Fraction) -> Seek:
        far = max(Fraction(0), near - self._margin)
        return Seek(float(far), float(max(Fraction(0), begin - far)))

    def _packets_from(self, seconds: Fraction) -> "Iterator[Packet[VideoStream]]":
        ticks = int((max(seconds, Fraction(0)) + self._start) / self._base)
        self._container.seek(ticks, stream=self._video, backward=True)
        for packet in self._container.demux(self._video):
            if packet.size and packet.pts is not None:
                yield packet

    def _decoded_at(self, packet: "Packet[VideoStream]") -> Fraction:
        ticks = packet.pts if packet.dts is None else packet.dts
        assert ticks is not None
        return ticks * self._base - self._start
