"""Mix: another sound heard at the same time, as loud and as late as it is wanted."""

import dataclasses
from pathlib import Path

from backend.services.audio import shaping
from backend.services.audio.planning import (
    Plan,
    Second,
    encoded,
    require_sound,
    target_for,
    whole_seconds,
)
from backend.services.audio.tagging import Tagging
from backend.services.failures import MediaFailure, Violation, wrong_parameters
from backend.services.messages import fact
from backend.services.parameters import Parameters
from backend.services.streams.probed import Probed

MAX_CHANNELS = 8


def plan(probed: Probed, checked: Parameters, path: Path, other: Probed) -> Plan:
    """Return how to mix the sound of `other`, a file at `path`, in; raises `MediaFailure`."""
    target, told = target_for(probed, checked.text("format"))
    first, second = require_sound(probed), require_sound(other)
    if max(first.channels, second.channels) > MAX_CHANNELS:
        message = f"Sounds of up to {MAX_CHANNELS} channels can be mixed."
        raise MediaFailure("UNSUPPORTED", message)
    whole, start = whole_seconds(probed), checked.number("second_start")
    to_its_end = checked.flag("whole_second")
    if start >= whole > 0 and not to_its_end:
        message = f"This file is only {whole:.3f} seconds long."
        raise wrong_parameters([Violation("second_start", "BEYOND_DURATION", message)])
    seconds = max(whole, start + whole_seconds(other)) if to_its_end else whole
    widest = max((first, second), key=lambda track: track.channels)
    form = dataclasses.replace(
        first, channels=widest.channels, channel_layout=widest.channel_layout
    )
    common = (
        f"aresample={form.sample_rate_hz},"
        f"aformat=sample_fmts=fltp:channel_layouts={form.channel_layout}"
    )
    delay = f"adelay={round(1000 * start)}:all=1," if start else ""
    length = "longest" if to_its_end else "first"
    graph = (
        f"[first]{common}[a];"
        f"[second]{common},{delay}volume={checked.number('second_volume'):.2f}dB[b];"
        f"[a][b]amix=inputs=2:normalize=0:dropout_transition=0:duration={length},"
        f"{shaping.LIMITER}[mixed]"
    )
    mixed = encoded(_as(probed, form.channels, form.channel_layout), target, None, Tagging())
    return dataclasses.replace(
        mixed,
        track=first,
        probed=probed,
        second=Second(path, second.index, graph),
        expected_seconds=seconds,
        facts=(fact("result_seconds", "Plays for (s)", seconds),),
        warnings=(*mixed.warnings, *told),
    )


def _as(probed: Probed, channels: int, layout: str) -> Probed:
    """Return `probed` as if its sound had these channels."""
    own = require_sound(probed)
    wide = dataclasses.replace(own, channels=channels, channel_layout=layout)
    return dataclasses.replace(
        probed, tracks=tuple(wide if track is own else track for track in probed.tracks)
    )
