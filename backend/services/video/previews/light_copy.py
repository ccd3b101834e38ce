"""A light copy of a video, for browsers that do not play the video itself."""

from backend.services.ffmpeg import Ffmpeg
from backend.services.streams.previewing import Made, Order, made
from backend.services.streams.probed import Probed
from backend.services.video.colours import deinterlacing, tone_mapping
from backend.services.video.planning import require_picture

MAX_HEIGHT = 480
MAX_FRAME_RATE = 30
PROXY_MAX_BYTES = 512 * 1024 * 1024
EXCERPT_MAX_BYTES = 32 * 1024 * 1024
EXCERPT_MAX_SECONDS = 20.0
AUDIO_BPS = 96_000
MAX_VIDEO_BPS = 1_200_000
# What containers and bursts of the encoder take beyond what it was told.
MARGIN = 0.9
KEYFRAME_EVERY_SECONDS = 1
SMALL = f"scale=w=-2:h='min({MAX_HEIGHT},trunc(ih/2)*2)'"
# Played by the browser as it comes, and appended to others like it.
FRAGMENTS = ("-movflags", "+frag_keyframe+empty_moov+default_base_moof", "-f", "mp4")


def encoder(speed: str, bps: int = MAX_VIDEO_BPS) -> tuple[str, ...]:
    """Return ffmpeg's options for light pictures."""
    return (
        *("-c:v", "libx264", "-preset", speed, "-crf", "27", "-pix_fmt", "yuv420p"),
        *("-maxrate", str(bps), "-bufsize", str(2 * bps)),
        *("-force_key_frames", f"expr:gte(t,n_forced*{KEYFRAME_EVERY_SECONDS})"),
    )


async def make_proxy(ffmpeg: Ffmpeg, order: Order) -> Made:
    """Write all of a video as a small MP4. Raises `MediaFailure`."""
    output = order.folder / "proxy.mp4"
    seconds = max(order.probed.duration_seconds, 1.0)
    # However long the video is, its copy stays within bounds.
    bps = min(MAX_VIDEO_BPS, int(PROXY_MAX_BYTES * 8 * MARGIN / seconds) - AUDIO_BPS)
    options = (*_options(order.probed, max(bps, 50_000), "veryfast"), "-movflags", "+faststart")
    command = (*options, "-f", "mp4", f"file:{output}")
    await ffmpeg.run(order.source, (), command, limits=order.limits, folder=order.folder)
    return made(output, "video/mp4")


async def make_excerpt(ffmpeg: Ffmpeg, order: Order, span: tuple[float, float]) -> Made:
    """Write some seconds of a video, from `span`'s start to its end. Raises `MediaFailure`."""
    output = order.folder / "excerpt.mp4"
    begin, end = span
    seek = ("-ss", f"{begin:.6f}") if begin else ()
    options = ("-t", f"{end - begin:.6f}", *_options(order.probed, MAX_VIDEO_BPS, "ultrafast"))
    command = (*options, *FRAGMENTS, f"file:{output}")
    await ffmpeg.run(order.source, seek, command, limits=order.limits, folder=order.folder)
    return made(output, "video/mp4")


def _options(probed: Probed, bps: int, speed: str) -> tuple[str, ...]:
    video = require_picture(probed)
    # Made small first: mapping tones takes as long as there are pixels.
    filters = [*deinterlacing(video), SMALL, *tone_mapping(video), "format=yuv420p"]
    rate = video.frame_rate
    slower = ("-r", str(MAX_FRAME_RATE)) if rate > MAX_FRAME_RATE * 1.05 else ()
    sound = probed.of_kind("audio")[:1]
    return (
        *("-map", f"0:{video.index}", *(part for t in sound for part in ("-map", f"0:{t.index}"))),
        *("-filter:v", ",".join(filters), *slower, *encoder(speed, bps)),
        *(("-c:a", "aac", "-b:a", str(AUDIO_BPS), "-ac", "2") if sound else ()),
        *("-sn", "-dn", "-map_metadata", "-1", "-map_chapters", "-1"),
    )
