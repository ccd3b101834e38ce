"""The edges of a cut: pictures that must be decoded and encoded again.

An edge decodes whole GOPs but encodes only the wanted pictures of them, and holds the
decoder to account: every wanted picture must come out, once, undamaged and of the same
size and kind. A decoder that conceals damage would otherwise make a wrong film silently.

PyAV's logging must stay off (as it is by default): its callback wants the interpreter from
inside the decoder's threads, and locks up with a decoder that is just being closed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import cast

from av.codec.context import CodecContext, Flags
from av.error import FFmpegError
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType, VideoFrame
from av.video.stream import VideoStream

from .codecs import Codec
from .errors import SmartCutUnsupportedError
from .gops import MAX_GOP_FRAMES
from .packets import VideoPacket


def open_encoder(video: VideoStream, codec: Codec) -> VideoCodecContext:
    """An encoder whose pictures look like the source's neighbours and decode beside them.

    Raises:
        SmartCutUnsupportedError: the encoder does not take such pictures.
    """
    if codec.encoder is None:
        raise AssertionError("a codec whose frames stand alone has no edges")
    decoder = video.codec_context
    encoder = cast(VideoCodecContext, CodecContext.create(codec.encoder, "w"))
    encoder.width, encoder.height = decoder.width, decoder.height
    encoder.pix_fmt = decoder.pix_fmt
    encoder.time_base = video.time_base or encoder.time_base
    encoder.framerate = video.average_rate or video.guessed_rate or encoder.framerate
    if video.sample_aspect_ratio:
        encoder.sample_aspect_ratio = video.sample_aspect_ratio
    encoder.color_range = decoder.color_range
    encoder.color_primaries = decoder.color_primaries
    encoder.color_trc = decoder.color_trc
    encoder.colorspace = decoder.colorspace
    encoder.gop_size = MAX_GOP_FRAMES  # one keyframe an edge, unless it is very long
    encoder.options = codec.encoder_options()
    if codec.has_global_header:
        encoder.flags |= Flags.global_header
    encoder.thread_count = 0
    try:
        encoder.open()
    except FFmpegError as error:
        raise SmartCutUnsupportedError(
            "encoder", f"Pictures like those of this file cannot be encoded: {error.strerror}"
        ) from error
    return encoder


def open_decoder(video: VideoStream) -> VideoCodecContext:
    """A decoder that knows nothing yet, apart from the one of the stream."""
    codec = video.codec_context.codec
    decoder = cast(VideoCodecContext, CodecContext.create(codec.name, "r"))
    decoder.extradata = video.codec_context.extradata
    decoder.thread_type = "AUTO"
    decoder.thread_count = 0
    return decoder


def decode_only_if_referred_to(decoder: VideoCodecContext, yes: bool) -> None:
    """Whether the next packet is to be skipped if no other picture refers to it.

    Spares half of the work on the way from a keyframe to a picture. Not for AV1, whose
    decoder takes the wish for all packets under way at once.
    """
    if decoder.codec.canonical_name in {"h264", "hevc"}:
        decoder.skip_frame = "NONREF" if yes else "NONE"


class Edge:
    """One run of pictures to be encoded, between or beside copied runs."""

    def __init__(
        self, video: VideoStream, codec: Codec, write: Callable[[VideoPacket], None]
    ) -> None:
        self._video = video
        self._decoder = open_decoder(video)
        self._encoder = open_encoder(video, codec)
        self._write = write
        self._missing: set[int] = set()
        self._last_pts: int | None = None
        self.frames = 0

    def feed(self, packets: Iterable[VideoPacket], wanted: set[int]) -> None:
        """Decode the next packets; encode the pictures whose times are in `wanted`.

        Raises:
            SmartCutUnsupportedError: the pictures cannot be decoded faultlessly.
        """
        self._missing |= wanted
        for packet in packets:
            decode_only_if_referred_to(self._decoder, packet.pts not in wanted)
            self._encode(self._decode(packet))

    def finish(self) -> None:
        """Encode what is still under way.

        Raises:
            SmartCutUnsupportedError: pictures are missing.
        """
        self._encode(self._decode(None))
        if self._missing:
            raise SmartCutUnsupportedError(
                "damaged", f"{len(self._missing)} pictures at the edge cannot be decoded."
            )
        self._write_all(self._encoder.encode(None))

    def _decode(self, packet: VideoPacket | None) -> list[VideoFrame]:
        try:
            return self._decoder.decode(packet)
        except FFmpegError:
            # Whether the damage matters shows in which pictures are missing in the end:
            # those that lead the first keyframe fail by nature.
            return []

    def _encode(self, frames: list[VideoFrame]) -> None:
        for frame in frames:
            if frame.pts not in self._missing:
                continue
            self._check(frame)
            self._missing.discard(frame.pts)
            self._last_pts = frame.pts
            frame.pict_type = PictureType.NONE  # the encoder is to choose, not the source
            frame.time_base = self._video.time_base
            self.frames += 1
            self._write_all(self._encoder.encode(frame))

    def _check(self, frame: VideoFrame) -> None:
        encoder = self._encoder
        if frame.is_corrupt or (self._last_pts is not None and (frame.pts or 0) <= self._last_pts):
            raise SmartCutUnsupportedError("damaged", "Pictures at the edge are damaged.")
        if frame.interlaced_frame:
            raise SmartCutUnsupportedError(
                "interlaced", "Interlaced pictures can only be cut by encoding the whole range."
            )
        like = (frame.width, frame.height, frame.format.name)
        if like != (encoder.width, encoder.height, encoder.pix_fmt):
            raise SmartCutUnsupportedError(
                "picture_size_changes", "The picture size changes within this file."
            )

    def _write_all(self, packets: list[VideoPacket]) -> None:
        for packet in packets:
            self._write(packet)
