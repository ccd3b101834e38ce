"""Asks a child process how a video can be cut."""

from pathlib import Path

from backend.services.process import ProcessLimits
from backend.services.streams.inspector import asked
from backend.services.streams.probed import Probed
from backend.services.video.cut_facts import CutFacts

PROBING = "backend.services.video.probing"


async def inspect_for_cut(
    source: Path, folder: Path, limits: ProcessLimits, start_seconds: float, end_seconds: float
) -> tuple[Probed, CutFacts | None]:
    """Return what `source` is, and how it can be cut there; None without a picture track.

    Raises `MediaFailure`.
    """
    arguments = [str(source), str(start_seconds), str(end_seconds)]
    told = await asked(PROBING, arguments, folder, limits)
    facts = CutFacts.from_json(told["cut"]) if told["cut"] else None
    return Probed.from_json(told["probed"]), facts
