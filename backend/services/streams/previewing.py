"""Previews of sound and moving pictures: what each is ordered with, and what comes of it."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from google.protobuf import struct_pb2

from backend.protos.media.v1 import media_pb2
from backend.services.failures import MediaFailure
from backend.services.process import ProcessLimits
from backend.services.streams.probed import Probed

# What such a preview is checked against: every parameter is one too many.
WITHOUT_PARAMETERS = media_pb2.Operation(name="preview", title="This preview")


@dataclass(frozen=True)
class Order:
    """One preview that was asked for."""

    source: Path
    probed: Probed
    folder: Path
    limits: ProcessLimits
    asked: struct_pb2.Struct


Made: TypeAlias = tuple[Path, media_pb2.PreviewResult]
Maker: TypeAlias = Callable[[Order], Awaitable[Made]]


def made(output: Path, media_type: str, facts: Iterable[media_pb2.Fact] = ()) -> Made:
    """Return what was written to `output`. Raises `MediaFailure` DAMAGED if nothing was."""
    if not output.exists() or not output.stat().st_size:
        raise MediaFailure("DAMAGED", "The file is damaged: it could not be read.")
    size_bytes = output.stat().st_size
    return output, media_pb2.PreviewResult(
        media_type=media_type, size_bytes=size_bytes, facts=facts
    )
