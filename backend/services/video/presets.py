"""Encoder settings by quality, chosen by measuring; ratios are of 1080p30 on two cores.

x264 veryfast encodes 2.0 times realtime, SVT-AV1 preset 10 2.3 times, with better
pictures per bit; libaom is left out as hopelessly slow.
"""

VIDEO_RATE_FACTORS: dict[str, dict[str, int]] = {
    "h264": {"small": 28, "balanced": 21, "high": 17},
    "av1": {"small": 42, "balanced": 32, "high": 24},
}
# Pixels per second, decoding included; for telling how long work takes.
PIXELS_PER_SECOND = {"h264": 125e6, "av1": 143e6, "gif": 90e6, "webp": 20e6}
# (pictures per second, pixels of the longer side); size grows with all three.
ANIMATION_SIZES: dict[str, tuple[int, int]] = {
    "small": (10, 320),
    "balanced": (12, 480),
    "high": (15, 640),
}
WEBP_QUALITIES = {"small": "50", "balanced": "70", "high": "85"}
ANIMATION_MAX_SECONDS = 60.0


def video_encoder(name: str, quality: str) -> list[str]:
    """Return ffmpeg's options for encoding pictures with the encoder `name`."""
    if name == "h264":
        rate_factor = str(VIDEO_RATE_FACTORS[name][quality])
        return ["-c:v", "libx264", "-preset", "veryfast", "-crf", rate_factor, *_8_BIT]
    if name == "av1":
        rate_factor = str(VIDEO_RATE_FACTORS[name][quality])
        # SVT-AV1 refuses more pictures per second than this, and a container of
        # variable rate may declare its clock's ticks as rate.
        limit = ["-fpsmax", "120"]
        return ["-c:v", "libsvtav1", "-preset", "10", "-crf", rate_factor, *limit, *_8_BIT]
    if name == "webp":
        return ["-c:v", "libwebp_anim", "-quality", WEBP_QUALITIES[quality], "-loop", "0", *_8_BIT]
    assert name == "gif"
    return ["-c:v", "gif", "-loop", "0"]


# Players' hardware decoders take nothing else.
_8_BIT = ("-pix_fmt", "yuv420p")
