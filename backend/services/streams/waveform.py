"""The waveform of a sound: what every service shows that reads sound."""

import dataclasses
import json
from dataclasses import asdict
from pathlib import Path

from google.protobuf import struct_pb2

from backend.protos.media.v1 import media_pb2
from backend.services import parameters, process
from backend.services.failures import MediaFailure, Violation, wrong_parameters
from backend.services.messages import fact
from backend.services.parameters import Parameters
from backend.services.process import python_module
from backend.services.streams import peaks_order
from backend.services.streams.previewing import Made, Order, made
from backend.services.streams.probed import Track

PEAKS = "backend.services.streams.peaks"
PEAKS_TYPE = "application/octet-stream"
# The sound of a whole night takes a while to be read.
PEAKS_SECONDS = 55.0
PARTS_PER_SECOND = 20
MIN_PARTS = 2_000
MAX_PARTS = 200_000
DEFAULT_MAX_PARTS = 72_000  # twenty a second for an hour
PEAKS_MAX_BYTES = 2 * MAX_PARTS
# Where the file does not tell how long it plays, twenty parts a second are made of so much.
UNKNOWN_SECONDS = DEFAULT_MAX_PARTS / PARTS_PER_SECOND

Parameter = media_pb2.Parameter
# Checked like those of an operation, though no form is drawn from them.
PEAKS_PARAMETERS = media_pb2.Operation(
    name="peaks",
    title="Peaks",
    parameters=[
        Parameter(name="start", title="Start", type=Parameter.TIME, minimum=0,
                  default_value=struct_pb2.Value(number_value=0)),
        Parameter(name="end", title="End", type=Parameter.TIME, minimum=0),
        Parameter(name="count", title="Count", type=Parameter.INTEGER, minimum=1,
                  maximum=MAX_PARTS),
        Parameter(name="glance", title="At a glance", type=Parameter.SWITCH,
                  default_value=struct_pb2.Value(bool_value=False)),
    ],
)  # fmt: skip


async def make_peaks(order: Order, track: Track, whole_seconds: float) -> Made:
    """Write the peaks of `track`: pairs of signed bytes, the lowest and the highest.

    The order may ask for `start` and `end` in seconds, `count` of pairs, and `glance`: to be
    there within a second whatever the length, by listening to a few places only.
    `whole_seconds` is how long the sound plays, 0 if that is not known. The facts tell
    `count`, `start_seconds` and `end_seconds`. Raises `MediaFailure`.
    """
    checked = parameters.checked(PEAKS_PARAMETERS, order.asked)
    wanted = _wanted(order.source, track, whole_seconds, checked)
    output = order.folder / "peaks"
    patient = dataclasses.replace(order.limits, seconds=max(order.limits.seconds, PEAKS_SECONDS))
    command = python_module(PEAKS, str(output), json.dumps(asdict(wanted)))
    finished = await process.run(command, patient, order.folder)
    if finished.returncode != 0 or not output.exists():
        raise MediaFailure("DAMAGED", "The file is damaged: no sound could be read.")
    facts = [
        fact("count", "Pairs", wanted.count),
        fact("start_seconds", "Start", wanted.start_seconds),
        fact("end_seconds", "End", wanted.end_seconds),
        fact("duration_seconds", "Duration", whole_seconds),
    ]
    return made(output, PEAKS_TYPE, facts)


def _wanted(
    source: Path, track: Track, whole_seconds: float, checked: Parameters
) -> peaks_order.Order:
    whole = whole_seconds or UNKNOWN_SECONDS
    start = checked.number("start")
    end = min(checked.number("end"), whole) if "end" in checked else whole
    violations = []
    if start >= whole:
        message = f"The sound is only {whole:.3f} seconds long."
        violations.append(Violation("start", "BEYOND_DURATION", message))
    elif end <= start:
        message = "The end must lie after the start."
        violations.append(Violation("end", "START_AFTER_END", message))
    if violations:
        raise wrong_parameters(violations)
    usual = min(max(MIN_PARTS, round(PARTS_PER_SECOND * (end - start))), DEFAULT_MAX_PARTS)
    asked = int(checked.number("count")) if "count" in checked else usual
    # More parts than samples would tell nothing.
    samples = max(1, int((end - start) * track.sample_rate_hz))
    return peaks_order.Order(
        source=str(source),
        track=track.index,
        start_seconds=start,
        end_seconds=end,
        count=min(asked, samples),
        glance=checked.flag("glance"),
    )
