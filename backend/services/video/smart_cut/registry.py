"""Which codecs can be cut."""

from av.video.stream import VideoStream

from .codecs import Codec, IntraOnly
from .errors import SmartCutUnsupportedError
from .h264 import H264
from .hevc import Hevc
from .vpx import Av1, Vp8, Vp9

CODECS: dict[str, type[Codec]] = {
    "h264": H264,
    "hevc": Hevc,
    "vp8": Vp8,
    "vp9": Vp9,
    "av1": Av1,
}


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
