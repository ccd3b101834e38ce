"""Reads what a file is and how it can be cut, in a child process as `streams.probing`:
``python -m backend.services.video.probing SOURCE SPANS WHOLE``, where SPANS is JSON,
``[[start, end], …]`` in seconds, and WHOLE is "whole" where it shall be told how they land
on whole groups of pictures.

Writes ``{"probed": …, "cut": …}`` or ``{"failure": code}``, which may also be DAMAGED;
without a picture track ``cut`` is null.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import av.error

from backend.services.streams.probed import Probed
from backend.services.streams.probing import UnreadableError, answer, probe
from backend.services.video.cut_facts import CutFacts
from backend.services.video.landing import Spans, cut_facts

MAX_SECONDS = 1e6  # of a file that does not tell its own


def main(arguments: list[str]) -> int:
    """Probe the file named by `arguments`."""
    path, spans, whole = arguments
    asked = [(float(start), float(end)) for start, end in json.loads(spans)]
    return answer(lambda: _found_out(Path(path), asked, whole == "whole"))


def _found_out(path: Path, spans: Spans, whole_groups: bool) -> dict[str, object]:
    probed = probe(path)
    facts = _cut_facts(path, probed, spans, whole_groups) if probed.video else None
    return {"probed": asdict(probed), "cut": asdict(facts) if facts else None}


def _cut_facts(path: Path, probed: Probed, spans: Spans, whole_groups: bool) -> CutFacts:
    last = probed.duration_seconds or MAX_SECONDS
    within = [(min(start, last), min(end, last)) for start, end in spans]
    try:
        return cut_facts(path, within, whole_groups=whole_groups and _make_sense(within))
    except av.error.FFmpegError:
        raise UnreadableError("DAMAGED") from None


def _make_sense(spans: Spans) -> bool:
    return all(start < end for start, end in spans)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
