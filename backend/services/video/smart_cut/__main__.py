"""`python -m backend.services.video.smart_cut SOURCE OUTPUT --segments '[[1.5, 4.0]]'`.

Runs as a child process, so that a hostile file can neither crash nor hang its caller, who
may kill it at any time (SIGTERM ends it at once; what it had written is the caller's to
remove). Speaks JSON, one object a line, on standard output:

    {"progress": 0.42}                                    any number of times
    {"report": {"frames_copied": 1290, ...}}              exit 0: cut and checked
    {"unsupported": {"code": "...", "message": "..."}}    exit 3: encode it again instead

Exit 2 is a wrong command line.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import sys
import time
from pathlib import Path

from . import segments as segment_rules
from . import smart_cut, verify
from .errors import SmartCutError

EXIT_UNSUPPORTED = 3
PROGRESS_INTERVAL_SECONDS = 0.1


class ProgressLines:
    """Tells progress, but not more often than anyone looks."""

    def __init__(self) -> None:
        self._told_at = 0.0

    def __call__(self, fraction: float) -> None:
        """Say how much is done, unless that was just said."""
        now = time.monotonic()
        if now - self._told_at >= PROGRESS_INTERVAL_SECONDS:
            self._told_at = now
            tell({"progress": round(fraction, 4)})


def tell(message: dict[str, object]) -> None:
    """One line to the caller."""
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def main(arguments: list[str] | None = None) -> int:
    """Cut, check, tell; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m backend.services.video.smart_cut")
    parser.add_argument("source", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--segments", required=True, help="JSON: [[start, end], ...] in seconds")
    options = parser.parse_args(arguments)
    try:
        segments = segment_rules.parse(options.segments)
    except ValueError as error:
        parser.error(str(error))
    # The encoder of AV1 talks on standard error, and the environment is its only switch.
    os.environ.setdefault("SVT_LOG", "0")
    try:
        report = smart_cut(options.source, options.output, segments, ProgressLines())
        verify(options.source, options.output, segments, report)
    except SmartCutError as error:
        tell({"unsupported": {"code": error.code, "message": error.message}})
        return EXIT_UNSUPPORTED
    tell({"report": dataclasses.asdict(report)})
    return 0


if __name__ == "__main__":
    sys.exit(main())
