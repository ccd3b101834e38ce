"""H.264: copying may start at an IDR picture only.

A container also marks recovery points (open GOP) as keyframes; frame numbers and picture
order run on across those, and a decoder that meets one after foreign pictures shows
garbage. Copying may *end* at any keyframe.

The encoder numbers its parameter sets unlike the source does, so both live side by side
in the file's header, as in any ordinary file, and no packet of the source is touched.
"""

from __future__ import annotations

from av.video.stream import VideoStream

from . import nal
from .codecs import Codec
from .errors import SmartCutUnsupportedError
from .packets import VideoPacket


class H264(Codec):
    """H.264 (AVC), in either dressing."""

    encoder = "libx264"
    has_global_header = True
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
