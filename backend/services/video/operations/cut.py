"""Cut: keep parts of a video, joined or each for itself, in one of three ways."""

import dataclasses
from collections.abc import Sequence

from backend.protos.media.v1 import media_pb2
from backend.services.messages import fact, warning
from backend.services.parameter_lists import Segment
from backend.services.parameters import Parameters
from backend.services.streams.probed import Probed
from backend.services.video.cut_facts import CutFacts
from backend.services.video.encoding import encoded_spans
from backend.services.video.formats import ARCHIVE, TARGETS, Target
from backend.services.video.planning import Plan, ffmpeg_plan, require_picture, seeking, smart_plan
from backend.services.video.tracks import Selecting


def plan(
    probed: Probed, cut: CutFacts | None, spans: Sequence[Segment], checked: Parameters
) -> Plan:
    """Return how to cut `spans` out, of which `cut` tells how ffmpeg comes to them.

    Raises `MediaFailure`.
    """
    require_picture(probed)
    assert cut is not None  # there is a picture track
    mode = checked.text("mode")
    modes = tuple(_modes(probed, cut))
    if checked.text("output") == "joined" or len(spans) == 1:
        joined = _joined(probed, cut, spans, mode)
        return dataclasses.replace(joined, told=(*joined.told, *modes))
    pieces = [
        dataclasses.replace(_joined(probed, _only(cut, number), [span], mode), name=span.name)
        for number, span in enumerate(spans)
    ]
    return dataclasses.replace(_archive(pieces), told=modes)


def _only(cut: CutFacts, number: int) -> CutFacts:
    groups = cut.groups_seconds[number : number + 1]
    return dataclasses.replace(cut, spans=(cut.spans[number],), groups_seconds=groups)


def _joined(probed: Probed, cut: CutFacts, spans: Sequence[Segment], mode: str) -> Plan:
    encoded = encoded_spans(probed, cut, spans)
    if mode == "reencode":
        return encoded
    if mode == "exact":
        return _exact(probed, spans, cut, encoded)
    if len(spans) == 1 and not cut.groups_seconds:
        return _instant(probed, spans[0], cut, encoded)
    return _instant_joined(probed, spans, cut, encoded)


def _exact(probed: Probed, spans: Sequence[Segment], cut: CutFacts, encoded: Plan) -> Plan:
    if cut.smart_cut_refusal:
        return _instead(encoded, "exact", cut.smart_cut_reason)
    plan = smart_plan(probed, _container(probed), _pairs(spans))
    return plan.with_fallback(encoded, "exact_needs_reencode")


def _instant(probed: Probed, span: Segment, cut: CutFacts, encoded: Plan) -> Plan:
    target = _container(probed)
    if require_picture(probed).codec not in target.video:
        return _instead(encoded, "instant", "No container here takes these pictures.")
    facts = cut.spans[0]
    begin, end = facts.keyframe_seconds, facts.copy_end_seconds
    selection = Selecting(probed, target, "balanced").pictures(False).sound(True).texts(True).done()
    plan = ffmpeg_plan(probed, target, selection, [(begin, end)])
    early = span.start_seconds - begin
    return dataclasses.replace(
        seeking(plan, facts.copy_seek, span.end_seconds),
        lands_seconds=((begin, end),),
        lead_seconds=max(0.0, early),
        warnings=(*plan.warnings, *_early(probed, [span], [(begin, end)])),
    ).with_fallback(encoded, "instant_needs_reencode")


def _instant_joined(probed: Probed, spans: Sequence[Segment], cut: CutFacts, encoded: Plan) -> Plan:
    landed = cut.groups_seconds
    if cut.smart_cut_refusal or not landed:
        reason = cut.smart_cut_reason or "Its parts cannot be joined as they are."
        return _instead(encoded, "instant", reason)
    plan = smart_plan(probed, _container(probed), landed, whole_groups=True)
    return dataclasses.replace(
        plan,
        lands_seconds=landed,
        lead_seconds=max(0.0, spans[0].start_seconds - landed[0][0]),
        warnings=(*plan.warnings, *_early(probed, spans, landed)),
    ).with_fallback(encoded, "instant_needs_reencode")


def _early(
    probed: Probed, spans: Sequence[Segment], landed: Sequence[tuple[float, float]]
) -> list[media_pb2.Warning]:
    """Return the warning about what comes before the starts that were asked for."""
    early = [
        (span.start_seconds - begin, begin)
        for span, (begin, _) in zip(spans, landed, strict=True)
        if span.start_seconds - begin > probed.frame_seconds
    ]
    if not early:
        return []
    most, begin = max(early)
    if len(spans) == 1:
        message = f"It begins {most:.2f} seconds early, with the keyframe at {begin:.3f} s."
    else:
        message = (
            f"{len(early)} of {len(spans)} parts begin early, with the keyframe before; "
            f"the most by {most:.2f} seconds."
        )
    return [warning("starts_early", message)]


def _instead(encoded: Plan, mode: str, reason: str) -> Plan:
    told = warning(f"{mode}_needs_reencode", f"Everything is encoded again. {reason}")
    return dataclasses.replace(encoded, warnings=(told, *encoded.warnings))


def _modes(probed: Probed, cut: CutFacts) -> list[media_pb2.Fact]:
    """Return why a mode is not to be had for this file, for those that are not."""
    told = []
    if cut.smart_cut_refusal:
        told.append(fact("exact_not_possible", "Exact is not possible", cut.smart_cut_reason))
    if require_picture(probed).codec not in _container(probed).video:
        reason = "No container here takes these pictures."
        told.append(fact("instant_not_possible", "Instant is not possible", reason))
    elif cut.smart_cut_refusal and len(cut.spans) > 1:
        told.append(fact("instant_not_possible", "Instant is not possible", cut.smart_cut_reason))
    return told


def _archive(pieces: Sequence[Plan]) -> Plan:
    warnings: list[media_pb2.Warning] = []
    for piece in pieces:
        warnings += [new for new in piece.warnings if new not in warnings]
    methods = [piece.method for piece in pieces]
    known = all(piece.estimated_bytes for piece in pieces)
    return Plan(
        target=ARCHIVE,
        method="encode" if "encode" in methods else methods[0],
        expected_seconds=sum(piece.expected_seconds for piece in pieces),
        estimated_bytes=sum(piece.estimated_bytes for piece in pieces) if known else 0,
        estimated_seconds=round(sum(piece.estimated_seconds for piece in pieces), 2),
        lands_seconds=tuple(lands for piece in pieces for lands in piece.lands_seconds),
        warnings=tuple(warnings),
        pieces=tuple(pieces),
    )


def _pairs(spans: Sequence[Segment]) -> list[tuple[float, float]]:
    return [(span.start_seconds, span.end_seconds) for span in spans]


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
