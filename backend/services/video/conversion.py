"""The form of a conversion: format, quality, size, and what else may happen on the way."""

from google.protobuf import struct_pb2

from backend.protos.media.v1 import media_pb2
from backend.services.video.formats import TARGETS
from backend.services.video.named_presets import presets
from backend.services.video.parameter_groups import Choice, Parameter, choice, number, segments

HEIGHTS = (2160, 1920, 1440, 1080, 720, 480, 360, 240)
FRAME_RATES = ("60", "50", "30", "25", "24", "15", "10")
MAX_SIDE = 16_384
VIDEO = tuple(name for name, target in TARGETS.items() if target.group == "Video")
MOVING = tuple(name for name, target in TARGETS.items() if target.group != "Audio")
LOSSLESS = frozenset({"flac", "wav"})
# Those whose pictures become H.264, which can be fitted into a size.
FITTED = tuple(name for name in VIDEO if TARGETS[name].video_encoder == "h264")

IF_VIDEO = ("format", VIDEO)
IF_MOVING = ("format", MOVING)


def convert_operation() -> media_pb2.Operation:
    """Return the description of converting."""
    return media_pb2.Operation(
        name="convert",
        title="Convert",
        summary="Make another format of it, and change size, shape, speed or sound on the way.",
        parameters=[
            *_format(),
            *segments(advanced=True),
            *_picture(),
            *_timing(),
            *_sound(),
            *_tracks(),
        ],
        presets=presets(),
    )


def _format() -> list[Parameter]:
    return [
        Parameter(
            name="format",
            title="Format",
            type=Parameter.CHOICE,
            required=True,
            choices=[
                Choice(value=target.name, title=target.title, group=target.group)
                for target in TARGETS.values()
            ],
        ),
        choice(
            "quality",
            "Quality",
            [
                Choice(value="small", title="Small file", help="Always encodes again."),
                Choice(value="balanced", title="Balanced"),
                Choice(value="high", title="High quality"),
            ],
            help="Pictures and sound that the format takes as they are stay as they are, "
            "except with “small”.",
            default="balanced",
            advanced=True,
            shown_if=("format", [name for name in TARGETS if name not in LOSSLESS]),
        ),
        number("fit_mb", "Fit into", 0.1, 4000,
               help="Megabytes (millions of bytes) that the video has at most. Left empty: "
               "whatever the quality takes.",
               unit="MB", step=0.1, shown_if=("format", FITTED)),
    ]  # fmt: skip


def _picture() -> list[Parameter]:
    empty = "Left empty: to the edge."
    return [
        choice("height", "Picture height",
               [Choice(value="keep", title="As it is"),
                *(Choice(value=str(height), title=str(height)) for height in HEIGHTS)],
               help="The width follows. Pictures are made smaller, never larger.",
               unit="px", advanced=True, shown_if=IF_VIDEO),
        choice("aspect", "Shape",
               [Choice(value="keep", title="As it is"),
                Choice(value="16:9", title="16:9, screens"),
                Choice(value="9:16", title="9:16, phones held upright"),
                Choice(value="1:1", title="1:1, square"),
                Choice(value="4:5", title="4:5, portrait")],
               help="The largest part of that shape, from the middle.",
               advanced=True, shown_if=IF_MOVING),
        number("crop_x", "Crop from left", 0, MAX_SIDE, default=0, whole=True, unit="px",
               shown_if=IF_MOVING),
        number("crop_y", "Crop from top", 0, MAX_SIDE, default=0, whole=True, unit="px",
               shown_if=IF_MOVING),
        number("crop_width", "Crop width", 2, MAX_SIDE, help=empty, whole=True, unit="px",
               shown_if=IF_MOVING),
        number("crop_height", "Crop height", 2, MAX_SIDE, help=empty, whole=True, unit="px",
               shown_if=IF_MOVING),
        choice("rotate", "Rotate",
               [Choice(value="0", title="Not"),
                Choice(value="90", title="90° to the right"),
                Choice(value="180", title="180°"),
                Choice(value="270", title="90° to the left")],
               advanced=True, shown_if=IF_MOVING),
        choice("flip", "Flip",
               [Choice(value="none", title="Not"),
                Choice(value="horizontal", title="Left and right"),
                Choice(value="vertical", title="Top and bottom")],
               advanced=True, shown_if=IF_MOVING),
    ]  # fmt: skip


def _timing() -> list[Parameter]:
    return [
        choice("frame_rate", "Pictures per second",
               [Choice(value="keep", title="As it is"),
                *(Choice(value=rate, title=rate) for rate in FRAME_RATES)],
               advanced=True, shown_if=IF_MOVING),
        number("speed", "Speed", 0.25, 4, default=1, step=0.05, unit="×",
               help="The pitch of the sound stays.", shown_if=IF_MOVING),
        number("fade_in", "Fade in", 0, 30, default=0, step=0.1, unit="s", shown_if=IF_MOVING),
        number("fade_out", "Fade out", 0, 30, default=0, step=0.1, unit="s", shown_if=IF_MOVING),
    ]  # fmt: skip


def _sound() -> list[Parameter]:
    return [
        choice("audio", "Sound",
               [Choice(value="keep", title="Keep"),
                Choice(value="none", title="Remove"),
                Choice(value="replace", title="Take another")],
               advanced=True, shown_if=IF_VIDEO),
        Parameter(
            name="sound_file",
            title="Other sound",
            help="It begins with the video, and ends with it.",
            type=Parameter.FILE,
            file_kinds=["audio", "video"],
            required=True,
            advanced=True,
            shown_if_parameter="audio",
            shown_if_values=["replace"],
        ),
        number("volume", "Volume", -30, 30, default=0, step=0.5, unit="dB", shown_if=IF_VIDEO),
        choice("loudness", "Loudness",
               [Choice(value="keep", title="As it is"),
                Choice(value="streaming", title="Streaming, −14 LUFS"),
                Choice(value="podcast", title="Podcast, −16 LUFS"),
                Choice(value="broadcast", title="Broadcast, −23 LUFS")],
               help="Measured and levelled after EBU R 128; the volume above does not count then.",
               advanced=True, shown_if=IF_VIDEO),
        number("audio_track", "Audio track", 0, 64, default=0, whole=True,
               help="The number of the one that is kept. 0: all that fit.", shown_if=IF_VIDEO),
    ]  # fmt: skip


def _tracks() -> list[Parameter]:
    return [
        choice("subtitles", "Subtitles",
               [Choice(value="keep", title="Keep"),
                Choice(value="none", title="Remove"),
                Choice(value="burn", title="Burn in", help="They become part of the picture.")],
               advanced=True, shown_if=IF_MOVING),
        Parameter(
            name="subtitle_track",
            title="Subtitle track",
            type=Parameter.INTEGER,
            minimum=1,
            maximum=64,
            default_value=struct_pb2.Value(number_value=1),
            advanced=True,
            shown_if_parameter="subtitles",
            shown_if_values=["burn"],
        ),
        choice("metadata", "Tags",
               [Choice(value="keep", title="Keep"),
                Choice(value="strip", title="Remove",
                       help="Titles, places, devices and chapters.")],
               advanced=True, shown_if=IF_VIDEO),
    ]  # fmt: skip
