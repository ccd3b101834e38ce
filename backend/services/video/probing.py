"""Reads what a file is and how it can be cut, in a child process as `streams.probing`:
``python -m backend.services.video.probing SOURCE START END``, with times in seconds.

Writes ``{"probed": …, "cut": …}`` or ``{"failure": code}``, which may also be DAMAGED;
without a picture track ``cut`` is null.
"""

import sys
from dataclasses import asdict
from pathlib import Path

import av.error

from backend.services.streams.probed import Probed
from backend.services.streams.probing import UnreadableError, answer, probe
from backend.services.video.cut_facts import CutFacts
from backend.services.video.landing import cut_facts

MAX_SECONDS = 1e6  # of a file that does not tell its own


def main(arguments: list[str]) -> int:
    """Probe the file named by `arguments`."""
    path, start, end = arguments
    return answer(lambda: _found_out(Path(path), float(start), float(end)))


def _found_out(path: Path, start_seconds: float, end_seconds: float) -> dict[str, object]:
    probed = probe(path)
    facts = _cut_facts(path, probed, start_seconds, end_seconds) if probed.video else None
    return {"probed": asdict(probed), "cut": asdict(facts) if facts else None}


def _cut_facts(path: Path, probed: Probed, start_seconds: float, end_seconds: float) -> CutFacts:
    last = probed.duration_seconds or MAX_SECONDS
    try:
        return cut_facts(path, min(start_seconds, last), min(end_seconds, last))
    except av.error.FFmpegError:
        raise UnreadableError("DAMAGED") from None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
