"""Posters: one picture that shows what a video is about."""

from pathlib import Path

from backend.services.failures import MediaFailure
from backend.services.ffmpeg import Ffmpeg, Position
from backend.services.process import ProcessLimits
from backend.services.streams.probed import Probed
from backend.services.video.planning import require_picture

POSTER_MAX_PIXELS = 1280  # of the longer side
# Videos begin with black and end with names; a tenth in, they are under way.
POSTER_AT = 0.1
# Of this many keyframes the one nearest to the average is taken: never the flash.
POSTER_CANDIDATES = 3


async def make_poster(
    ffmpeg: Ffmpeg, source: Path, probed: Probed, folder: Path, limits: ProcessLimits
) -> Path:
    """Write a JPEG of at most 1280 pixels a side into `folder`. Raises `MediaFailure`."""
    video = require_picture(probed)
    output = folder / "poster.jpg"
    # Seeking to a keyframe and decoding nothing else is fast, whatever the length.
    quick = (
        *("-noaccurate_seek", "-skip_frame", "nokey"),
        *("-ss", f"{probed.duration_seconds * POSTER_AT:.3f}"),
    )
    # Square pixels first, for videos whose own are not.
    square = "scale=w='if(gt(sar,0),iw*sar,iw)':h=ih,setsar=1"
    longest = POSTER_MAX_PIXELS
    fit = f"w='min({longest},iw)':h='min({longest},ih)':force_original_aspect_ratio=decrease"
    shown = f"{square},scale={fit}:force_divisible_by=2"
    for before_input, choose in ((quick, f"thumbnail={POSTER_CANDIDATES},"), ((), "")):
        options = (
            *("-map", f"0:{video.index}", "-filter:v", choose + shown),
            *("-frames:v", "1", "-c:v", "mjpeg", "-q:v", "4", "-pix_fmt", "yuvj420p"),
            *("-f", "image2", "-update", "1", f"file:{output}"),
        )
        await ffmpeg.run(
            source, before_input, options, limits=limits, folder=folder, on_position=_ignored
        )
        if output.exists() and output.stat().st_size:
            return output
    raise MediaFailure("DAMAGED", "No picture of this file could be read.")


async def _ignored(position: Position) -> None:
    pass
