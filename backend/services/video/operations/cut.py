"""Cut: keep what lies between two points in time, in one of three ways."""

from backend.services.failures import Violation, wrong_parameters
from backend.services.parameters import Parameters
from backend.services.video.formats import TARGETS
from backend.services.video.operations.convert import scaling
from backend.services.video.planning import Plan, ffmpeg_plan, require_picture
from backend.services.video.probed import Probed
from backend.services.video.tracks import Selecting


def plan(probed: Probed, checked: Parameters) -> Plan:
    """Return how to cut; raises `MediaFailure` for times that the source does not have."""
    require_picture(probed)
    span = _span(probed, checked.number("start"), checked.number("end"))
    return _reencode(probed, span)


def _span(probed: Probed, start: float, end: float) -> tuple[float, float]:
    duration, frame = probed.duration_seconds, probed.frame_seconds
    violations = []
    if duration and start >= duration:
        message = f"The video is only {duration:.3f} seconds long."
        violations.append(Violation("start", "BEYOND_DURATION", message))
    if duration and end > duration + frame:
        message = f"The video is only {duration:.3f} seconds long."
        violations.append(Violation("end", "BEYOND_DURATION", message))
    if start >= end:
        violations.append(Violation("end", "START_AFTER_END", "The end must lie after the start."))
    elif end - start < frame * 0.999:
        message = f"That is less than one picture ({frame:.3f} seconds)."
        violations.append(Violation("end", "TOO_SHORT", message))
    if violations:
        raise wrong_parameters(violations)
    return start, min(end, duration) if duration else end


def _reencode(probed: Probed, span: tuple[float, float]) -> Plan:
    target = TARGETS["mp4"]
    video = require_picture(probed)
    selecting = Selecting(probed, target, "balanced").pictures(True, scaling(video, video.height))
    selection = selecting.sound(True, encode=True).texts().done()
    return ffmpeg_plan(probed, target, selection, span, before_input=_seek(span))


def _seek(span: tuple[float, float]) -> tuple[str, ...]:
    return ("-ss", f"{span[0]:.6f}", "-t", f"{span[1] - span[0]:.6f}")
