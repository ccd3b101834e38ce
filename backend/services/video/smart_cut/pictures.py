"""Decoding a few pictures of a file, and telling whether two show the same."""

from __future__ import annotations

from collections.abc import Iterator

from av.error import FFmpegError
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame

from .edges import decode_only_if_referred_to, open_decoder
from .errors import CutNotExactError
from .gops import pts
from .packets import VideoPacket
from .reading import gops_from
from .source import Source

THUMBNAIL_WIDTH, THUMBNAIL_HEIGHT = 64, 36


def decode(source: Source, first: int, last: int, *, strict: bool) -> Iterator[VideoFrame]:
    """The pictures shown from `first` to `last`, both in ticks and included.

    A strict decoder stops at any fault of the bitstream. It is not used on files that begin
    at a recovery point, where harmless faults are normal.

    Raises:
        CutNotExactError: they do not decode.
    """
    decoder = open_decoder(source.video)
    is_first = True
    for gop in gops_from(source, first):
        if is_first and strict and gop.is_entry:
            decoder.options = {"err_detect": "explode"}
        for packet in gop.from_keyframe if is_first else gop.packets:
            decode_only_if_referred_to(decoder, not first <= pts(packet) <= last)
            for frame in _pictures_of(decoder, packet):
                if first <= (frame.pts or 0) <= last:
                    yield frame
                if (frame.pts or 0) >= last:
                    return
        is_first = False
    yield from (f for f in _pictures_of(decoder, None) if first <= (f.pts or 0) <= last)


def _pictures_of(decoder: VideoCodecContext, packet: VideoPacket | None) -> list[VideoFrame]:
    try:
        return decoder.decode(packet)
    except FFmpegError as error:
        raise CutNotExactError(f"A join does not decode: {error.strerror}") from error


def thumbnail(picture: VideoFrame) -> bytes:
    """The luma of a picture, scaled down."""
    small = picture.reformat(THUMBNAIL_WIDTH, THUMBNAIL_HEIGHT, format="gray", interpolation="AREA")
    return bytes(small.planes[0])


def distance(one: bytes, other: bytes) -> float:
    """Mean difference of two thumbnails, 0 to 255."""
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) / len(one)
