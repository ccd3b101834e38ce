"""Codecs, by the names that people know."""

CODEC_TITLES = {
    "h264": "H.264",
    "hevc": "HEVC",
    "av1": "AV1",
    "vp8": "VP8",
    "vp9": "VP9",
    "mpeg2video": "MPEG-2",
    "mpeg4": "MPEG-4",
    "prores": "ProRes",
    "aac": "AAC",
    "mp3": "MP3",
    "opus": "Opus",
    "vorbis": "Vorbis",
    "flac": "FLAC",
    "ac3": "AC-3",
    "eac3": "E-AC-3",
    "alac": "Apple Lossless",
    "amr_nb": "AMR",
    "amr_wb": "AMR-WB",
    "wmav1": "Windows Media Audio",
    "wmav2": "Windows Media Audio",
    "pcm_s32le": "32-bit PCM",
    "pcm_s32be": "32-bit PCM",
    "pcm_f32le": "floating-point PCM",
    "pcm_f32be": "floating-point PCM",
    "hdmv_pgs_subtitle": "picture subtitles",
    "dvd_subtitle": "picture subtitles",
    "dvb_subtitle": "picture subtitles",
}


def codec_title(codec: str) -> str:
    """Return the name of a codec as people know it."""
    return CODEC_TITLES.get(codec, codec)
