"""HEVC: copying may start at any keyframe, after some care.

The pictures that follow a CRA picture but are shown before it (RASL) refer to what was
before it, so they are encoded with the edge. The CRA becomes a BLA without leading
pictures, which tells decoders just that (H.265, 8.1.3).

x265 cannot number its parameter sets otherwise than the source does, so instead of the
file's header each keyframe brings its own sets along (`hev1`).
"""

from __future__ import annotations

from collections.abc import Iterator

from av.video.stream import VideoStream

from . import nal
from .codecs import Codec
from .errors import SmartCutUnsupportedError
from .packets import VideoPacket


class Hevc(Codec):
    """HEVC, in either dressing."""

    encoder = "libx265"
    pixel_formats = frozenset(
        {"yuv420p", "yuvj420p", "yuv422p", "yuvj422p", "yuv444p", "yuvj444p", "gbrp", "gray"}
        | {"yuv420p10le", "yuv422p10le", "yuv444p10le", "gbrp10le", "gray10le"}
        | {"yuv420p12le", "yuv422p12le", "yuv444p12le", "gbrp12le", "gray12le"}
    )
    mp4_tag = "hev1"

    def __init__(self, video: VideoStream) -> None:
        super().__init__(video)
        self.length_size = 0
        if nal.is_length_prefixed(self.extradata):
            try:
                self.length_size, self._sets = nal.hevc_configuration(self.extradata)
            except IndexError as error:
                raise SmartCutUnsupportedError(
                    "damaged_header", "The header of the video track is damaged."
                ) from error
        else:
            units = nal.split_start_codes(self.extradata)
            self._sets = [u for u in units if _kind(u) in nal.HEVC_PARAMETER_SETS]

    def encoder_options(self) -> dict[str, str]:
        """CRF 18 of x265 is commonly taken as visually lossless."""
        private = "bframes=0:repeat-headers=1:open-gop=0:scenecut=0:info=0:log-level=none"
        return {"preset": "veryfast", "crf": "18", "x265-params": private}

    def is_entry(self, keyframe: VideoPacket) -> bool:
        """Any random access picture; some containers mark others too."""
        kinds = nal.first_bytes(memoryview(keyframe), self.length_size)
        return any((kind >> 1) & 63 in nal.HEVC_RANDOM_ACCESS for kind in kinds)

    def needs_previous_gop(self, leading: VideoPacket) -> bool:
        """RASL pictures do, RADL pictures do not."""
        kinds = nal.first_bytes(memoryview(leading), self.length_size)
        return any((kind >> 1) & 63 in nal.HEVC_RASL for kind in kinds)

    def run_start(self, data: bytes) -> bytes:
        """CRA becomes BLA, and the parameter sets go in front."""
        units = [_as_bla(unit) for unit in self._split(data)]
        return nal.join_units(self._with_sets(units), self.length_size)

    def keyframe(self, data: bytes) -> bytes:
        """The parameter sets go in front."""
        return nal.join_units(self._with_sets(list(self._split(data))), self.length_size)

    def encoded(self, data: bytes) -> bytes:
        """Start codes become lengths where the source has lengths."""
        if not self.length_size:
            return data
        return nal.join_units(list(nal.split_start_codes(data)), self.length_size)

    def _split(self, data: bytes) -> Iterator[bytes]:
        if self.length_size:
            return nal.split_lengths(data, self.length_size)
        return nal.split_start_codes(data)

    def _with_sets(self, units: list[bytes]) -> list[bytes]:
        if any(_kind(unit) in nal.HEVC_PARAMETER_SETS for unit in units):
            return units
        # A delimiter stays the first unit of its access unit (H.265, 7.4.2.4.4).
        after = 1 if units and _kind(units[0]) == nal.HEVC_DELIMITER else 0
        return units[:after] + self._sets + units[after:]


def _kind(unit: bytes) -> int:
    return (unit[0] >> 1) & 63


def _as_bla(unit: bytes) -> bytes:
    if _kind(unit) != nal.HEVC_CRA:
        return unit
    return bytes([(unit[0] & 0x81) | (nal.HEVC_BLA_N_LP << 1)]) + unit[1:]
