"""What browsers play by themselves, so that a page can be honest about the rest."""

from flask_babel import gettext as _

from app.gateway.files import File, FileDetails

# What Chromium, Firefox and Safari all play. Others may, but no page should promise it.
CONTAINERS = frozenset({"mp4", "m4v", "mov", "webm", "ogg", "mp3", "m4a", "opus", "flac", "wav"})
VIDEO_CODECS = frozenset({"h264", "vp8", "vp9", "av1"})
AUDIO_CODECS = frozenset({"aac", "mp3", "opus", "vorbis", "flac", "pcm_s16le", "pcm_s24le"})
# Decoders of browsers for H.264 know eight bits and every second colour sample.
H264_PIXELS = frozenset({"yuv420p", "yuvj420p", ""})


def plays_in_browsers(file: FileDetails) -> bool:
    """Tell whether every browser is expected to play `file`."""
    return not _obstacle(file)


def why_it_may_not_play(file: FileDetails) -> str:
    """Return one sentence for the case that a browser does not play `file`."""
    return _obstacle(file) or _("This browser could not play the file.")


def _obstacle(file: FileDetails) -> str:
    """Return one sentence about what browsers cannot play, empty if there is no such thing."""
    if _is_picture(file):
        return ""
    if file.extension not in CONTAINERS:
        return _("Many browsers cannot play %(format)s files.", format=file.extension.upper())
    for stream in file.media.streams:
        if stream.kind == "video" and stream.codec not in VIDEO_CODECS:
            return _("Many browsers cannot play %(codec)s video.", codec=stream.codec.upper())
        if stream.codec == "h264" and stream.pixel_format not in H264_PIXELS:
            return _(
                "Many browsers cannot play H.264 video in %(pixels)s.", pixels=stream.pixel_format
            )
        if stream.kind == "audio" and stream.codec not in AUDIO_CODECS:
            return _("Many browsers cannot play %(codec)s sound.", codec=stream.codec.upper())
    return ""


def _is_picture(file: File) -> bool:
    return file.kind == "image" or file.extension == "gif"
