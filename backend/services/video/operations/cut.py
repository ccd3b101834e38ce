"""Cut: keep what lies between two points in time, in one of three ways.

Times are seconds on the file's own timeline. The first picture kept is the first at or
after the start, the last is the last before the end; both allow for a millisecond,
since that is what people read off a player.
"""

import dataclasses

from backend.services.failures import Violation, wrong_parameters
from backend.services.messages import warning
from backend.services.parameters import Parameters
from backend.services.streams.probed import Probed
from backend.services.video.cut_facts import CutFacts
from backend.services.video.formats import TARGETS, Target
from backend.services.video.operations.convert import scaling
from backend.services.video.planning import Plan, ffmpeg_plan, require_picture, seeking, smart_plan
from backend.services.video.tracks import Selecting

TOLERANCE_SECONDS = 0.001


def plan(probed: Probed, cut: CutFacts | None, checked: Parameters) -> Plan:
    """Return how to cut; raises `MediaFailure` for times that the source does not have."""
    require_picture(probed)
    span = _span(probed, *asked_seconds(checked))
    assert cut is not None  # there is a picture track
    mode = checked.text("mode")
    encoded = _reencode(probed, span, cut)
    if mode == "reencode":
        return encoded
    kept = _exact if mode == "exact" else _instant
    return kept(probed, span, cut, encoded)


def asked_seconds(checked: Parameters) -> tuple[float, float]:
    """Return start and end as they were asked for."""
    return checked.number("start"), checked.number("end")


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
    elif end - start < frame - TOLERANCE_SECONDS:
        message = f"That is less than one picture ({frame:.3f} seconds)."
        violations.append(Violation("end", "TOO_SHORT", message))
    if violations:
        raise wrong_parameters(violations)
    return start, min(end, duration) if duration else end


def _exact(probed: Probed, span: tuple[float, float], cut: CutFacts, encoded: Plan) -> Plan:
    if cut.smart_cut_refusal:
        message = f"Everything is encoded again. {cut.smart_cut_reason}"
        told = warning("exact_needs_reencode", message)
        return dataclasses.replace(encoded, warnings=(told, *encoded.warnings))
    plan = smart_plan(probed, _container(probed), span)
    return plan.with_fallback(encoded, "exact_needs_reencode")


def _instant(probed: Probed, span: tuple[float, float], cut: CutFacts, encoded: Plan) -> Plan:
    target = _container(probed)
    if require_picture(probed).codec not in target.video:
        message = "Everything is encoded again: no container here takes these pictures."
        told = warning("instant_needs_reencode", message)
        return dataclasses.replace(encoded, warnings=(told, *encoded.warnings))
    begin, end = cut.keyframe_seconds, cut.copy_end_seconds
    selection = Selecting(probed, target, "balanced").pictures(False).sound(True).texts(True).done()
    plan = ffmpeg_plan(probed, target, selection, (begin, end))
    early = span[0] - begin
    warnings = list(plan.warnings)
    if early > probed.frame_seconds:
        message = f"It begins {early:.2f} seconds early, with the keyframe at {begin:.3f} s."
        warnings.append(warning("starts_early", message))
    return dataclasses.replace(
        seeking(plan, cut.copy_seek, span[1]),
        lands_seconds=(begin, end),
        lead_seconds=max(0.0, early),
        warnings=tuple(warnings),
    ).with_fallback(encoded, "instant_needs_reencode")


def _reencode(probed: Probed, span: tuple[float, float], cut: CutFacts) -> Plan:
    target = TARGETS["mp4"]
    video = require_picture(probed)
    selecting = Selecting(probed, target, "balanced").pictures(True, scaling(video, video.height))
    selection = selecting.sound(True, encode=True).texts().done()
    end = span[1] - TOLERANCE_SECONDS if cut.encode_seek.seconds else span[1]
    return seeking(ffmpeg_plan(probed, target, selection, span), cut.encode_seek, end)


def _container(probed: Probed) -> Target:
    """Return the container of a result whose pictures are not all encoded again."""
    own = TARGETS.get(probed.container)
    if own is not None and own.group == "Video":
        # What came in such a container may stay in one.
        return dataclasses.replace(
            own,
            video=own.video | {track.codec for track in probed.of_kind("video")},
            audio=own.audio | {track.codec for track in probed.of_kind("audio")},
            subtitles=own.subtitles | {track.codec for track in probed.of_kind("subtitle")},
        )
    mp4 = TARGETS["mp4"]
    fits = all(track.codec in mp4.video for track in probed.of_kind("video")) and all(
        track.codec in mp4.audio for track in probed.of_kind("audio")
    )
    return mp4 if fits else TARGETS["mkv"]
