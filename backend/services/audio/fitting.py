"""Making a sound fit into so many bytes, by its bitrate."""

import dataclasses

from backend.services.audio.encoding import Wishes, encoding, mp3_bitrate_bps
from backend.services.audio.formats import Target
from backend.services.audio.planning import Plan, whole_seconds
from backend.services.failures import MediaFailure, Violation, wrong_parameters
from backend.services.streams.probed import Probed

MEGABYTE = 1_000_000
# What containers add lies below this part of long sounds, and this much of short ones.
CONTAINER_PART = 0.02
CONTAINER_BYTES = 6_000
# Bitrates of AAC, Opus and Vorbis are means that are not always kept.
MAX_ROUNDS = 3
SAFE_PART = 0.97
# Stereo with less sounds worse than mono.
MIN_STEREO_BPS = 32_000


def wishes_for(probed: Probed, target: Target, max_bytes: int, wishes: Wishes) -> Wishes:
    """Return `wishes` with the bitrate that fits into `max_bytes`.

    Raises `MediaFailure` where even the lowest bitrate does not fit.
    """
    seconds = whole_seconds(probed)
    if not seconds:
        raise MediaFailure("UNKNOWN_DURATION", "The file does not tell how long it plays.")
    room = max_bytes * (1 - CONTAINER_PART) - CONTAINER_BYTES
    bitrate_bps = min(8 * room / seconds, target.max_bps)
    if bitrate_bps < target.min_bps:
        raise does_not_fit(max_bytes)
    return _with_bitrate(target, wishes, bitrate_bps)


def smaller(plan: Plan, made_bytes: int) -> Plan:
    """Return `plan` with less bitrate, after it came to `made_bytes`."""
    # What is no sound (covers, container) stays as large as it is.
    sound_bytes = plan.wishes.bitrate_bps * plan.expected_seconds / 8
    room = plan.max_bytes - max(0.0, made_bytes - sound_bytes)
    wanted = min(room / sound_bytes, plan.max_bytes / made_bytes)
    bitrate_bps = SAFE_PART * wanted * plan.wishes.bitrate_bps
    if bitrate_bps < plan.target.min_bps:
        raise does_not_fit(plan.max_bytes)
    wishes = _with_bitrate(plan.target, plan.wishes, bitrate_bps)
    chosen = encoding(plan.target, plan.track, wishes)
    return dataclasses.replace(plan, wishes=wishes, encoding=chosen)


def _with_bitrate(target: Target, wishes: Wishes, bitrate_bps: float) -> Wishes:
    rounded = mp3_bitrate_bps(bitrate_bps) if target.name == "mp3" else int(bitrate_bps)
    channels = "mono" if rounded < MIN_STEREO_BPS else wishes.channels
    return dataclasses.replace(wishes, bitrate_bps=rounded, channels=channels)


def does_not_fit(max_bytes: int) -> MediaFailure:
    """Return the failure for a size that cannot be met."""
    message = f"It cannot be made as small as {max_bytes / MEGABYTE:g} MB in this format."
    return wrong_parameters([Violation("max_megabytes", "TOO_SMALL", message)])
