"""The heart: which pictures of a segment are copied and which are encoded.

    source    I──P──P──I──P──P──I──P──P──I──P──P──I
    segment       [────────────────────────────)
    output        e──e─I──P──P──I──P──P──I──P──P
                  head │ ←      copied       → │ tail

*Head*: from the first wanted picture to the first keyframe at which copying may start.
Decoded from the keyframe before, encoded, ending exactly before the copied run.

*Copied run*: whole GOPs, and of the last one every packet up to the first picture that is
not wanted. That suffices: a packet refers only to packets before it in the file.

*Tail*: the few wanted pictures left in the last GOP, which stand behind an unwanted one in
the file because they refer to it (B-frames). Often none; never more than the reordering.

Memory: the GOP at hand and the one before it, while the next is being collected.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from .codecs import Codec
from .edges import Edge
from .errors import SmartCutUnsupportedError
from .gops import Gop, pts
from .muxing import VideoTrack
from .packets import VideoPacket
from .reading import has_entry_within
from .segments import Segment, first_tick_at
from .source import Source


@dataclass(frozen=True)
class Span:
    """What to keep of the video, in ticks of its stream, half-open."""

    first: int
    end: int

    def wanted(self, packets: list[VideoPacket]) -> set[int]:
        """The times of the wanted pictures among these."""
        return {at for at in map(pts, packets) if self.first <= at < self.end}


def span_of(source: Source, segment: Segment) -> Span:
    """A segment on the clock of the source's video."""
    time_base = source.video.time_base or Fraction(1)
    return Span(
        first=first_tick_at(
            segment.start_seconds + source.origin_seconds, time_base, source.frame_seconds
        ),
        end=first_tick_at(
            segment.end_seconds + source.origin_seconds, time_base, source.frame_seconds
        ),
    )


class Splice:
    """The video of one segment, GOP by GOP."""

    def __init__(
        self, source: Source, track: VideoTrack, span: Span, *, start: int, output_pts: int
    ) -> None:
        """Prepare a segment that was asked to begin at `start` of the source.

        It goes to `output_pts` of the output. Its first picture there is the first wanted
        one, unless a gap comes before that, which belongs to the film and is kept.
        """
        self._source = source
        self._codec: Codec = source.codec
        self._track = track
        self.span = span
        self._start = start
        self._snap = round(source.snap_seconds / (source.video.time_base or 1))
        self._output_pts = output_pts
        self._frame = max(1, round(source.frame_seconds / (source.video.time_base or 1)))
        self._previous: Gop | None = None
        self._edge: Edge | None = None
        self._delay = 0
        self._copying = False
        self._is_run_open = False
        self._last_wanted: int | None = None
        self.start_pts: int | None = None
        """Where the segment really starts; known with its first picture."""
        self.next_pts: int | None = None
        """The first picture after the segment, known when `is_done`."""
        self.is_done = False

    @property
    def end_of_last_frame(self) -> int | None:
        """Where the last picture ends by nominal frame rate, if there is one."""
        return None if self._last_wanted is None else self._last_wanted + self._frame

    def take(self, gop: Gop) -> None:
        """Deal with the next GOP of the source.

        Raises:
            SmartCutUnsupportedError: it cannot be cut exactly.
        """
        previous, self._previous = self._previous, gop
        self._delay = gop.reorder_delay
        self._note_next(gop)
        if self._copying:
            self._copy_or_end(previous, gop, gop.packets)
        elif gop.is_entry and gop.keyframe_pts >= self.span.first:
            self._encode_up_to(previous, gop)
            self._close_edge()
            self._copying = True
            self._copy_or_end(None, gop, gop.from_keyframe)
        elif gop.keyframe_pts >= self.span.end:
            self._encode_up_to(previous, gop)
            self._end()
        elif previous is not None and gop.keyframe_pts > self.span.first:
            self._require_entry_after(gop)
            self._encode(previous)

    def finish(self) -> None:
        """The source has ended: bring out what is still held."""
        if self.is_done:
            return
        if not self._copying and self._previous is not None:
            self._encode(self._previous)
        self._end()

    def _require_entry_after(self, gop: Gop) -> None:
        if self._edge is None and not has_entry_within(
            self._source, gop.keyframe_pts, self.span.end
        ):
            raise SmartCutUnsupportedError(
                "no_cut_point", "There are too few places in this file where a cut can start."
            )

    def _note_next(self, gop: Gop) -> None:
        if gop.last_pts >= self.span.end:
            after = min(at for at in map(pts, gop.packets) if at >= self.span.end)
            self.next_pts = after if self.next_pts is None else min(after, self.next_pts)

    def _encode_up_to(self, previous: Gop | None, gop: Gop) -> None:
        """Encode what is wanted before a keyframe, which is itself decoded only."""
        leading = self.span.wanted(gop.leading)
        if previous is not None:
            self._encode(previous, is_needed=bool(leading))
        if leading:
            self._feed(gop.packets, leading)

    def _encode(self, gop: Gop, *, is_needed: bool = False) -> None:
        is_first = self._edge is None
        packets = gop.from_keyframe if is_first else gop.packets
        wanted = self.span.wanted(packets)
        if wanted or is_needed or not is_first:
            is_last = gop.last_pts >= self.span.end
            self._feed(packets, wanted, whole=not is_last)

    def _copy_or_end(self, previous: Gop | None, gop: Gop, packets: list[VideoPacket]) -> None:
        if gop.last_pts < self.span.end:
            self._copy(packets)
            return
        kept: list[VideoPacket] = []
        for packet in packets:
            if pts(packet) >= self.span.end:
                break
            kept.append(packet)
        rest = self.span.wanted(packets[len(kept) :])
        while rest and kept and pts(max(kept, key=pts)) > min(rest):
            rest.add(pts(kept.pop()))
        self._copy(kept)
        if rest:
            if previous is not None and min(rest) < gop.keyframe_pts:
                self._feed(previous.from_keyframe, set(), whole=True)
            self._feed(packets, rest)
        self._end()

    def _end(self) -> None:
        self._close_edge()
        self.is_done = True

    def _copy(self, packets: list[VideoPacket]) -> None:
        if not packets:
            return
        if any(packet.is_discard and pts(packet) >= self.span.first for packet in packets):
            raise SmartCutUnsupportedError(
                "edit_list", "This file hides pictures in the middle, which a copy would show."
            )
        times = [pts(packet) for packet in packets]
        shift = self._shift_from(min(times))
        for packet in packets:
            data, is_keyframe = None, packet.is_keyframe
            if packet.is_keyframe:
                # Chromium plays no further once it has begun with a picture whose leading
                # ones refer to what was before; it comes to them from an entry.
                is_keyframe = pts(packet) == min(times) or self._codec.is_entry(packet)
                rewrite = self._codec.keyframe if self._is_run_open else self._codec.run_start
                data = rewrite(bytes(packet))
                if not self._is_run_open:
                    self._track.begin_run(self._delay)
                self._is_run_open = True
            self._track.copy(packet, shift, data=data, is_keyframe=is_keyframe)
        self._note_last(max(times))

    def _feed(self, packets: list[VideoPacket], wanted: set[int], *, whole: bool = False) -> None:
        """Put packets through the edge; unless `whole`, only as far as they are needed."""
        if self._edge is None:
            self._edge = Edge(self._source.video, self._codec, self._write_encoded)
        if wanted:
            self._shift_from(min(wanted))
            self._note_last(max(wanted))
        if not whole:
            needed = [index for index, packet in enumerate(packets) if pts(packet) in wanted]
            packets = packets[: needed[-1] + 1] if needed else []
        self._edge.feed(packets, wanted)

    def _note_last(self, at: int) -> None:
        self._last_wanted = at if self._last_wanted is None else max(at, self._last_wanted)

    def _close_edge(self) -> None:
        if self._edge is not None:
            self._edge.finish()
            self._edge = None

    def _write_encoded(self, packet: VideoPacket) -> None:
        shift = self._shift_from(packet.pts or 0)
        self._track.encoded(packet, shift, self._delay, self._frame)

    def _shift_from(self, first_pts: int) -> int:
        """How much earlier the output is than the source, fixed by the first picture."""
        if self.start_pts is None:
            is_near = first_pts - self._start <= self._snap
            self.start_pts = first_pts if is_near else self._start
        return self.start_pts - self._output_pts
