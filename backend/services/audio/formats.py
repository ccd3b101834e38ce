"""Formats that are written, what each can hold, and which of them stands for a source's own."""

from dataclasses import dataclass
from typing import Literal

from backend.services.streams.probed import Probed, Track

Covers = Literal["attached", "comment", "none"]

MPEG_RATES = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000)
# The highest rate that all lossless encoders here take, and the highest there is.
LOSSLESS_MAX_HZ = 384_000


@dataclass(frozen=True)
class Target:
    """A format that results are written to; codecs by ffmpeg's names."""

    name: str  # the choice in forms
    title: str
    extension: str
    media_type: str
    muxer: str
    encoder: str  # a key of `encoding`
    codecs: frozenset[str]  # sound that it takes as it is
    sample_rates_hz: tuple[int, ...] = ()  # empty: any up to `LOSSLESS_MAX_HZ`
    max_channels: int = 8
    min_bps: int = 0  # of the whole; 0: lossless, there is nothing to choose
    max_bps: int = 0
    depths: tuple[str, ...] = ()
    covers: Covers = "none"
    all_tags: bool = True  # whether any tag is kept, or the few that the format knows
    options: tuple[str, ...] = ()  # of the muxer

    @property
    def lossless(self) -> bool:
        """Whether nothing is lost by encoding."""
        return not self.max_bps


PCM_LITTLE = frozenset({"pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_f64le", "pcm_u8"})
PCM_BIG = frozenset({"pcm_s16be", "pcm_s24be", "pcm_s32be", "pcm_f32be"})
# The index stands first, so that playing can begin before everything is there.
FASTSTART = ("-movflags", "+faststart")

TARGETS = {
    target.name: target
    for target in (
        Target(
            name="mp3",
            title="MP3",
            extension="mp3",
            media_type="audio/mpeg",
            muxer="mp3",
            encoder="mp3",
            codecs=frozenset({"mp3"}),
            sample_rates_hz=MPEG_RATES,
            max_channels=2,
            min_bps=8_000,
            max_bps=320_000,
            covers="attached",
        ),
        Target(
            name="m4a",
            title="M4A (AAC)",
            extension="m4a",
            media_type="audio/mp4",
            muxer="ipod",
            encoder="aac",
            codecs=frozenset({"aac"}),
            sample_rates_hz=(*MPEG_RATES, 64_000, 88_200, 96_000),
            min_bps=16_000,
            max_bps=512_000,
            covers="attached",
            options=FASTSTART,
        ),
        Target(
            name="ogg",
            title="Ogg Vorbis",
            extension="ogg",
            media_type="audio/ogg",
            muxer="ogg",
            encoder="vorbis",
            codecs=frozenset({"vorbis"}),
            sample_rates_hz=(*MPEG_RATES, 96_000, 192_000),
            min_bps=24_000,
            max_bps=480_000,
            covers="comment",
        ),
        Target(
            name="opus",
            title="Opus",
            extension="opus",
            media_type="audio/ogg",
            muxer="opus",
            encoder="opus",
            codecs=frozenset({"opus"}),
            sample_rates_hz=(48_000,),
            min_bps=8_000,
            max_bps=510_000,
            covers="comment",
        ),
        Target(
            name="flac",
            title="FLAC (lossless)",
            extension="flac",
            media_type="audio/flac",
            muxer="flac",
            encoder="flac",
            codecs=frozenset({"flac"}),
            depths=("16", "24"),
            covers="attached",
        ),
        Target(
            name="alac",
            title="Apple Lossless",
            extension="m4a",
            media_type="audio/mp4",
            muxer="ipod",
            encoder="alac",
            codecs=frozenset({"alac"}),
            depths=("16", "24"),
            covers="attached",
            options=FASTSTART,
        ),
        Target(
            name="wav",
            title="WAV (uncompressed)",
            extension="wav",
            media_type="audio/wav",
            muxer="wav",
            encoder="pcm-le",
            codecs=PCM_LITTLE,
            max_channels=64,
            depths=("16", "24", "32f"),
            all_tags=False,
            options=("-rf64", "auto"),
        ),
        Target(
            name="aiff",
            title="AIFF (uncompressed)",
            extension="aiff",
            media_type="audio/aiff",
            muxer="aiff",
            encoder="pcm-be",
            codecs=PCM_BIG,
            max_channels=64,
            depths=("16", "24", "32f"),
            covers="attached",
            options=("-write_id3v2", "1"),
        ),
    )
}

KEEP = "keep"
# What INFO chunks of WAV hold: libavformat/riffenc.c, riff_tags, by ffmpeg's names.
WAV_TAGS = frozenset(
    {"artist", "comment", "copyright", "date", "genre", "language", "title", "album", "track"}
)
# In these, a seek comes out at the very sample; elsewhere all before it is read.
EXACT_SEEKING = frozenset({"wav", "flac", "mp4", "mov"})
LOSSLESS_CODECS = frozenset({"flac", "alac", "ape", "wavpack", "tta", "truehd", "wmalossless"})


def own_target(probed: Probed, track: Track) -> Target:
    """Return the format to write when the source's own is to be kept, or the nearest."""
    if probed.container == "aiff":
        return TARGETS["aiff"]
    for target in TARGETS.values():
        if track.codec in target.codecs:
            return target
    if track.codec.startswith("pcm_"):
        return TARGETS["wav"]
    return TARGETS["flac" if track.codec in LOSSLESS_CODECS else "m4a"]
