"""What the video service tells about itself: forms, cards and documentation follow from it."""

from backend.protos.media.v1 import media_pb2
from backend.services.video import parameter_groups as groups
from backend.services.video.conversion import convert_operation
from backend.services.video.extraction import frame_operation, subtitles_operation
from backend.services.video.previews.kinds import KINDS
from config import ServiceConfig

CONTRACT_VERSION = "1"
VERSION = "0.1.0"

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
        operations=[_cut(), convert_operation(), frame_operation(), subtitles_operation()],
        previews=KINDS,
        concurrent_jobs=config.concurrent_jobs,
    )


def _cut() -> media_pb2.Operation:
    return media_pb2.Operation(
        name="cut",
        title="Cut",
        summary="Keep parts of a video, joined into one or each for itself.",
        parameters=[
            *groups.segments(),
            groups.choice(
                "mode",
                "How",
                [
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
            groups.choice(
                "output",
                "Result",
                [
                    media_pb2.Choice(value="joined", title="One video"),
                    media_pb2.Choice(
                        value="separate",
                        title="One file each",
                        help="All of them come in one ZIP file.",
                    ),
                ],
            ),
            *groups.span(),
        ],
    )
