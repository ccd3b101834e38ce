"""VP8, VP9 and AV1: a keyframe renews everything, so copying may start at any of them.

The file order is the order shown (pictures that are stored early travel hidden inside the
packet of a shown one), so a copied run may end anywhere and no tail is ever encoded.

The trap is AV1's sequence header, which may stand in the container only. Beside edges with
a header of their own, each keyframe must bring its own along.
"""

from __future__ import annotations

from . import nal
from .codecs import Codec

# An av1C record is 4 bytes and then the units (AV1 in ISO base media files, 2.3).
AV1C_HEAD_BYTES = 4


class Vp8(Codec):
    """VP8."""

    encoder = "libvpx"
    pixel_formats = frozenset({"yuv420p"})

    def encoder_options(self) -> dict[str, str]:
        """No pictures in advance, so that packets leave in the order shown."""
        return {
            "crf": "8",
            "b": "20M",
            "deadline": "realtime",
            "cpu-used": "4",
            "lag-in-frames": "0",
            "auto-alt-ref": "0",
        }


class Vp9(Codec):
    """VP9, 8 bit."""

    encoder = "libvpx-vp9"
    pixel_formats = frozenset({"yuv420p", "yuv422p", "yuv440p", "yuv444p", "gbrp"})

    def encoder_options(self) -> dict[str, str]:
        """Constant quality; no pictures in advance, as packets must leave as shown."""
        return {
            "crf": "20",
            "b": "0",
            "deadline": "realtime",
            "cpu-used": "5",
            "row-mt": "1",
            "lag-in-frames": "0",
            "auto-alt-ref": "0",
        }


class Av1(Codec):
    """AV1."""

    encoder = "libsvtav1"
    pixel_formats = frozenset({"yuv420p", "yuv420p10le"})

    def encoder_options(self) -> dict[str, str]:
        """Low delay prediction, as packets must leave in the order shown."""
        return {"preset": "9", "crf": "22", "svtav1-params": "pred-struct=1:lookahead=0"}

    def keyframe(self, data: bytes) -> bytes | None:
        """The sequence header goes in front, if it is not there."""
        if nal.av1_has_sequence_header(data):
            return None
        return self.extradata[AV1C_HEAD_BYTES:] + data
