"""Cut a file: read each segment once, splice its video, copy its sound.

One demuxer feeds video and sound together, so the file is read once and in order, and
the muxer can interleave without holding much. The pictures decide where a segment really
begins and ends (there is no half frame); sound follows them to the sample or packet.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import cast

from . import segments as segment_rules
from .audio import AudioTrack
from .errors import SmartCutUnsupportedError
from .gops import Gop, GopAssembler
from .muxing import Output
from .packets import AudioPacket, VideoPacket
from .reading import read_from
from .segments import SNAP_SECONDS, CutReport, Segment
from .source import Source, open_source
from .splice import Span, Splice, span_of

# How much further to read for sound that lies behind its pictures in the file.
INTERLEAVING_SECONDS = Fraction(3)


def smart_cut(
    source: Path,
    output: Path,
    segments: Sequence[Segment],
    on_progress: Callable[[float], None],
) -> CutReport:
    """Write the segments of `source`, joined in the order given, to `output`.

    The suffix of `output` chooses the container. `on_progress` is called with the part
    done, 0 to 1. What has been written when an error is raised is of no use.

    Raises:
        SmartCutUnsupportedError: this file cannot be cut so; encode it again instead.
        ValueError: the segments make no sense.
    """
    segment_rules.check(segments)
    with open_source(source) as opened:
        opened.codec.check(opened.video)
        cut = _Cut(opened, Output(output, opened), segments, on_progress)
        return cut.run()


class _Cut:
    """One run of `smart_cut`."""

    def __init__(
        self,
        source: Source,
        output: Output,
        segments: Sequence[Segment],
        on_progress: Callable[[float], None],
    ) -> None:
        self._source = source
        self._output = output
        self._segments = segments
        self._on_progress = on_progress
        self._time_base: Fraction = source.video.time_base or Fraction(1, 90000)
        self._audio = {
            stream.index: AudioTrack(
                stream,
                output.add(stream),
                output.mux,
                hides_preroll=output.has_edit_lists,
            )
            for stream in source.audio
        }
        self._total = sum((s.end_seconds - s.start_seconds for s in segments), Fraction(0))
        self._done = Fraction(0)
        self._position = Fraction(0)

    def run(self) -> CutReport:
        for segment in self._segments:
            self._run_segment(segment)
            self._done += segment.end_seconds - segment.start_seconds
        self._output.close()
        track = self._output.video
        self._on_progress(1.0)
        return CutReport(
            frames_copied=track.frames_copied,
            frames_encoded=track.frames_encoded,
            duration_seconds=float(self._position),
            audio_tracks=len(self._audio),
        )

    def _run_segment(self, segment: Segment) -> None:
        source = self._source
        start = segment.start_seconds + source.origin_seconds
        end = segment.end_seconds + source.origin_seconds
        span = span_of(source, segment)
        splice = Splice(
            source,
            self._output.video,
            span,
            snap=int(SNAP_SECONDS / self._time_base),
            output_pts=round(self._position / self._time_base),
        )
        for track in self._audio.values():
            track.begin_segment()
        self._read(splice, span, start, end)
        if splice.start_pts is None:
            raise SmartCutUnsupportedError("no_pictures", "There is no picture in this part.")
        finish = self._end_of(splice, end)
        self._release_audio(finish)
        self._position += finish - splice.start_pts * self._time_base

    def _read(self, splice: Splice, span: Span, start: Fraction, end: Fraction) -> None:
        """Read the source from before the segment to after it."""
        gops = GopAssembler(self._source.codec)
        enough = math.floor((end + INTERLEAVING_SECONDS) / self._time_base)
        streams = (self._source.video, *self._source.audio)
        for packet in read_from(self._source, streams, span.first):
            if packet.stream_index != self._source.video.index:
                self._audio[packet.stream_index].push(cast(AudioPacket, packet))
            elif not splice.is_done:
                for gop in gops.push(cast(VideoPacket, packet)):
                    self._take(splice, gop, start, end)
            elif packet.dts is not None and packet.dts > enough:
                return
            if splice.is_done and all(track.is_past_end for track in self._audio.values()):
                return
        for gop in gops.flush():
            self._take(splice, gop, start, end)
        splice.finish()

    def _take(self, splice: Splice, gop: Gop, start: Fraction, end: Fraction) -> None:
        was_placed = splice.start_pts is not None
        splice.take(gop)
        if splice.start_pts is not None and not was_placed:
            for track in self._audio.values():
                track.place(splice.start_pts * self._time_base, self._position)
            self._release_audio(end)
        if splice.is_done:
            self._release_audio(self._end_of(splice, end))
        done = self._done + min(max(gop.keyframe_pts * self._time_base, start), end) - start
        self._on_progress(min(1.0, float(done / self._total)))

    def _release_audio(self, until: Fraction) -> None:
        for track in self._audio.values():
            track.release(until)

    def _end_of(self, splice: Splice, end: Fraction) -> Fraction:
        """Where the segment really ends on the container's clock."""
        if splice.next_pts is not None:
            following = splice.next_pts * self._time_base
            return following if following - end <= SNAP_SECONDS else end
        of_frames = (splice.end_of_last_frame or 0) * self._time_base
        of_file = self._source.origin_seconds + (self._source.duration_seconds or 0)
        return max(of_frames, min(end, of_file))
