"""Convert: into another format, as it is where the format takes it."""

import dataclasses

from backend.services.audio import fitting
from backend.services.audio.encoding import Wishes, mp3_bitrate_bps
from backend.services.audio.formats import KEEP, TARGETS, Target
from backend.services.audio.planning import Plan, copied, encoded, require_sound
from backend.services.failures import Violation, wrong_parameters
from backend.services.messages import warning
from backend.services.parameters import Parameters
from backend.services.streams.probed import Probed

BALANCED = "balanced"
FITS_FOR_SURE = 0.98


def plan(probed: Probed, checked: Parameters) -> Plan:
    """Return how to convert; raises `MediaFailure` for what the source cannot become."""
    target = TARGETS[checked.text("format")]
    wishes = _wishes(target, checked)
    require_sound(probed)
    if not target.lossless and checked.text("quality") == "fit":
        return _fitting(probed, target, wishes, int(checked.number("max_megabytes") * 1e6))
    whole = encoded(probed, target, wishes)
    if _takes_it_as_it_is(probed, target, wishes, checked):
        return dataclasses.replace(copied(probed, target), fallback=whole)
    return whole


def _wishes(target: Target, checked: Parameters) -> Wishes:
    depth = checked.text("depth")
    if target.lossless and depth != KEEP and depth not in target.depths:
        message = f"{target.title} holds 16 or 24 bits."
        raise wrong_parameters([Violation("depth", "UNKNOWN_CHOICE", message)])
    quality = checked.text("quality")
    bitrate_bps = 0.0
    if quality == "bitrate" and not target.lossless:
        bitrate_bps = min(1000 * checked.number("bitrate"), target.max_bps)
        bitrate_bps = mp3_bitrate_bps(bitrate_bps) if target.name == "mp3" else bitrate_bps
    return Wishes(
        quality=quality if quality in {"small", "high"} else BALANCED,
        bitrate_bps=int(bitrate_bps),
        constant=checked.text("mp3_mode") == "constant",
        depth=depth if target.lossless else KEEP,
        channels=checked.text("channels"),
        sample_rate=checked.text("sample_rate"),
    )


def _takes_it_as_it_is(probed: Probed, target: Target, wishes: Wishes, checked: Parameters) -> bool:
    untouched = {wishes.depth, wishes.channels, wishes.sample_rate} == {KEEP}
    untouched &= target.lossless or checked.text("quality") == "auto"
    return untouched and require_sound(probed).codec in target.codecs


def _fitting(probed: Probed, target: Target, wishes: Wishes, max_bytes: int) -> Plan:
    track = require_sound(probed)
    fitted = fitting.wishes_for(probed, target, max_bytes, wishes)
    plan = dataclasses.replace(encoded(probed, target, fitted), max_bytes=max_bytes)
    if fitted.channels != wishes.channels and track.channels > 1:
        told = warning("mixed_to_mono", "To fit, the channels were mixed into one.")
        plan = dataclasses.replace(plan, warnings=(*plan.warnings, told))
    untouched = {wishes.channels, wishes.sample_rate} == {KEEP} and not probed.video
    # Another container may take a little more.
    fits = probed.size_bytes <= FITS_FOR_SURE * max_bytes
    if untouched and fits and track.codec in target.codecs:
        return dataclasses.replace(copied(probed, target), fallback=plan)
    return plan
