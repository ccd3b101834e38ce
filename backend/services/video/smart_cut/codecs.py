"""What a cut must know of each codec: where copying may start, and how edges join.

The base class says what holds for a codec without traps. The traps are told in the modules
`h264`, `hevc` and `vpx`.
"""

from __future__ import annotations

from av.video.stream import VideoStream

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

    has_global_header = False
    """Whether the encoder's parameter sets go into the file's header."""

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
        if video.metadata.get("alpha_mode") == "1":
            raise SmartCutUnsupportedError(
                "transparency", "Transparency cannot be kept at the edges of a cut."
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
