"""Reads damaged files as the service's children do: ``python -m
tests.services.audio.read_variants FOLDER``. Writes what became of each as a line of JSON.

One process for many files: starting one for each would take longer than reading them.
"""

import dataclasses
import json
import sys
import time
from pathlib import Path

import av

from backend.services.audio.splice import Piece
from backend.services.audio.splicing import Player
from backend.services.streams import peaks
from backend.services.streams.listening import opened
from backend.services.streams.peaks_order import Order
from backend.services.streams.probed import Probed
from backend.services.streams.probing import UnreadableError, probe


def became(path: Path, output: Path) -> str:
    """Return the code with which `path` is refused, or "READ"."""
    try:
        probed = probe(path)
    except UnreadableError as refusal:
        return str(refusal)
    tracks = probed.of_kind("audio")
    if not tracks or not tracks[0].sample_rate_hz:
        return "NO_SOUND"
    seconds = min(probed.duration_seconds or 1.0, 3600.0)
    order = Order(str(path), tracks[0].index, 0.0, seconds, 100)
    glance = dataclasses.replace(order, count=10, glance=True)
    found = [
        peaks.main([str(output), json.dumps(dataclasses.asdict(each))]) for each in (order, glance)
    ]
    assert set(found) <= {0, 1}
    heard = _samples(path, probed)
    return "READ" if heard else "SILENT"


def _samples(path: Path, probed: Probed) -> int:
    piece = Piece(str(path), probed.of_kind("audio")[0].index, 0.1, 0.3)
    try:
        with opened(piece.source, piece.track) as recording:
            player = Player(recording, exact_seeking=False)
            return sum(frame.samples for frame in player.piece(0.1, 0.3))
    except av.error.FFmpegError:
        return 0


def _peak_kib() -> int:
    """Return the most memory this process held at once.

    Not `ru_maxrss`: a process begins with that of the one that started it.
    """
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0])


def main(folder: Path) -> None:
    """Read every file of `folder`."""
    av.logging.set_level(None)
    for path in sorted(folder.iterdir()):
        begun = time.monotonic()
        code = became(path, folder.parent / f"{folder.name}.peaks")
        told = {
            "name": path.name,
            "code": code,
            "seconds": time.monotonic() - begun,
            "peak_kib": _peak_kib(),
        }
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
