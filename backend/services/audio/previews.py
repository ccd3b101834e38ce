"""What shows a sound: its waveform, cover and loudness, and a copy that browsers play."""

from pathlib import Path

from backend.protos.media.v1 import media_pb2
from backend.services import parameters
from backend.services.audio import metering, playback
from backend.services.audio.encoding import Wishes, encoding
from backend.services.audio.formats import TARGETS
from backend.services.audio.planning import require_sound, whole_seconds
from backend.services.failures import MediaFailure
from backend.services.ffmpeg import Ffmpeg
from backend.services.streams import waveform
from backend.services.streams.previewing import WITHOUT_PARAMETERS, Made, Maker, Order, made
from backend.services.streams.probed import Track

POSTER_MAX_BYTES = 1024 * 1024
PROXY_MAX_BYTES = 512 * 1024 * 1024
POSTER_PIXELS = 1280  # of the longer side of a cover
# A poster is to be there at once: it draws as much as can be read in a second.
POSTER_SECONDS = 300
# The colours of a waveform, which has to be seen on light and dark pages.
DRAWING = "s=1280x400:split_channels=0:colors=#5b7fd6:scale=sqrt"

Kind = media_pb2.PreviewKind

KINDS = (
    Kind(name="poster", media_type="image/png", max_bytes=POSTER_MAX_BYTES),
    Kind(name="cover", media_type="image/jpeg", max_bytes=POSTER_MAX_BYTES),
    Kind(
        name="peaks",
        media_type=waveform.PEAKS_TYPE,
        max_bytes=waveform.PEAKS_MAX_BYTES,
        background=True,
    ),
    Kind(
        name="loudness",
        media_type=metering.LOUDNESS_TYPE,
        max_bytes=metering.LOUDNESS_MAX_BYTES,
        background=True,
    ),
    Kind(name="proxy", media_type="audio/mpeg", max_bytes=PROXY_MAX_BYTES, background=True),
)


class Previews:
    """Makes the previews of sounds with one ffmpeg."""

    def __init__(self, ffmpeg: Ffmpeg) -> None:
        self._ffmpeg = ffmpeg
        self._makers: dict[str, Maker] = {
            "poster": self._poster,
            "cover": self._cover,
            "peaks": self._peaks,
            "loudness": self._loudness,
            "proxy": self._proxy,
        }

    async def make(self, kind: str, order: Order) -> Made:
        """Make a preview of a kind of `KINDS`. Raises `MediaFailure`."""
        return await self._makers[kind](order)

    async def _peaks(self, order: Order) -> Made:
        track = require_sound(order.probed)
        return await waveform.make_peaks(order, track, whole_seconds(order.probed))

    async def _loudness(self, order: Order) -> Made:
        parameters.checked(WITHOUT_PARAMETERS, order.asked)
        return await metering.measure(self._ffmpeg, order)

    async def _proxy(self, order: Order) -> Made:
        parameters.checked(WITHOUT_PARAMETERS, order.asked)
        if playback.plays_in_browsers(order.probed):
            raise MediaFailure("NOT_NEEDED", "Browsers play this sound as it is.")
        target, options = playback.light_copy(require_sound(order.probed))
        output = order.folder / f"proxy.{target.extension}"
        await self._run(order, options, output)
        return made(output, target.media_type)

    async def _poster(self, order: Order) -> Made:
        """Write the cover, or draw the waveform."""
        for cover in order.probed.of_kind("cover")[:1]:
            output = await self._picture(order, cover)
            if output.exists() and output.stat().st_size:
                return made(output, "image/jpeg")
        track = require_sound(order.probed)
        output = order.folder / "poster.png"
        drawing = f"atrim=end={POSTER_SECONDS},showwavespic={DRAWING}"
        mixing = encoding(TARGETS["wav"], track, Wishes(channels="mono")).mixing
        graph = f"[0:{track.index}]{f'{mixing},' if mixing else ''}{drawing}"
        options = ("-filter_complex", graph, "-frames:v", "1", "-c:v", "png", "-f", "image2pipe")
        await self._run(order, options, output)
        return made(output, "image/png")

    async def _cover(self, order: Order) -> Made:
        parameters.checked(WITHOUT_PARAMETERS, order.asked)
        for cover in order.probed.of_kind("cover")[:1]:
            return made(await self._picture(order, cover), "image/jpeg")
        raise MediaFailure("NO_COVER", "This file holds no cover.")

    async def _picture(self, order: Order, cover: Track) -> Path:
        output = order.folder / "cover.jpg"
        longest = POSTER_PIXELS
        fit = f"w='min({longest},iw)':h='min({longest},ih)':force_original_aspect_ratio=decrease"
        options = (
            *("-map", f"0:{cover.index}", "-frames:v", "1", "-filter:v", f"scale={fit}"),
            *("-c:v", "mjpeg", "-q:v", "4", "-pix_fmt", "yuvj420p", "-f", "image2pipe"),
        )
        await self._run(order, options, output)
        return output

    async def _run(self, order: Order, options: tuple[str, ...], output: Path) -> None:
        await self._ffmpeg.run(
            order.source,
            (),
            (*options, f"file:{output}"),
            limits=order.limits,
            folder=order.folder,
        )
