"""What browsers play as it is. Chromium is the measure: it plays least of what we read."""

from backend.services.streams.codecs import codec_title
from backend.services.streams.probed import Probed

CONTAINERS = frozenset({"mp4", "mov", "3gp", "webm"})
PICTURES = {
    "h264": frozenset({"yuv420p", "yuvj420p"}),
    "vp8": frozenset({"yuv420p"}),
    "vp9": frozenset({"yuv420p", "yuv420p10le"}),
    "av1": frozenset({"yuv420p", "yuvj420p", "yuv420p10le"}),
}
SOUND = frozenset({"aac", "mp3", "opus", "vorbis", "flac"})


def refusal(probed: Probed) -> str:
    """Return why browsers do not play a video, as a sentence; "" if they do."""
    if probed.container not in CONTAINERS:
        return f"Browsers do not play {probed.container.upper()} files."
    video, sound = probed.video, next(iter(probed.of_kind("audio")), None)
    if video and video.codec not in PICTURES:
        return f"Browsers do not play {codec_title(video.codec)}."
    if video and video.pixel_format not in PICTURES[video.codec]:
        return f"Browsers do not play pictures of the kind {video.pixel_format}."
    if sound and sound.codec not in SOUND:
        return f"Browsers do not play the sound: {codec_title(sound.codec)}."
    return ""
