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

from av.error import FFmpegError
from av.stream import Disposition
from av.subtitles.stream import SubtitleStream

from . import segments as segment_rules
from .audio import AudioTrack
from .chapters import kept_chapters
from .errors import SmartCutUnsupportedError
from .gops import Gop, GopAssembler
from .muxing import Output
from .packets import VideoPacket
from .pcm import PcmTrack, is_plain_pcm
from .reading import read_from
from .segments import CutReport, Segment
from .source import Source, open_source
from .splice import Splice, span_of
from .subtitles import SubtitleTrack

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
        opened.check()
        try:
            written = Output(output, opened, segments)
            return _Cut(opened, written, segments, on_progress).run()
        except FFmpegError as error:
            raise SmartCutUnsupportedError(
                "damaged", f"The file cannot be cut as it is: {error.strerror}."
            ) from error


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
        self._warnings: list[str] = []
        self._tracks: dict[int, AudioTrack | SubtitleTrack] = {}
        for audio in source.audio:
            kind = PcmTrack if is_plain_pcm(audio) else AudioTrack
            self._tracks[audio.index] = kind(
                audio,
                output.add(audio),
                output.mux,
                hides_preroll=output.has_edit_lists,
                is_joined=len(segments) > 1,
            )
        for number, subtitle in enumerate(source.subtitles, start=1):
            self._add_subtitles(subtitle, number)
        self._warn_of_other_tracks()
        output.container.set_chapters(kept_chapters(source, segments))
        self._total = sum((s.end_seconds - s.start_seconds for s in segments), Fraction(0))
        self._done = Fraction(0)
        self._position = Fraction(0)
        self._followed: Splice | None = None

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
            audio_tracks=len(self._source.audio),
            warnings=tuple(self._warnings),
        )

    def _warn_of_other_tracks(self) -> None:
        streams = self._source.container.streams
        for other in streams.video:
            if other.disposition & Disposition.attached_pic:
                self._warnings.append("The cover picture was dropped.")
            elif other is not self._source.video:
                self._warnings.append("A further video track was dropped.")
        # MP4 keeps its chapters in a data track, and those are kept.
        if len(streams.data) > bool(self._source.container.chapters()):
            self._warnings.append("Tracks of data, such as timecodes, were dropped.")

    def _add_subtitles(self, stream: SubtitleStream, number: int) -> None:
        try:
            target = self._output.add(stream)
        except SmartCutUnsupportedError as error:
            self._warnings.append(f"Subtitle track {number} was dropped: {error.message}")
        else:
            self._tracks[stream.index] = SubtitleTrack(stream, target, self._output.mux)

    def _run_segment(self, segment: Segment) -> None:
        source = self._source
        start = segment.start_seconds + source.origin_seconds
        end = segment.end_seconds + source.origin_seconds
        splice = Splice(
            source,
            self._output.video,
            span_of(source, segment),
            start=round(start / self._time_base),
            output_pts=round(self._position / self._time_base),
        )
        for track in self._tracks.values():
            track.begin_segment()
        self._read(splice, start, end)
        if splice.start_pts is None:
            raise SmartCutUnsupportedError("no_pictures", "There is no picture in this part.")
        self._position += self._end_of(splice, end) - splice.start_pts * self._time_base

    def _read(self, splice: Splice, start: Fraction, end: Fraction) -> None:
        """Read the source from before the segment to after it."""
        gops = GopAssembler(self._source.codec)
        enough = math.floor((end + INTERLEAVING_SECONDS) / self._time_base)
        streams = [s for s in self._source.container.streams if s.index in self._tracks]
        for packet in read_from(self._source, (self._source.video, *streams), splice.span.first):
            if packet.stream_index != self._source.video.index:
                self._tracks[packet.stream_index].push(packet)
            elif not splice.is_done:
                for gop in gops.push(cast(VideoPacket, packet)):
                    splice.take(gop)
                    self._follow(splice, end)
                    self._tell(gop, start, end)
            elif packet.dts is not None and packet.dts > enough:
                return
            if splice.is_done and all(track.is_past_end for track in self._tracks.values()):
                return
        for gop in gops.flush():
            splice.take(gop)
        splice.finish()
        self._follow(splice, end)

    def _follow(self, splice: Splice, end: Fraction) -> None:
        """Let the other tracks go as far as the pictures have decided."""
        if splice.start_pts is None:
            return
        if self._followed is not splice:
            self._followed = splice
            for track in self._tracks.values():
                track.place(splice.start_pts * self._time_base, self._position)
        until = self._end_of(splice, end) if splice.is_done else end
        for track in self._tracks.values():
            track.release(until)

    def _tell(self, gop: Gop, start: Fraction, end: Fraction) -> None:
        reached = min(max(gop.keyframe_pts * self._time_base, start), end)
        self._on_progress(float((self._done + reached - start) / self._total))

    def _end_of(self, splice: Splice, end: Fraction) -> Fraction:
        """Where the segment really ends on the container's clock."""
        if splice.next_pts is not None:
            following = splice.next_pts * self._time_base
            return following if following - end <= self._source.snap_seconds else end
        of_frames = (splice.end_of_last_frame or 0) * self._time_base
        of_file = self._source.origin_seconds + (self._source.duration_seconds or 0)
        return max(of_frames, min(end, of_file))
