"""The loudness of a sound from moment to moment, for a meter beside its waveform.

ffmpeg's meter tells ten times a second the momentary loudness (of 400 ms) and the
short-term loudness (of 3 s) of EBU Tech 3341; see `loudness` for the whole.
"""

import asyncio
import json
from pathlib import Path

import numpy as np
import numpy.typing as npt

from backend.services import process
from backend.services.audio.encoding import Wishes, encoding
from backend.services.audio.formats import TARGETS
from backend.services.audio.planning import require_sound
from backend.services.ffmpeg import Ffmpeg
from backend.services.messages import fact
from backend.services.streams import loudness
from backend.services.streams.loudness import Loudness
from backend.services.streams.previewing import Made, Order, made
from backend.services.streams.probed import Track

LOUDNESS_TYPE = "application/json"
LOUDNESS_MAX_BYTES = 1024 * 1024
MAX_CHANNELS = 8
STEP_SECONDS = 0.1
# Of an hour, two values in a second; more are not seen.
MAX_VALUES = 7_200
# What the meter tells of silence; below it, nothing is heard.
FLOOR_LUFS = -70.0
MOMENTARY, SHORT_TERM = "M", "S"

Levels = npt.NDArray[np.float64]


async def measure(ffmpeg: Ffmpeg, order: Order) -> Made:
    """Write what the meter told as JSON, and tell the whole as facts.

    `momentary` and `short_term` are in LUFS, one value each `step_seconds`, the loudest of
    that time. Raises `MediaFailure` NOT_MEASURABLE for silence and for less than 0.4 s.
    """
    track = require_sound(order.probed)
    printed = {key: order.folder / f"meter-{key}" for key in (MOMENTARY, SHORT_TERM)}
    printing = ",".join(
        f"ametadata=mode=print:key=lavfi.r128.{key}:file={path.name}"
        for key, path in printed.items()
    )
    mixing = _weighable(track)
    meter = f"{loudness.METER}:metadata=1,{printing}"
    filters = ",".join(text for text in (mixing, meter) if text)
    options = ("-map", f"0:{track.index}", "-filter:a", filters, *loudness.LISTENING)
    command = ffmpeg.command(order.source, (), (*options, "-f", "null", "-"))
    finished = await process.run(command, order.limits, order.folder)
    told = loudness.read(finished.stderr_tail)
    output = order.folder / "loudness.json"
    await asyncio.to_thread(_write, output, printed, told)
    facts = [
        fact("integrated_lufs", "Loudness (LUFS)", told.integrated_lufs),
        fact("range_lu", "Loudness range (LU)", told.range_lu),
        fact("true_peak_dbtp", "True peak (dBTP)", told.true_peak_dbtp),
    ]
    return made(output, LOUDNESS_TYPE, facts)


def _weighable(track: Track) -> str:
    """Return the filter for channels of which nobody says where they are heard."""
    if track.channels <= MAX_CHANNELS:
        return ""
    return encoding(TARGETS["wav"], track, Wishes(channels="stereo")).mixing


def _write(output: Path, printed: dict[str, Path], told: Loudness) -> None:
    levels = {key: _levels(path) for key, path in printed.items()}
    values = max(1, *(len(each) for each in levels.values()))
    step = -(-values // MAX_VALUES)
    content = {
        "integrated_lufs": told.integrated_lufs,
        "range_lu": told.range_lu,
        "true_peak_dbtp": told.true_peak_dbtp,
        "step_seconds": round(step * STEP_SECONDS, 3),
        "momentary": _thinned(levels[MOMENTARY], step),
        "short_term": _thinned(levels[SHORT_TERM], step),
    }
    output.write_text(json.dumps(content, separators=(",", ":")))


def _levels(path: Path) -> Levels:
    """Return the values that ffmpeg printed, one line each after one about the frame."""
    if not path.exists():
        return np.zeros(0)
    with path.open(encoding="ascii", errors="replace") as lines:
        texts = [line.partition("=")[2] for line in lines if line.startswith("lavfi.")]
    return np.nan_to_num(np.array(texts, dtype=np.float64), nan=FLOOR_LUFS).clip(FLOOR_LUFS, 20)


def _thinned(levels: Levels, step: int) -> list[float]:
    if not len(levels):
        return []
    starts = np.arange(0, len(levels), step)
    thinned: list[float] = np.maximum.reduceat(levels, starts).round(1).tolist()
    return thinned
