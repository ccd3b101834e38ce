"""What the video service tells about itself: forms, cards and documentation follow from it."""

from google.protobuf import struct_pb2

from backend.protos.media.v1 import media_pb2
from backend.services.video.formats import TARGETS
from config import ServiceConfig

CONTRACT_VERSION = "1"
VERSION = "0.1.0"
POSTER_MAX_BYTES = 1024 * 1024

Parameter = media_pb2.Parameter

ACCEPTED = (
    ("MP4", "video/mp4", ("mp4", "m4v")),
    ("QuickTime", "video/quicktime", ("mov", "qt")),
    ("Matroska", "video/x-matroska", ("mkv",)),
    ("WebM", "video/webm", ("webm",)),
    ("AVI", "video/x-msvideo", ("avi",)),
    ("MPEG transport stream", "video/mp2t", ("ts", "mts", "m2ts")),
    ("MPEG", "video/mpeg", ("mpg", "mpeg", "vob")),
    ("Flash Video", "video/x-flv", ("flv",)),
    ("Windows Media", "video/x-ms-asf", ("wmv", "asf")),
    ("Ogg Video", "video/ogg", ("ogv", "ogg")),
    ("3GP", "video/3gpp", ("3gp", "3g2")),
)
HEIGHTS = (2160, 1440, 1080, 720, 480, 360)


def describe(config: ServiceConfig) -> media_pb2.Description:
    """Return the answer to Describe."""
    return media_pb2.Description(
        contract_version=CONTRACT_VERSION,
        name="video",
        title="Video",
        summary="Cut videos and convert them into other formats.",
        version=VERSION,
        accepts=[
            media_pb2.AcceptedType(title=title, media_type=media_type, extensions=extensions)
            for title, media_type, extensions in ACCEPTED
        ],
        operations=[_cut(), _convert()],
        previews=[
            media_pb2.PreviewKind(
                name="poster", media_type="image/jpeg", max_bytes=POSTER_MAX_BYTES
            )
        ],
        concurrent_jobs=config.concurrent_jobs,
    )


def _cut() -> media_pb2.Operation:
    return media_pb2.Operation(
        name="cut",
        title="Cut",
        summary="Keep the part between two points in time.",
        parameters=[
            Parameter(
                name="start",
                title="Start",
                help="The first picture that is kept is the one at or right after this time.",
                type=Parameter.TIME,
                default_value=struct_pb2.Value(number_value=0),
                minimum=0,
                unit="s",
            ),
            Parameter(
                name="end",
                title="End",
                help="Pictures from this time on are gone.",
                type=Parameter.TIME,
                required=True,
                minimum=0,
                unit="s",
            ),
            Parameter(
                name="mode",
                title="How",
                type=Parameter.CHOICE,
                default_value=struct_pb2.Value(string_value="exact"),
                choices=[
                    media_pb2.Choice(
                        value="exact",
                        title="Exact",
                        help="Exact to the picture. Only the few seconds around both cuts are "
                        "encoded again, everything between stays as it is. Fast; the best "
                        "choice for most videos.",
                    ),
                    media_pb2.Choice(
                        value="instant",
                        title="Instant",
                        help="Nothing is encoded, done in a moment. It begins at the keyframe "
                        "before the start, often some seconds early; you are told where before "
                        "you begin.",
                    ),
                    media_pb2.Choice(
                        value="reencode",
                        title="Encode again",
                        help="Exact to the picture, as MP4 with H.264, which plays "
                        "everywhere. Slow, and a little quality is lost.",
                    ),
                ],
            ),
        ],
    )


def _convert() -> media_pb2.Operation:
    video = [target.name for target in TARGETS.values() if target.group == "Video"]
    lossless = {"flac", "wav"}
    return media_pb2.Operation(
        name="convert",
        title="Convert",
        summary="Make another format of it: video, animation or sound only.",
        parameters=[
            Parameter(
                name="format",
                title="Format",
                type=Parameter.CHOICE,
                required=True,
                choices=[
                    media_pb2.Choice(value=target.name, title=target.title, group=target.group)
                    for target in TARGETS.values()
                ],
            ),
            Parameter(
                name="quality",
                title="Quality",
                help="Pictures and sound that the format takes as they are stay as they are, "
                "except with “small”.",
                type=Parameter.CHOICE,
                default_value=struct_pb2.Value(string_value="balanced"),
                choices=[
                    media_pb2.Choice(
                        value="small", title="Small file", help="Always encodes again."
                    ),
                    media_pb2.Choice(value="balanced", title="Balanced"),
                    media_pb2.Choice(value="high", title="High quality"),
                ],
                advanced=True,
                shown_if_parameter="format",
                shown_if_values=[name for name in TARGETS if name not in lossless],
            ),
            Parameter(
                name="height",
                title="Picture height",
                help="The width follows. Pictures are made smaller, never larger.",
                type=Parameter.CHOICE,
                default_value=struct_pb2.Value(string_value="keep"),
                unit="px",
                choices=[
                    media_pb2.Choice(value="keep", title="As it is"),
                    *(media_pb2.Choice(value=str(h), title=str(h)) for h in HEIGHTS),
                ],
                advanced=True,
                shown_if_parameter="format",
                shown_if_values=video,
            ),
            Parameter(
                name="audio",
                title="Sound",
                type=Parameter.CHOICE,
                default_value=struct_pb2.Value(string_value="keep"),
                choices=[
                    media_pb2.Choice(value="keep", title="Keep"),
                    media_pb2.Choice(value="none", title="Remove"),
                ],
                advanced=True,
                shown_if_parameter="format",
                shown_if_values=video,
            ),
        ],
    )
