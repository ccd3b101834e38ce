"""Join: several sounds one after the other, each faded over into the next if wanted."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path

from backend.services.audio.formats import EXACT_SEEKING
from backend.services.audio.planning import (
    Plan,
    played,
    require_sound,
    target_for,
    whole_seconds,
)
from backend.services.audio.splice import Piece
from backend.services.failures import MediaFailure, Violation, wrong_parameters
from backend.services.messages import fact
from backend.services.parameters import Parameters
from backend.services.streams.probed import Probed, Track

# Beyond that, layouts have no names that every part of ffmpeg knows.
MAX_CHANNELS = 8
Other = tuple[Path, Probed]


def plan(probed: Probed, checked: Parameters, others: Sequence[Other]) -> Plan:
    """Return how to join `others` to `probed`, in order; raises `MediaFailure`."""
    crossfade = checked.number("crossfade")
    target, told = target_for(probed, checked.text("format"))
    pieces = [_whole(Path(), probed), *(_whole(path, other) for path, other in others)]
    tracks = [require_sound(each) for each in (probed, *(other for _, other in others))]
    _check(pieces, crossfade)
    joined = played(probed, target, pieces, _form(tracks), crossfade)
    facts = (
        fact("sounds", "Sounds", len(pieces)),
        fact("result_seconds", "Plays for (s)", joined.expected_seconds),
    )
    return dataclasses.replace(joined, facts=facts, warnings=(*joined.warnings, *told))


def _whole(path: Path, probed: Probed) -> Piece:
    track = require_sound(probed)
    source = str(path) if path.name else ""
    seconds = whole_seconds(probed)
    if not seconds:
        raise MediaFailure("UNKNOWN_DURATION", "One of the files does not tell how long it plays.")
    return Piece(source, track.index, 0.0, seconds, probed.container in EXACT_SEEKING)


def _check(pieces: Sequence[Piece], crossfade: float) -> None:
    shortest = min(piece.seconds for piece in pieces)
    # Faded at both ends, a sound has to last for both.
    if crossfade and 2 * crossfade > shortest:
        message = f"The shortest of them plays for {shortest:.1f} s: fade for half of it at most."
        raise wrong_parameters([Violation("crossfade", "TOO_LARGE", message)])


def _form(tracks: Sequence[Track]) -> Track:
    """Return a track with the most channels and the highest rate of all."""
    widest = max(tracks, key=lambda track: track.channels)
    if widest.channels > MAX_CHANNELS:
        message = f"Sounds of up to {MAX_CHANNELS} channels can be joined."
        raise MediaFailure("UNSUPPORTED", message)
    finest = "flt" if len({track.sample_format for track in tracks}) > 1 else ""
    return dataclasses.replace(
        tracks[0],
        channels=widest.channels,
        channel_layout=widest.channel_layout,
        sample_rate_hz=max(track.sample_rate_hz for track in tracks),
        sample_format=finest or tracks[0].sample_format,
    )
