"""Trim: keep parts of a sound, or remove them, without losing quality where possible.

Codecs without loss and PCM are decoded, cut at the sample, and encoded again: nothing is
lost. Lossy codecs are copied, which is as exact as one frame of the codec; MP4 hides
what is too early behind an edit list, and so begins at the sample.
"""

import dataclasses

from backend.protos.media.v1 import media_pb2
from backend.services.audio import parts, shaping
from backend.services.audio.encoding import Wishes
from backend.services.audio.formats import EXACT_SEEKING, Target
from backend.services.audio.parts import Span
from backend.services.audio.planning import (
    Plan,
    copied,
    encoded,
    played,
    require_sound,
    target_for,
)
from backend.services.audio.splice import Piece
from backend.services.audio.tagging import Tagging
from backend.services.failures import wrong_parameters
from backend.services.messages import fact
from backend.services.parameters import Parameters
from backend.services.streams.probed import Probed, Track

SAMPLES_OF_A_FRAME = {"mp3": 1152, "aac": 1024, "vorbis": 1024, "opus": 960}
OPUS_HZ = 48_000
# So many frames before the start copying has to begin for the start to be heard:
# a decoder sounds nothing, or half, of the first. Measured with sweeps.
LEAD_FRAMES = {"mp3": 0.5, "vorbis": 2.0, "opus": 1.5}
# Copies of films begin with a keyframe of the picture unless the picture is left aside.
WITHOUT_PICTURES = ("-vn",)


def plan(probed: Probed, checked: Parameters) -> Plan:
    """Return how to trim; raises `MediaFailure` for times that the source does not have."""
    spans = parts.wanted(probed, checked)
    seconds = sum(end - start for start, end in spans)
    fade_in, fade_out = checked.number("fade_in"), checked.number("fade_out")
    if violations := shaping.fades_too_long(fade_in, fade_out, seconds):
        raise wrong_parameters(violations)
    target, told = target_for(probed, checked.text("format"))
    fades = shaping.fades(fade_in, fade_out, seconds)
    exact = _one(probed, target, spans[0]) if len(spans) == 1 else _several(probed, target, spans)
    exact = dataclasses.replace(
        exact, filters=(*exact.filters, *fades), warnings=(*exact.warnings, *told)
    )
    copies = not target.lossless and require_sound(probed).codec in target.codecs
    if not copies or fades or checked.text("mode") == "exact":
        return exact
    if len(spans) == 1:
        return _copied(probed, target, spans[0], exact)
    return _copied_in_a_row(probed, target, spans, exact)


def span(probed: Probed, target: Target, wanted: Span) -> Plan:
    """Return how to take one part out, as it is if it can be."""
    exact = _one(probed, target, wanted)
    if not target.lossless and require_sound(probed).codec in target.codecs:
        return _copied(probed, target, wanted, exact)
    return exact


def _one(probed: Probed, target: Target, span: Span) -> Plan:
    start, end = span
    # Chapters stay where they were while the sound moves.
    plan = encoded(probed, target, Wishes(), Tagging(chapters=False))
    facts = (_exactness("the sample"), *_lands(span))
    plan = dataclasses.replace(plan, expected_seconds=end - start, facts=facts)
    if probed.container in EXACT_SEEKING and not probed.video:
        seek = (*_seek(start), "-t", f"{end - start:.6f}")
        return dataclasses.replace(plan, before_input=seek)
    cut = (f"atrim=start={start:.6f}:end={end:.6f}", "asetpts=PTS-STARTPTS")
    return dataclasses.replace(plan, filters=cut)


def _several(probed: Probed, target: Target, spans: tuple[Span, ...]) -> Plan:
    plan = played(probed, target, _pieces(probed, spans))
    facts = (_exactness("the sample"), *_counted(plan, spans))
    return dataclasses.replace(plan, facts=facts)


def _copied(probed: Probed, target: Target, span: Span, exact: Plan) -> Plan:
    start, end = span
    track = require_sound(probed)
    plan = copied(probed, target, Tagging(chapters=False))
    frame = frame_seconds(track)
    first = max(0.0, start - LEAD_FRAMES.get(track.codec, 0.0) * frame)
    cut = (*_seek(first), "-t", f"{end - first:.6f}")
    # Ogg is searched by pages, which are long: it is read from its beginning instead.
    by_reading = target.covers == "comment"
    aside = WITHOUT_PICTURES if probed.video and not by_reading else ()
    at_the_end = f"{1000 * frame:.0f} ms"
    told = f"one frame of the codec ({at_the_end})"
    if target.name == "m4a":
        told = f"the sample at the start, {at_the_end} at the end"
    return dataclasses.replace(
        plan,
        expected_seconds=end - start,
        before_input=() if by_reading else (*aside, *cut),
        after_input=cut if by_reading else (),
        facts=(_exactness(told), _one_frame(frame), *_lands(span)),
        fallback=exact,
    )


def _copied_in_a_row(probed: Probed, target: Target, spans: tuple[Span, ...], exact: Plan) -> Plan:
    track = require_sound(probed)
    frame = frame_seconds(track)
    told = f"one frame of the codec ({1000 * frame:.0f} ms) at each cut"
    return dataclasses.replace(
        copied(probed, target, Tagging(chapters=False)),
        splice=exact.splice,
        lead_frames=LEAD_FRAMES.get(track.codec, 0.0),
        expected_seconds=exact.expected_seconds,
        facts=(_exactness(told), _one_frame(frame), *_counted(exact, spans)),
        fallback=exact,
    )


def _pieces(probed: Probed, spans: tuple[Span, ...]) -> list[Piece]:
    exact_seeking = probed.container in EXACT_SEEKING
    track = require_sound(probed).index
    # The file's own path is put in by whoever carries the plan out.
    return [Piece("", track, start, end, exact_seeking) for start, end in spans]


def _seek(seconds: float) -> tuple[str, ...]:
    return ("-ss", f"{seconds:.6f}") if seconds else ()


def frame_seconds(track: Track) -> float:
    """Return how long one frame of a lossy codec plays: the least that can be copied."""
    rate = OPUS_HZ if track.codec == "opus" else track.sample_rate_hz
    samples = SAMPLES_OF_A_FRAME.get(track.codec, 1024)
    if track.codec == "mp3" and rate < 32_000:
        samples //= 2  # MPEG-2 layer III
    return samples / rate


def _exactness(told: str) -> media_pb2.Fact:
    return fact("exactness", "Exact to", told)


def _one_frame(seconds: float) -> media_pb2.Fact:
    return fact("frame_seconds", "One frame of the codec (s)", seconds)


def _lands(span: Span) -> tuple[media_pb2.Fact, ...]:
    return (
        fact("start_seconds", "Starts at (s)", span[0]),
        fact("end_seconds", "Ends at (s)", span[1]),
    )


def _counted(plan: Plan, spans: tuple[Span, ...]) -> tuple[media_pb2.Fact, ...]:
    return (
        fact("parts", "Parts", len(spans)),
        fact("result_seconds", "Plays for (s)", plan.expected_seconds),
    )
