"""What a cut must know of each codec: where copying may start, and how edges join.

The base class says what holds for a codec without traps (VP8, VP9, and codecs of which
every frame stands alone). The traps:

H.264: copying may start at an IDR picture only. A container also marks recovery points
    (open GOP) as keyframes; frame numbers and picture order run on across those, and a
    decoder that meets one after foreign pictures shows garbage. Copying may *end* at any
    keyframe. The encoder numbers its parameter sets unlike the source does, so both live
    side by side in the file's header and no packet of the source is touched.
HEVC: copying may start at any keyframe. The pictures that follow a CRA picture but are
    shown before it (RASL) refer to what was before it, so they are encoded with the edge,
    and the CRA becomes a BLA, which tells decoders just that. x265 cannot number its
    parameter sets otherwise, so each keyframe brings its own along (`hev1`).
AV1: sequence headers may stand in the container only; beside edges with a header of
    their own, each keyframe must bring its own along.
"""

from __future__ import annotations

from av.video.stream import VideoStream

from . import nal
from .errors import SmartCutUnsupportedError
from .packets import VideoPacket

# Dolby Vision without a base layer that stands alone: an edge without its metadata is
# shown in false colours.
DOLBY_VISION_TAGS = frozenset({"dvhe", "dvh1", "dvav", "dva1"})


class Codec:
    """A codec without traps: any keyframe may begin a copied run as it is."""

    encoder: str | None = None
    """The encoder of edges; None if every frame stands alone and none is needed."""

    pixel_formats: frozenset[str] = frozenset()
    """What the encoder takes."""

    mp4_tag: str | None = None
    """Sample entry for MP4 where the muxer's own choice would be wrong."""

    def __init__(self, video: VideoStream) -> None:
        self.extradata = video.codec_context.extradata or b""

    def check(self, video: VideoStream) -> None:
        """Refuse streams whose edges could not be encoded alike.

        Raises:
            SmartCutUnsupportedError: with the reason.
        """
        if self.encoder and (video.pix_fmt or "") not in self.pixel_formats:
            raise SmartCutUnsupportedError(
                "pixel_format", f"Pictures of the kind {video.pix_fmt} cannot be encoded alike."
            )
        if video.codec_tag in DOLBY_VISION_TAGS:
            raise SmartCutUnsupportedError(
                "dolby_vision", "Dolby Vision cannot be kept at the edges of a cut."
            )

    def encoder_options(self) -> dict[str, str]:
        """Settings with which edges look like their neighbours and leave in the order shown."""
        return {}

    def is_entry(self, keyframe: VideoPacket) -> bool:
        """Whether a copied run may begin at this keyframe."""
        return True

    def needs_previous_gop(self, leading: VideoPacket) -> bool:
        """Whether a picture shown before its keyframe refers to what was before that."""
        return True

    def run_start(self, data: bytes) -> bytes | None:
        """The keyframe that begins a copied run; None: as it is."""
        return self.keyframe(data)

    def keyframe(self, data: bytes) -> bytes | None:
        """A later keyframe of a copied run; None: as it is."""
        return None

    def encoded(self, data: bytes) -> bytes:
        """A packet of the encoder, dressed like the source's."""
        return data

    def join_extradata(self, encoder_extradata: bytes) -> bytes:
        """The output's header, from the source's and the encoder's."""
        return self.extradata


class IntraOnly(Codec):
    """Every frame stands alone, so nothing is ever encoded."""


class H264(Codec):
    """See the module's docstring."""

    encoder = "libx264"
    pixel_formats = frozenset(
        {"yuv420p", "yuvj420p", "yuv422p", "yuvj422p", "yuv444p", "yuvj444p", "gray"}
        | {"yuv420p10le", "yuv422p10le", "yuv444p10le", "gray10le"}
    )

    def __init__(self, video: VideoStream) -> None:
        super().__init__(video)
        self.configuration = self._configuration()
        self.length_size = self.configuration.length_size if self.configuration else 0
        self._set_id = self._free_set_id()

    def encoder_options(self) -> dict[str, str]:
        """CRF 17 is commonly taken as visually lossless."""
        private = f"sps-id={self._set_id}:scenecut=0:log-level=error"
        return {"preset": "veryfast", "crf": "17", "bf": "0", "x264-params": private}

    def _configuration(self) -> nal.AvcConfiguration | None:
        if not nal.is_length_prefixed(self.extradata):
            return None
        try:
            return nal.AvcConfiguration.parse(self.extradata)
        except IndexError as error:
            raise SmartCutUnsupportedError(
                "damaged_header", "The header of the video track is damaged."
            ) from error

    def _free_set_id(self) -> int:
        if self.configuration:
            units = self.configuration.sps + self.configuration.pps
        else:
            found = nal.split_start_codes(self.extradata)
            units = tuple(u for u in found if u[0] & 31 in (nal.H264_SPS, nal.H264_PPS))
        used = nal.h264_set_ids(units)
        # x264 gives SPS and PPS the same number, and an SPS goes up to 31.
        return next(number for number in range(31, -1, -1) if number not in used)

    def is_entry(self, keyframe: VideoPacket) -> bool:
        """Only an IDR picture makes a decoder forget what was before."""
        kinds = nal.first_bytes(memoryview(keyframe), self.length_size)
        return any(kind & 31 == nal.H264_IDR for kind in kinds)

    def encoded(self, data: bytes) -> bytes:
        """Start codes become lengths where the source has lengths."""
        if not self.length_size:
            return data
        return nal.join_units(list(nal.split_start_codes(data)), self.length_size)

    def join_extradata(self, encoder_extradata: bytes) -> bytes:
        """Both kinds of parameter sets, side by side."""
        if not self.configuration:
            return self.extradata + encoder_extradata
        units = list(nal.split_start_codes(encoder_extradata))
        return self.configuration.with_more(
            sps=tuple(unit for unit in units if unit[0] & 31 == nal.H264_SPS),
            pps=tuple(unit for unit in units if unit[0] & 31 == nal.H264_PPS),
        )


CODECS: dict[str, type[Codec]] = {"h264": H264}


def codec_of(video: VideoStream) -> Codec:
    """What to know of a stream's codec.

    Raises:
        SmartCutUnsupportedError: a codec whose edges cannot be encoded.
    """
    codec = video.codec_context.codec
    if kind := CODECS.get(codec.canonical_name):
        return kind(video)
    if codec.intra_only:
        return IntraOnly(video)
    raise SmartCutUnsupportedError(
        "codec", f"Video of the codec {codec.canonical_name} can only be cut by encoding it again."
    )
