"""Containers that are written, and which codecs each takes without encoding.

What a muxer accepts is not what players play: the tables name what players do.
"""

from dataclasses import dataclass
from typing import Literal

TEXT_SUBTITLES = frozenset({"subrip", "srt", "ass", "ssa", "mov_text", "webvtt", "text"})


@dataclass(frozen=True)
class Target:
    """A container that results are written to; codecs by ffmpeg's names."""

    name: str  # the choice in forms, and the extension
    title: str
    group: Literal["Video", "Animation", "Audio", "Archive"]
    media_type: str
    muxer: str
    video: frozenset[str]  # pictures that it takes as they are
    audio: frozenset[str]
    video_encoder: str  # what other pictures become, a key of `presets`; "": none
    audio_encoder: str
    subtitle_codec: str = ""  # what text subtitles become; "": none
    subtitles: frozenset[str] = frozenset()  # subtitles that it takes as they are
    options: tuple[str, ...] = ()  # of the muxer


ISO_AUDIO = frozenset({"aac", "mp3", "opus"})
PCM = frozenset({"pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_s16be", "pcm_s24be", "pcm_f32le"})
# The index stands first, so that playing can begin before everything is there.
FASTSTART = ("-movflags", "+faststart")

TARGETS = {
    target.name: target
    for target in (
        Target(
            name="mp4",
            title="MP4",
            group="Video",
            media_type="video/mp4",
            muxer="mp4",
            video=frozenset({"h264", "hevc", "av1", "vp9"}),
            audio=ISO_AUDIO,
            video_encoder="h264",
            audio_encoder="aac",
            subtitle_codec="mov_text",
            subtitles=frozenset({"mov_text"}),
            options=FASTSTART,
        ),
        Target(
            name="webm",
            title="WebM",
            group="Video",
            media_type="video/webm",
            muxer="webm",
            video=frozenset({"vp8", "vp9", "av1"}),
            audio=frozenset({"opus", "vorbis"}),
            video_encoder="av1",
            audio_encoder="opus",
            subtitle_codec="webvtt",
            subtitles=frozenset({"webvtt"}),
        ),
        Target(
            name="mkv",
            title="Matroska",
            group="Video",
            media_type="video/x-matroska",
            muxer="matroska",
            video=frozenset(
                {
                    *("h264", "hevc", "av1", "vp8", "vp9", "mpeg1video", "mpeg2video", "mpeg4"),
                    *("msmpeg4v2", "msmpeg4v3", "wmv1", "wmv2", "wmv3", "vc1", "theora", "h263"),
                    *("prores", "mjpeg", "ffv1", "dvvideo", "dnxhd", "flv1", "vp6f"),
                }
            ),
            audio=frozenset(
                {
                    *("aac", "mp3", "mp2", "opus", "vorbis", "flac", "alac", "ac3", "eac3"),
                    *("dts", "truehd", "wmav1", "wmav2", *PCM),
                }
            ),
            video_encoder="h264",
            audio_encoder="aac",
            subtitle_codec="subrip",
            subtitles=frozenset(
                {"subrip", "ass", "webvtt", "hdmv_pgs_subtitle", "dvd_subtitle", "dvb_subtitle"}
            ),
        ),
        Target(
            name="mov",
            title="QuickTime",
            group="Video",
            media_type="video/quicktime",
            muxer="mov",
            video=frozenset({"h264", "hevc", "prores", "mjpeg", "mpeg4", "dnxhd", "dvvideo"}),
            audio=frozenset({"aac", "mp3", "alac", "ac3", *PCM}),
            video_encoder="h264",
            audio_encoder="aac",
            subtitle_codec="mov_text",
            subtitles=frozenset({"mov_text"}),
            options=FASTSTART,
        ),
        Target(
            name="gif",
            title="GIF",
            group="Animation",
            media_type="image/gif",
            muxer="gif",
            video=frozenset(),
            audio=frozenset(),
            video_encoder="gif",
            audio_encoder="",
        ),
        Target(
            name="webp",
            title="Animated WebP",
            group="Animation",
            media_type="image/webp",
            muxer="webp",
            video=frozenset(),
            audio=frozenset(),
            video_encoder="webp",
            audio_encoder="",
        ),
        Target(
            name="mp3",
            title="MP3",
            group="Audio",
            media_type="audio/mpeg",
            muxer="mp3",
            video=frozenset(),
            audio=frozenset({"mp3"}),
            video_encoder="",
            audio_encoder="mp3",
        ),
        Target(
            name="m4a",
            title="M4A (AAC)",
            group="Audio",
            media_type="audio/mp4",
            muxer="ipod",
            video=frozenset(),
            audio=frozenset({"aac", "alac"}),
            video_encoder="",
            audio_encoder="aac",
            options=FASTSTART,
        ),
        Target(
            name="ogg",
            title="Ogg Vorbis",
            group="Audio",
            media_type="audio/ogg",
            muxer="ogg",
            video=frozenset(),
            audio=frozenset({"vorbis"}),
            video_encoder="",
            audio_encoder="vorbis",
        ),
        Target(
            name="opus",
            title="Opus",
            group="Audio",
            media_type="audio/ogg",
            muxer="opus",
            video=frozenset(),
            audio=frozenset({"opus"}),
            video_encoder="",
            audio_encoder="opus",
        ),
        Target(
            name="flac",
            title="FLAC (lossless)",
            group="Audio",
            media_type="audio/flac",
            muxer="flac",
            video=frozenset(),
            audio=frozenset({"flac"}),
            video_encoder="",
            audio_encoder="flac",
        ),
        Target(
            name="wav",
            title="WAV (uncompressed)",
            group="Audio",
            media_type="audio/wav",
            muxer="wav",
            video=frozenset(),
            audio=frozenset({"pcm_s16le", "pcm_s24le", "pcm_f32le"}),
            video_encoder="",
            audio_encoder="pcm",
        ),
    )
}

# Several results in one file.
ARCHIVE = Target(
    name="zip",
    title="ZIP",
    group="Archive",
    media_type="application/zip",
    muxer="",
    video=frozenset(),
    audio=frozenset(),
    video_encoder="",
    audio_encoder="",
)
