"""Posters: one picture that shows what a video is about."""

from backend.services.ffmpeg import Ffmpeg
from backend.services.streams.previewing import Made, Order, made
from backend.services.video.planning import require_picture

POSTER_MAX_BYTES = 1024 * 1024
POSTER_MAX_PIXELS = 1280  # of the longer side
# Videos begin with black and end with names; a tenth in, they are under way.
POSTER_AT = 0.1
# Of this many keyframes the one nearest to the average is taken: never the flash.
POSTER_CANDIDATES = 3


async def make_poster(ffmpeg: Ffmpeg, order: Order) -> Made:
    """Write a JPEG of at most 1280 pixels a side. Raises `MediaFailure`."""
    video = require_picture(order.probed)
    output = order.folder / "poster.jpg"
    # Seeking to a keyframe and decoding nothing else is fast, whatever the length.
    quick = (
        *("-noaccurate_seek", "-skip_frame", "nokey"),
        *("-ss", f"{order.probed.duration_seconds * POSTER_AT:.3f}"),
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
            order.source, before_input, options, limits=order.limits, folder=order.folder
        )
        if output.exists() and output.stat().st_size:
            break
    return made(output, "image/jpeg")
