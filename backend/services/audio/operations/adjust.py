"""Adjust: volume, speed, pitch, noise and fades in one go."""

import dataclasses

from backend.services.audio import shaping
from backend.services.audio.planning import Plan, encoded, target_for, whole_seconds
from backend.services.audio.tagging import Tagging
from backend.services.failures import Violation, wrong_parameters
from backend.services.parameters import Parameters
from backend.services.streams.probed import Probed


def plan(probed: Probed, checked: Parameters) -> Plan:
    """Return how to adjust; raises `MediaFailure` when nothing was asked for."""
    target, told = target_for(probed, checked.text("format"))
    speed, semitones = checked.number("speed"), checked.number("pitch")
    seconds = whole_seconds(probed) / speed
    fade_in, fade_out = checked.number("fade_in"), checked.number("fade_out")
    noise = checked.text("noise")
    filters = (
        *((shaping.NOISE_REDUCTION[noise],) if noise in shaping.NOISE_REDUCTION else ()),
        *shaping.tempo(speed, semitones),
        *shaping.volume(checked.number("volume")),
        *shaping.fades(fade_in, fade_out, seconds),
    )
    violations = shaping.fades_too_long(fade_in, fade_out, seconds)
    if not filters:
        violations = [Violation("volume", "NOTHING_TO_DO", "Change at least one of these.")]
    if violations:
        raise wrong_parameters(violations)
    # Chapters stay where they were when the sound becomes faster.
    plan = encoded(probed, target, None, Tagging(chapters=speed == 1))
    return dataclasses.replace(
        plan, expected_seconds=seconds, filters=filters, warnings=(*plan.warnings, *told)
    )
