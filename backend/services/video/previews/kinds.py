"""The previews of a video: which there are, and who makes them."""

from functools import partial

from google.protobuf import struct_pb2

from backend.protos.media.v1 import media_pb2
from backend.services import parameters
from backend.services.failures import MediaFailure, Violation, wrong_parameters
from backend.services.ffmpeg import Ffmpeg
from backend.services.streams import waveform
from backend.services.streams.previewing import WITHOUT_PARAMETERS, Made, Maker, Order
from backend.services.video import playback
from backend.services.video.planning import require_picture
from backend.services.video.previews import joints, light_copy, strips
from backend.services.video.previews.poster import POSTER_MAX_BYTES, make_poster

Parameter = media_pb2.Parameter
Kind = media_pb2.PreviewKind

KINDS = (
    Kind(name="poster", media_type="image/jpeg", max_bytes=POSTER_MAX_BYTES),
    Kind(
        name="filmstrip",
        media_type="image/jpeg",
        max_bytes=strips.FILMSTRIP_MAX_BYTES,
        background=True,
    ),
    Kind(
        name="peaks",
        media_type=waveform.PEAKS_TYPE,
        max_bytes=waveform.PEAKS_MAX_BYTES,
        background=True,
    ),
    Kind(name="keyframes", media_type="application/json", max_bytes=strips.KEYFRAMES_MAX_BYTES),
    Kind(name="excerpt", media_type="video/mp4", max_bytes=light_copy.EXCERPT_MAX_BYTES),
    Kind(name="joint", media_type="video/mp4", max_bytes=joints.JOINT_MAX_BYTES),
    Kind(
        name="proxy", media_type="video/mp4", max_bytes=light_copy.PROXY_MAX_BYTES, background=True
    ),
)
EXCERPT_PARAMETERS = media_pb2.Operation(
    name="excerpt",
    title="Excerpt",
    parameters=[
        Parameter(name="start", title="Start", type=Parameter.TIME, minimum=0,
                  default_value=struct_pb2.Value(number_value=0)),
        Parameter(name="seconds", title="Seconds", type=Parameter.NUMBER, minimum=0.1,
                  maximum=light_copy.EXCERPT_MAX_SECONDS,
                  default_value=struct_pb2.Value(number_value=light_copy.EXCERPT_MAX_SECONDS)),
    ],
)  # fmt: skip


class Previews:
    """Makes the previews of videos with one ffmpeg."""

    def __init__(self, ffmpeg: Ffmpeg) -> None:
        self._ffmpeg = ffmpeg
        self._makers: dict[str, Maker] = {
            "poster": partial(make_poster, ffmpeg),
            "filmstrip": strips.make_filmstrip,
            "peaks": _make_peaks,
            "keyframes": strips.list_keyframes,
            "excerpt": self._excerpt,
            "proxy": self._proxy,
        }

    async def make(self, kind: str, order: Order) -> Made:
        """Make a preview of a kind of `KINDS`. Raises `MediaFailure`."""
        return await self._makers[kind](order)

    async def _excerpt(self, order: Order) -> Made:
        require_picture(order.probed)
        checked = parameters.checked(EXCERPT_PARAMETERS, order.asked)
        start, whole = checked.number("start"), order.probed.duration_seconds
        if whole and start >= whole:
            message = f"The video is only {whole:.3f} seconds long."
            raise wrong_parameters([Violation("start", "BEYOND_DURATION", message)])
        span = (start, start + checked.number("seconds"))
        return await light_copy.make_excerpt(self._ffmpeg, order, span)

    async def _proxy(self, order: Order) -> Made:
        parameters.checked(WITHOUT_PARAMETERS, order.asked)
        require_picture(order.probed)
        if not playback.refusal(order.probed):
            raise MediaFailure("NOT_NEEDED", "Browsers play this video as it is.")
        return await light_copy.make_proxy(self._ffmpeg, order)


async def _make_peaks(order: Order) -> Made:
    tracks = order.probed.of_kind("audio")
    if not tracks or not tracks[0].sample_rate_hz:
        raise MediaFailure("NO_AUDIO_TRACK", "The file has no sound.")
    whole = tracks[0].duration_seconds or order.probed.duration_seconds
    return await waveform.make_peaks(order, tracks[0], whole)
