"""Fitting a video into a number of bytes: which bitrates, and how small a picture."""

from dataclasses import dataclass

from backend.services.failures import MediaFailure, Violation, wrong_parameters
from backend.services.streams.probed import Track

BYTES_PER_MB = 1_000_000
# Two passes come out so near to what was asked; containers take the rest.
AIM = 0.97
# A second attempt is worth it where less than this was used.
USED_WELL = 0.955
MAX_ATTEMPTS = 4
# An attempt with more that comes out less than this much larger was the last.
GROWS = 1.02
AUDIO_STEPS_BPS = (128_000, 96_000, 64_000, 48_000, 32_000)
AUDIO_PART = 0.15
MIN_VIDEO_BPS = 24_000
# Below so many bits for a pixel, a smaller picture looks better than a coarse one.
BITS_PER_PIXEL = 0.04
LADDER = (2160, 1440, 1080, 720, 540, 480, 360, 240, 180, 144)
MAX_FRAME_RATE = 30.0
# Replaced before ffmpeg runs, since a second attempt corrects it.
VIDEO_BPS = "@VIDEO_BPS@"
ENCODER = ("-c:v", "libx264", "-preset", "veryfast", "-b:v", VIDEO_BPS, "-pix_fmt", "yuv420p")


@dataclass(frozen=True)
class Fit:
    """How a video is made as large as it may be."""

    max_bytes: int
    video_bps: int
    audio_bps: int
    height: int
    frame_rate: float  # 0: that of the source

    def next_bps(self, video_bps: int, made_bytes: int, seconds: float) -> int:
        """Return the bitrate to try after `video_bps` came to `made_bytes`."""
        other = max(0.0, made_bytes - video_bps * seconds / 8)
        room = max(self.max_bytes * (AIM + 0.005) - other, MIN_VIDEO_BPS * seconds / 8 / 2)
        by_sum = room * 8 / seconds
        by_ratio = video_bps * self.max_bytes * (AIM + 0.005) / max(made_bytes, 1)
        return max(MIN_VIDEO_BPS // 2, int(min(by_sum, by_ratio) if made_bytes > self.max_bytes
                                           else by_ratio))  # fmt: skip


def fit(
    video: Track, size: tuple[int, int], seconds: float, megabytes: float, *, tracks: int
) -> Fit:
    """Return how pictures of `size`, and so many audio `tracks`, fit into `megabytes`.

    Raises `MediaFailure` where nothing watchable would.
    """
    max_bytes = int(megabytes * BYTES_PER_MB)
    total_bps = AIM * max_bytes * 8 / max(seconds, 0.1)
    affordable = [bps for bps in AUDIO_STEPS_BPS if bps * tracks <= AUDIO_PART * total_bps]
    audio_bps = (affordable or [AUDIO_STEPS_BPS[-1]])[0] if tracks else 0
    video_bps = int(total_bps - audio_bps * tracks)
    if video_bps < MIN_VIDEO_BPS:
        needed = (MIN_VIDEO_BPS + audio_bps * tracks) * seconds / 8 / AIM / BYTES_PER_MB
        message = f"It does not fit: {seconds:.0f} seconds need at least {needed + 0.05:.1f} MB."
        raise wrong_parameters([Violation("fit_mb", "CANNOT_FIT", message)])
    width, height = size
    rate = video.frame_rate or 25.0
    tight = video_bps < BITS_PER_PIXEL * width * height * rate
    lower_rate = MAX_FRAME_RATE if tight and rate > MAX_FRAME_RATE * 1.05 else 0.0
    rate = lower_rate or rate
    for step in (height, *(rung for rung in LADDER if rung < height)):
        if video_bps >= BITS_PER_PIXEL * step * step * width / max(height, 1) * rate:
            return Fit(max_bytes, video_bps, audio_bps, step, lower_rate)
    return Fit(max_bytes, video_bps, audio_bps, min(height, LADDER[-1]), lower_rate)


def does_not_fit(max_bytes: int) -> MediaFailure:
    """Return the failure for a video that could not be made that small."""
    megabytes = max_bytes / BYTES_PER_MB
    return MediaFailure("CANNOT_FIT", f"It could not be made as small as {megabytes:g} MB.")
