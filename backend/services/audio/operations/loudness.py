"""Loudness: bring the whole to the loudness that a place asks for (EBU R 128)."""

import dataclasses

from backend.services.audio.planning import Plan, encoded, in_decibels, target_for
from backend.services.parameters import Parameters
from backend.services.streams.probed import Probed

# https://tech.ebu.ch/publications/r128 for broadcast; what podcast directories and
# streaming services publish for the others.
TARGETS_LUFS = {"streaming": -14.0, "podcast": -16.0, "broadcast": -23.0}
# Measured twice and encoded once or twice.
WORK = 2.0


def plan(probed: Probed, checked: Parameters) -> Plan:
    """Return how to level; raises `MediaFailure` for a file without sound."""
    chosen = checked.text("target")
    lufs = TARGETS_LUFS[chosen] if chosen in TARGETS_LUFS else checked.number("lufs")
    target, told = target_for(probed, checked.text("format"))
    plan = encoded(probed, target)
    return dataclasses.replace(
        plan,
        target_lufs=lufs,
        work=WORK,
        facts=(in_decibels("loudness_target", "Loudness wanted", lufs, "LUFS"),),
        warnings=(*plan.warnings, *told),
    )
