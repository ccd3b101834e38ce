"""Asks a child process how a video can be cut."""

import json
from collections.abc import Sequence
from pathlib import Path

from backend.services.process import ProcessLimits
from backend.services.streams.inspector import asked
from backend.services.streams.probed import Probed
from backend.services.video.cut_facts import CutFacts

PROBING = "backend.services.video.probing"


async def inspect_for_cut(
    source: Path,
    folder: Path,
    limits: ProcessLimits,
    spans: Sequence[tuple[float, float]],
    *,
    whole_groups: bool = False,
) -> tuple[Probed, CutFacts | None]:
    """Return what `source` is, and how it can be cut into `spans`; None without pictures.

    `whole_groups` asks where they land if nothing is encoded. Raises `MediaFailure`.
    """
    arguments = [str(source), json.dumps(list(spans)), "whole" if whole_groups else ""]
    told = await asked(PROBING, arguments, folder, limits)
    facts = CutFacts.from_json(told["cut"]) if told["cut"] else None
    return Probed.from_json(told["probed"]), facts
