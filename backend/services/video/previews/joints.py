"""How a cut will look where its parts meet: some seconds before, some seconds after."""

from dataclasses import dataclass
from pathlib import Path

from google.protobuf import struct_pb2

from backend.services.failures import Violation, wrong_parameters
from backend.services.ffmpeg import Ffmpeg, Input
from backend.services.messages import fact
from backend.services.process import ProcessLimits
from backend.services.streams.previewing import Made, made
from backend.services.streams.probed import Probed
from backend.services.video.cut_facts import CutFacts
from backend.services.video.formats import TARGETS
from backend.services.video.operations.spans import TOLERANCE_SECONDS
from backend.services.video.planning import seek_options
from backend.services.video.previews import light_copy
from backend.services.video.tracks import Selecting

JOINT_MAX_BYTES = 16 * 1024 * 1024
AROUND_SECONDS = 2.0
OPERATION = "cut"
MEMBERS = frozenset({"operation", "parameters", "join"})

Pair = tuple[float, float]


@dataclass(frozen=True)
class AskedJoint:
    """Which join of which cut is to be shown: 0 is the beginning, the last is the end."""

    parameters: struct_pb2.Struct
    join: int


def asked_joint(asked: struct_pb2.Struct) -> AskedJoint:
    """Return what was asked for, as far as it can be checked alone. Raises `MediaFailure`."""
    unknown = [name for name in asked.fields if name not in MEMBERS]
    if unknown:
        message = f"“Joint” has no parameter {unknown[0]!r}."
        raise wrong_parameters([Violation(unknown[0], "UNKNOWN_PARAMETER", message)])
    if asked.fields["operation"].string_value != OPERATION:
        message = "Only the joints of a cut can be shown."
        raise wrong_parameters([Violation("operation", "UNKNOWN_OPERATION", message)])
    join = asked.fields["join"].number_value
    if not 0 <= join <= 1000 or join != int(join):
        message = "The join must be a whole number."
        raise wrong_parameters([Violation("join", "NOT_AN_INTEGER", message)])
    return AskedJoint(asked.fields["parameters"].struct_value, int(join))


def meeting(spans: list[Pair], join: int) -> list[Pair]:
    """Return the end of the part before a join, and the beginning of the one after it.

    Raises `MediaFailure` for a join that there is not.
    """
    if join > len(spans):
        message = f"There are {len(spans) + 1} joins, counted from 0."
        raise wrong_parameters([Violation("join", "TOO_LARGE", message)])
    parts = []
    if join > 0:
        start, end = spans[join - 1]
        parts.append((max(start, end - AROUND_SECONDS), end))
    if join < len(spans):
        start, end = spans[join]
        parts.append((start, min(end, start + AROUND_SECONDS)))
    return parts


async def make_joint(
    ffmpeg: Ffmpeg,
    source: Path,
    probed: Probed,
    cut: CutFacts,
    parts: list[Pair],
    *,
    folder: Path,
    limits: ProcessLimits,
) -> Made:
    """Write `parts`, which `cut` tells how to come to, as one small MP4.

    It shows the very pictures that a cut joins, with their sound, only smaller. Raises
    `MediaFailure`.
    """
    output = folder / "joint.mp4"
    selecting = Selecting(probed, TARGETS["mp4"], "small", len(parts), cut.drops_seconds)
    selecting.pictures(True, [light_copy.SMALL], light_copy.encoder("ultrafast"))
    chosen = selecting.sound(True, True, only=1, bps=light_copy.AUDIO_BPS).done()
    reads = [
        (
            *seek_options(seek.seek_seconds),
            "-t",
            f"{end - TOLERANCE_SECONDS - seek.seek_seconds:.6f}",
        )
        for seek, (_, end) in zip((facts.encode_seek for facts in cut.spans), parts, strict=True)
    ]
    await ffmpeg.run(
        source,
        reads[0],
        (*chosen.options, "-map_metadata", "-1", *light_copy.FRAGMENTS, f"file:{output}"),
        limits=limits,
        folder=folder,
        others=[Input(source, read) for read in reads[1:]],
    )
    before = parts[0][1] - parts[0][0] if len(parts) > 1 else 0.0
    facts = [
        fact("join_seconds", "The join is at", before),
        fact("ends_at_seconds", "The part before ends at", parts[0][1]),
        fact("starts_at_seconds", "The part after starts at", parts[-1][0]),
    ]
    return made(output, "video/mp4", facts)
