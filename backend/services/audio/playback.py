"""What browsers play as it is, and what is made for them of everything else."""

from backend.services.audio.encoding import Wishes, encoding
from backend.services.audio.formats import TARGETS, Target
from backend.services.audio.planning import require_sound
from backend.services.streams.probed import Probed, Track

CONTAINERS = frozenset({"mp3", "mp4", "mov", "ogg", "flac", "wav", "aac", "webm"})
CODECS = frozenset(
    {"mp3", "aac", "opus", "vorbis", "flac", "pcm_s16le", "pcm_s24le", "pcm_f32le", "pcm_u8"}
)
MAX_CHANNELS = 8
MAX_HZ = 192_000
# Plays everywhere, and is made faster than any other: 130 times as fast as it is heard.
QUICK_MP3 = ("-c:a", "libmp3lame", "-q:a", "6", "-compression_level", "9")


def plays_in_browsers(probed: Probed) -> bool:
    """Tell whether browsers play the sound of `probed` as it is."""
    track = require_sound(probed)
    return (
        probed.container in CONTAINERS
        and track.codec in CODECS
        and track.channels <= MAX_CHANNELS
        and track.sample_rate_hz <= MAX_HZ
    )


def light_copy(track: Track) -> tuple[Target, tuple[str, ...]]:
    """Return the format of what browsers play instead, and ffmpeg's options that make it."""
    mapping = ("-map", f"0:{track.index}", "-map_metadata", "-1", "-map_chapters", "-1")
    for name in ("m4a", "mp3"):
        target = TARGETS[name]
        if track.codec in target.codecs:
            return target, (*mapping, "-c:a", "copy", *target.options, "-f", target.muxer)
    target = TARGETS["mp3"]
    form = encoding(target, track, Wishes(quality="small"))
    mixing = ("-filter:a", form.mixing) if form.mixing else ()
    rate = form.options[form.options.index("-ar") :]
    return target, (*mapping, *mixing, *QUICK_MP3, *rate, "-f", target.muxer)
