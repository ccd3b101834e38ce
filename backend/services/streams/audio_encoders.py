"""Encoders of sound and their settings by quality."""

from backend.services.streams.probed import Track

AUDIO_TIMES_REALTIME = 80.0

# libopus does not name the layouts that it takes, such as 5.1 but not 5.1(side).
LAYOUTS_OF_OPUS = "mono|stereo|3.0|quad|5.0|5.1|6.1|7.1"
AUDIO_BITRATES_BPS: dict[str, dict[str, int]] = {
    "aac": {"small": 96_000, "balanced": 160_000, "high": 256_000},
    "opus": {"small": 64_000, "balanced": 128_000, "high": 192_000},
    "mp3": {"small": 128_000, "balanced": 192_000, "high": 320_000},
    "vorbis": {"small": 96_000, "balanced": 160_000, "high": 256_000},
}


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
        options += [f"-filter:a:{position}", f"aformat=channel_layouts={LAYOUTS_OF_OPUS}"]
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
