"""How far ffmpeg has come, and whether what came out is what was asked for.

ffmpeg ends with return code 0 also when its source is damaged; so what it made is
probed, and held against what was expected.
"""

from pathlib import Path

from backend.protos.media.v1 import media_pb2
from backend.services.failures import MediaFailure
from backend.services.ffmpeg import Position
from backend.services.messages import warning
from backend.services.process import ProcessLimits
from backend.services.streams.inspector import inspect
from backend.services.streams.probed import Probed

# A result may be shorter than its source says by this much without being called
# damaged: sound and pictures rarely end together.
TOLERATED_LOSS_SECONDS = 0.5
TOLERATED_LOSS = 0.01


class NoResultError(Exception):
    """Nothing came out that could be used; the message is for the log."""


async def probed_result(
    output: Path, folder: Path, limits: ProcessLimits, lead_seconds: float = 0.0
) -> Probed:
    """Return what `output` is, if it holds more than `lead_seconds`. Raises `NoResultError`."""
    if not output.exists() or output.stat().st_size == 0:
        raise NoResultError("the output is empty")
    try:
        probed = await inspect(output, folder, limits)
    except MediaFailure as failure:
        raise NoResultError(f"the output is {failure.code}") from failure
    if probed.duration_seconds <= lead_seconds:
        raise NoResultError("the output holds nothing that was asked for")
    return probed


def damage(
    expected_seconds: float, made_seconds: float, errors_told: bool
) -> media_pb2.Warning | None:
    """Return the warning that the source is damaged, if it shows in the result."""
    missing = expected_seconds - made_seconds
    if missing > max(TOLERATED_LOSS_SECONDS, TOLERATED_LOSS * expected_seconds):
        message = (
            f"The file is damaged or ends early: only {made_seconds:.1f} of "
            f"{expected_seconds:.1f} seconds could be read."
        )
    elif errors_told:
        message = "The file is damaged in places: pictures or sound may be missing there."
    else:
        return None
    return warning("source_damaged", message)


def progress(
    position: Position, expected_seconds: float, stage: str, begun: float = 0.0, part: float = 1.0
) -> media_pb2.ConvertEvent:
    """Return the event for a run that is `part` of the work, of which `begun` was done before."""
    left = max(0.0, expected_seconds - position.seconds)
    done = min(1.0, position.seconds / max(expected_seconds, 0.001))
    return media_pb2.ConvertEvent(
        progress=media_pb2.Progress(
            fraction=begun + part * done,
            speed=position.speed,
            remaining_seconds=left / position.speed if position.speed > 0 else 0.0,
            stage=stage,
        )
    )
