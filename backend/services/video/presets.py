"""Encoder settings by quality, chosen by measuring; ratios are of 1080p30 on two cores.

x264 veryfast encodes 2.0 times realtime, SVT-AV1 preset 10 2.3 times, with better
pictures per bit; libaom is left out as hopelessly slow.
"""

from typing import Literal, TypeAlias

from backend.services.video.probed import Track

Quality: TypeAlias = Literal["small", "balanced", "high"]

VIDEO_RATE_FACTORS: dict[str, dict[str, int]] = {
    "h264": {"small": 28, "balanced": 21, "high": 17},
    "av1": {"small": 42, "balanced": 32, "high": 24},
}
# Pixels per second, decoding included; for telling how long work takes.
PIXELS_PER_SECOND = {"h264": 125e6, "av1": 143e6, "gif": 90e6}
AUDIO_TIMES_REALTIME = 80.0

AUDIO_BITRATES_BPS: dict[str, dict[str, int]] = {
    "aac": {"small": 96_000, "balanced": 160_000, "high": 256_000},
    "opus": {"small": 64_000, "balanced": 128_000, "high": 192_000},
    "mp3": {"small": 128_000, "balanced": 192_000, "high": 320_000},
    "vorbis": {"small": 96_000, "balanced": 160_000, "high": 256_000},
}
# (pictures per second, pixels of the longer side); size grows with all three.
GIF_SIZES: dict[str, tuple[int, int]] = {
    "small": (10, 320),
    "balanced": (12, 480),
    "high": (15, 640),
}
GIF_MAX_SECONDS = 60.0


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
    assert name == "gif"
    return ["-c:v", "gif", "-loop", "0"]


# Players' hardware decoders take nothing else.
_8_BIT = ("-pix_fmt", "yuv420p")


def audio_encoder(name: str, quality: str, position: int, track: Track) -> list[str]:
    """Return ffmpeg's options for encoding the output's audio track at `position`."""
    codec, rate = f"-c:a:{position}", f"-b:a:{position}"
    if name == "pcm":
        return [codec, "pcm_s16le"]
    if name == "flac":
        return [codec, "flac"]
    library = {"aac": "aac", "opus": "libopus", "mp3": "libmp3lame", "vorbis": "libvorbis"}[name]
    options = [codec, library, rate, str(audio_bitrate_bps(name, quality, track))]
    if name == "opus":
        # libopus does not name the layouts that it takes, such as 5.1 but not 5.1(side).
        layouts = "mono|stereo|3.0|quad|5.0|5.1|6.1|7.1"
        options += [f"-filter:a:{position}", f"aformat=channel_layouts={layouts}"]
    return options


def audio_bitrate_bps(name: str, quality: str, track: Track) -> int:
    """Return the bitrate for the channels of `track`: presets are meant for stereo."""
    if name == "flac":
        return int(track.sample_rate_hz * track.channels * 16 * 0.6)
    if name == "pcm":
        return track.sample_rate_hz * track.channels * 16
    stereo = AUDIO_BITRATES_BPS[name][quality]
    if name == "mp3":
        return stereo  # which has no more than two channels
    return stereo * max(1, track.channels) // 2 if track.channels != 2 else stereo
