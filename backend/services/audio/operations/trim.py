"""Trim: keep what lies between two points in time, without losing quality where possible.

Codecs without loss and PCM are decoded, cut at the sample, and encoded again: nothing is
lost. Lossy codecs are copied, which is as exact as one frame of the codec; MP4 hides
what is too early behind an edit list, and so begins at the sample.
"""

import dataclasses

from backend.protos.media.v1 import media_pb2
from backend.services.audio import shaping
from backend.services.audio.encoding import Wishes
from backend.services.audio.formats import Target
from backend.services.audio.planning import (
    Plan,
    copied,
    encoded,
    require_sound,
    target_for,
    whole_seconds,
)
from backend.services.audio.tagging import Tagging
from backend.services.failures import Violation, wrong_parameters
from backend.services.messages import fact
from backend.services.parameters import Parameters
from backend.services.streams.probed import Probed, Track

# What people read off a player may be a hair behind the end.
TOLERANCE_SECONDS = 0.05
SHORTEST_SECONDS = 0.01
SAMPLES_OF_A_FRAME = {"mp3": 1152, "aac": 1024, "vorbis": 1024, "opus": 960}
OPUS_HZ = 48_000
# So many frames before the start copying has to begin for the start to be heard:
# a decoder sounds nothing, or half, of the first. Measured with sweeps.
LEAD_FRAMES = {"mp3": 0.5, "vorbis": 2.0, "opus": 1.5}
# In these, a seek comes out at the very sample; elsewhere all before it is read.
EXACT_SEEKING = frozenset({"wav", "flac", "mp4", "mov"})
# Copies of films begin with a keyframe of the picture unless the picture is left aside.
WITHOUT_PICTURES = ("-vn",)


def plan(probed: Probed, checked: Parameters) -> Plan:
    """Return how to trim; raises `MediaFailure` for times that the source does not have."""
    track = require_sound(probed)
    start, end = _span(probed, checked)
    seconds = end - start
    fade_in, fade_out = checked.number("fade_in"), checked.number("fade_out")
    if violations := shaping.fades_too_long(fade_in, fade_out, seconds):
        raise wrong_parameters(violations)
    target, told = target_for(probed, checked.text("format"))
    fades = shaping.fades(fade_in, fade_out, seconds)
    exact = _encoded(probed, target, (start, end), fades)
    exact = dataclasses.replace(exact, warnings=(*exact.warnings, *told))
    copies = not target.lossless and track.codec in target.codecs
    if not copies or fades or checked.text("mode") == "exact":
        return exact
    return _copied(probed, target, (start, end), exact)


def _span(probed: Probed, checked: Parameters) -> tuple[float, float]:
    start = checked.number("start")
    duration = whole_seconds(probed)
    end = checked.number("end") if "end" in checked else duration
    violations = []
    message = f"The sound is only {duration:.3f} seconds long."
    if duration and start >= duration:
        violations.append(Violation("start", "BEYOND_DURATION", message))
    if duration and end > duration + TOLERANCE_SECONDS:
        violations.append(Violation("end", "BEYOND_DURATION", message))
    if start >= end:
        violations.append(Violation("end", "START_AFTER_END", "The end must lie after the start."))
    elif end - start < SHORTEST_SECONDS:
        message = f"That is less than {SHORTEST_SECONDS:g} seconds."
        violations.append(Violation("end", "TOO_SHORT", message))
    if violations:
        raise wrong_parameters(violations)
    return start, min(end, duration) if duration else end


def _encoded(
    probed: Probed, target: Target, span: tuple[float, float], fades: tuple[str, ...]
) -> Plan:
    start, end = span
    # Chapters stay where they were while the sound moves.
    plan = encoded(probed, target, Wishes(), Tagging(chapters=False))
    facts = (_exactness("the sample"), *_lands(span))
    plan = dataclasses.replace(plan, expected_seconds=end - start, facts=facts)
    if probed.container in EXACT_SEEKING and not probed.video:
        seek = (*_seek(start), "-t", f"{end - start:.6f}")
        return dataclasses.replace(plan, before_input=seek, filters=fades)
    cut = (f"atrim=start={start:.6f}:end={end:.6f}", "asetpts=PTS-STARTPTS")
    return dataclasses.replace(plan, filters=(*cut, *fades))


def _copied(probed: Probed, target: Target, span: tuple[float, float], exact: Plan) -> Plan:
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
    facts = (_exactness(told), fact("frame_seconds", "One frame of the codec (s)", frame))
    return dataclasses.replace(
        plan,
        expected_seconds=end - start,
        before_input=() if by_reading else (*aside, *cut),
        after_input=cut if by_reading else (),
        facts=(*facts, *_lands(span)),
        fallback=exact,
    )


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


def _lands(span: tuple[float, float]) -> tuple[media_pb2.Fact, ...]:
    return (
        fact("start_seconds", "Starts at (s)", span[0]),
        fact("end_seconds", "Ends at (s)", span[1]),
    )
