"""What people ask for by name: each opens into the parameters of a conversion."""

from backend.protos.media.v1 import media_pb2

Value = str | float
# (name, title, summary, group, parameters)
PRESETS: tuple[tuple[str, str, str, str, dict[str, Value]], ...] = (
    ("web_mp4", "Web MP4", "Plays in every browser and on every phone.", "Video",
     {"format": "mp4"}),
    ("small_mp4", "Small MP4", "At most 720 lines, and few bytes.", "Video",
     {"format": "mp4", "quality": "small", "height": "720"}),
    ("webm_av1", "WebM AV1", "The best picture for its size, in today's browsers.", "Video",
     {"format": "webm"}),
    ("archive", "Archive copy", "All tracks as they are, in a Matroska file.", "Video",
     {"format": "mkv"}),
    ("whatsapp", "WhatsApp, 16 MB", "As good as 16 MB allow.", "To send",
     {"format": "mp4", "fit_mb": 16, "height": "720"}),
    ("discord", "Discord, 10 MB", "As good as 10 MB allow.", "To send",
     {"format": "mp4", "fit_mb": 10, "height": "720"}),
    ("email", "E-mail, 25 MB", "Fits beside a letter: 18 MB, which mail makes a third larger.",
     "To send", {"format": "mp4", "fit_mb": 18, "height": "720"}),
    ("reel", "Instagram reel, 9:16", "Upright, 1920 lines, 30 pictures a second.", "To post",
     {"format": "mp4", "aspect": "9:16", "height": "1920", "frame_rate": "30",
      "loudness": "streaming"}),
    ("audio_only", "Audio only", "The sound as MP3.", "Sound", {"format": "mp3"}),
    ("gif", "GIF", "Without sound, at most a minute.", "Animation", {"format": "gif"}),
)  # fmt: skip


def presets() -> list[media_pb2.Preset]:
    """Return the presets of converting."""
    found = []
    for name, title, summary, group, parameters in PRESETS:
        preset = media_pb2.Preset(name=name, title=title, summary=summary, group=group)
        preset.parameters.update(parameters)
        found.append(preset)
    return found
