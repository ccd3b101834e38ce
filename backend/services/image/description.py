"""What the image service tells about itself: forms, cards and documentation follow from it."""

from collections.abc import Mapping

from backend.protos.media.v1 import media_pb2
from backend.services.image import parameter_groups as groups
from backend.services.image import parameters_of_marks as marks
from backend.services.image import parameters_of_several as several
from backend.services.image import presets
from backend.services.image.formats import READABLE
from config import ServiceConfig

CONTRACT_VERSION = "1"
VERSION = "0.1.0"
POSTER_MAX_BYTES = 1024 * 1024
EDITED_MAX_BYTES = 4 * 1024 * 1024


def describe(config: ServiceConfig) -> media_pb2.Description:
    """Return the answer to Describe."""
    return media_pb2.Description(
        contract_version=CONTRACT_VERSION,
        name="image",
        title="Images",
        summary="Convert, resize, crop and improve pictures; join several into one.",
        version=VERSION,
        accepts=[
            media_pb2.AcceptedType(
                title=source.title, media_type=source.media_type, extensions=source.extensions
            )
            for source in READABLE
        ],
        operations=_operations(),
        previews=[
            media_pb2.PreviewKind(
                name="poster", media_type="image/webp", max_bytes=POSTER_MAX_BYTES
            ),
            media_pb2.PreviewKind(
                name="edited", media_type="image/webp", max_bytes=EDITED_MAX_BYTES
            ),
            media_pb2.PreviewKind(
                name="before", media_type="image/webp", max_bytes=EDITED_MAX_BYTES
            ),
        ],
        concurrent_jobs=config.concurrent_jobs,
        achievements=_achievements(),
    )


def _operations() -> list[media_pb2.Operation]:
    return [
        media_pb2.Operation(
            name="convert",
            title="Convert",
            summary="Make another format of it, or a smaller file.",
            parameters=[
                *groups.format_and_quality(None),
                *several.paper("picture", shown_if_parameter="format", shown_if_values=["pdf"]),
            ],
            presets=presets.CONVERT,
        ),
        media_pb2.Operation(
            name="resize",
            title="Resize",
            summary="Make it smaller or larger.",
            parameters=[*groups.sizes("fit"), *groups.format_and_quality(groups.KEEP)],
            presets=presets.RESIZE,
        ),
        media_pb2.Operation(
            name="edit",
            title="Edit",
            summary="Crop, turn, straighten, resize and improve its colours, in one go.",
            parameters=[
                *groups.crop(),
                *groups.turns(),
                *groups.sizes(groups.KEEP),
                *groups.colours(),
                *groups.format_and_quality(groups.KEEP),
            ],
        ),
        media_pb2.Operation(
            name="watermark",
            title="Watermark",
            summary="Write a text on it, or put another picture on it.",
            parameters=[*marks.watermark(), *groups.format_and_quality(groups.KEEP)],
        ),
        media_pb2.Operation(
            name="document",
            title="Document",
            summary="Make a PDF of it and further pictures, each on a page.",
            parameters=several.document(),
        ),
        media_pb2.Operation(
            name="collage",
            title="Collage",
            summary="Put several pictures into one, in a grid.",
            parameters=several.collage(),
        ),
        media_pb2.Operation(
            name="sheet",
            title="Sheet",
            summary="A contact sheet to look through, or a sprite for programs.",
            parameters=several.sheet(),
        ),
    ]


def _achievements() -> list[media_pb2.AchievementRule]:
    rules: tuple[tuple[str, str, str, int, str, Mapping[str, str]], ...] = (
        ("first_image", "First picture", "Convert a picture.", 1, "convert", {}),
        ("featherweight", "Featherweight", "Convert five pictures to AVIF.", 5, "convert",
         {"format": "avif"}),
        ("right_size", "The right size", "Resize ten pictures.", 10, "resize", {}),
        ("darkroom", "Darkroom", "Edit three pictures.", 3, "edit", {}),
        ("signed", "Signed", "Write on a picture.", 1, "watermark", {}),
        ("bookbinder", "Bookbinder", "Bind pictures into a document.", 1, "document", {}),
        ("gallery", "Gallery", "Make three collages.", 3, "collage", {}),
        ("no_traces", "No traces", "Remove the metadata of three pictures.", 3, "convert",
         {"metadata": "strip"}),
    )  # fmt: skip
    achievements = []
    for name, title, summary, goal, operation, parameters in rules:
        rule = media_pb2.AchievementRule(
            name=name, title=title, summary=summary, goal=goal, operation=operation
        )
        rule.parameters.update(parameters)
        achievements.append(rule)
    return achievements
