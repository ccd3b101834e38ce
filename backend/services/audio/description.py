"""What the audio service tells about itself: forms, cards and documentation follow from it."""

from backend.protos.media.v1 import media_pb2
from backend.services.audio import combining_parameters as combining
from backend.services.audio import parameter_groups as groups
from backend.services.audio.previews import KINDS
from config import ServiceConfig

CONTRACT_VERSION = "1"
VERSION = "0.1.0"

ACCEPTED = (
    ("MP3", "audio/mpeg", ("mp3",)),
    ("M4A", "audio/mp4", ("m4a", "m4b")),
    ("AAC", "audio/aac", ("aac",)),
    ("Ogg", "audio/ogg", ("ogg", "oga", "opus")),
    ("FLAC", "audio/flac", ("flac",)),
    ("WAV", "audio/wav", ("wav",)),
    ("AIFF", "audio/aiff", ("aiff", "aif", "aifc")),
    ("Windows Media Audio", "audio/x-ms-wma", ("wma",)),
    ("AMR", "audio/amr", ("amr",)),
    ("AC-3", "audio/ac3", ("ac3", "eac3")),
    ("Core Audio", "audio/x-caf", ("caf",)),
    ("Matroska Audio", "audio/x-matroska", ("mka", "weba")),
    # Of a video, the sound.
    ("MP4", "video/mp4", ("mp4", "m4v")),
    ("QuickTime", "video/quicktime", ("mov",)),
    ("Matroska", "video/x-matroska", ("mkv",)),
    ("WebM", "video/webm", ("webm",)),
    ("AVI", "video/x-msvideo", ("avi",)),
    ("MPEG transport stream", "video/mp2t", ("ts", "mts", "m2ts")),
    ("MPEG", "video/mpeg", ("mpg", "mpeg", "vob")),
    ("Flash Video", "video/x-flv", ("flv",)),
    ("Windows Media", "video/x-ms-asf", ("wmv", "asf")),
    ("3GP", "video/3gpp", ("3gp", "3g2")),
)


def describe(config: ServiceConfig) -> media_pb2.Description:
    """Return the answer to Describe."""
    return media_pb2.Description(
        contract_version=CONTRACT_VERSION,
        name="audio",
        title="Audio",
        summary="Convert, trim, level and tag sound.",
        version=VERSION,
        accepts=[
            media_pb2.AcceptedType(title=title, media_type=media_type, extensions=extensions)
            for title, media_type, extensions in ACCEPTED
        ],
        operations=_operations(),
        previews=KINDS,
        concurrent_jobs=config.concurrent_jobs,
        achievements=_achievements(),
    )


def _operations() -> list[media_pb2.Operation]:
    return [
        media_pb2.Operation(
            name="trim",
            title="Trim",
            summary="Keep one part or several, or remove parts.",
            parameters=[*groups.parts(), *groups.fades(), groups.result_format()],
        ),
        media_pb2.Operation(
            name="convert",
            title="Convert",
            summary="Make another format of it, or a smaller file.",
            parameters=groups.conversion(),
        ),
        media_pb2.Operation(
            name="split",
            title="Split at silences",
            summary="Make one file of each part between silences; they come in one zip.",
            parameters=[*combining.splitting(), groups.result_format()],
        ),
        media_pb2.Operation(
            name="join",
            title="Join",
            summary="Put other sounds behind it, each faded over into the next if you like.",
            parameters=[*combining.joining(), groups.result_format()],
        ),
        media_pb2.Operation(
            name="mix",
            title="Mix",
            summary="Play another sound at the same time, such as music under speech.",
            parameters=[*combining.mixing(), groups.result_format()],
        ),
        media_pb2.Operation(
            name="loudness",
            title="Loudness",
            summary="Bring it to the loudness that a place asks for (EBU R 128).",
            parameters=[*groups.loudness(), groups.result_format()],
        ),
        media_pb2.Operation(
            name="adjust",
            title="Adjust",
            summary="Change volume, speed, pitch and noise.",
            parameters=[*groups.adjustments(), *groups.fades(), groups.result_format()],
        ),
        media_pb2.Operation(
            name="tags",
            title="Tags",
            summary="Change title, artist and other tags; the sound stays as it is.",
            parameters=groups.tags(),
        ),
    ]


def _achievements() -> list[media_pb2.AchievementRule]:
    rules: tuple[tuple[str, str, str, int, str, dict[str, str]], ...] = (
        ("first_sound", "First sound", "Convert a sound.", 1, "convert", {}),
        ("lossless", "Nothing lost", "Convert three sounds to FLAC.", 3, "convert",
         {"format": "flac"}),
        ("sound_engineer", "Sound engineer", "Level the loudness of five sounds.", 5,
         "loudness", {}),
        ("good_ending", "A good ending", "Trim three sounds.", 3, "trim", {}),
        ("librarian", "Librarian", "Edit the tags of five sounds.", 5, "tags", {}),
    )  # fmt: skip
    achievements = []
    for name, title, summary, goal, operation, parameters in rules:
        rule = media_pb2.AchievementRule(
            name=name, title=title, summary=summary, goal=goal, operation=operation
        )
        rule.parameters.update(parameters)
        achievements.append(rule)
    return achievements
