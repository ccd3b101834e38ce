"""Packets of a source from before a given picture on.

Indexes are kept by decoding time and some only by guess, so a seek may land after the
keyframe that is needed. Each seek therefore aims a second early (which also brings the
sound that belongs to the first picture) and is checked where it landed; if that is too
late, it aims four times as early.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from av.container import InputContainer
from av.error import FFmpegError
from av.stream import Stream

from .errors import SmartCutUnsupportedError
from .gops import MAX_GOP_FRAMES, Gop, GopAssembler
from .packets import AnyPacket
from .source import Source, open_container, open_source, read_only

AIM_EARLY_SECONDS = (1, 4, 16, 64)

# As a time of a picture: before all others.
BEGINNING = -(1 << 62)


def read_from(source: Source, streams: tuple[Stream, ...], video_pts: int) -> Iterator[AnyPacket]:
    """The packets of `streams` in the order of the file, from a keyframe of the video on.

    That keyframe is shown at or before `video_pts` (ticks), or is the first of the file.

    Raises:
        SmartCutUnsupportedError: the file breaks off.
    """
    time_base = source.video.time_base or Fraction(1)
    begin = round(source.origin_seconds / time_base)
    for early in AIM_EARLY_SECONDS if source.seekable else ():
        target = video_pts - round(early / time_base)
        if target <= begin:
            break
        try:
            source.container.seek(target, stream=source.video)
        except FFmpegError:  # a damaged index; what it leads to can still be read
            break
        packets = _packets(source.container, streams)
        head = _up_to_keyframe(source, packets)
        if head and head[-1].pts is not None and head[-1].pts <= video_pts:
            yield from head
            yield from packets
            return
    # A seek to the very beginning would skip sound that begins before the pictures.
    with open_container(source.path) as container:
        wanted = {stream.index for stream in streams}
        again = tuple(stream for stream in container.streams if stream.index in wanted)
        if len(again) != len(wanted):
            raise SmartCutUnsupportedError("damaged", "The tracks of this file come and go.")
        yield from _packets(container, again)


def _packets(container: InputContainer, streams: tuple[Stream, ...]) -> Iterator[AnyPacket]:
    """All packets with content; a demuxer ends with empty ones to flush decoders."""
    read_only(container, streams)
    try:
        for packet in container.demux(streams):
            if packet.size:
                yield packet
    except (FFmpegError, IndexError) as error:
        # IndexError: PyAV meets a track that was not there when the file was opened.
        raise SmartCutUnsupportedError("damaged", "The file is damaged or cut short.") from error


def _up_to_keyframe(source: Source, packets: Iterator[AnyPacket]) -> list[AnyPacket]:
    head: list[AnyPacket] = []
    for packet in packets:
        head.append(packet)
        if packet.stream_index == source.video.index and packet.is_keyframe:
            return head
    return []


def has_entry_within(source: Source, after: int, until: int) -> bool:
    """Whether copying could begin soon after a picture, or need not before `until`.

    Soon is within as many pictures as a GOP may have.
    """
    frames = 0
    with open_source(source.path) as ahead:
        for gop in gops_from(ahead, after):
            if gop.keyframe_pts >= until or (gop.is_entry and gop.keyframe_pts > after):
                return True
            frames += len(gop.packets)
            if frames > MAX_GOP_FRAMES:
                return False
    return True


def gops_from(source: Source, video_pts: int) -> Iterator[Gop]:
    """The GOPs of the video, from the last that begins at or before `video_pts` on.

    Raises:
        SmartCutUnsupportedError: as `read_from` and `GopAssembler.push`.
    """
    assembler = GopAssembler(source.codec)
    before: Gop | None = None
    for packet in read_from(source, (source.video,), video_pts):
        for gop in assembler.push(packet):
            if before is not None and gop.keyframe_pts > video_pts:
                yield before
            before = gop
    for gop in assembler.flush():
        if before is not None and gop.keyframe_pts > video_pts:
            yield before
        before = gop
    if before is not None:
        yield before
