"""Tags: change what a file says about itself, and leave the sound as it is."""

import dataclasses

from backend.services.audio.covers import NewCover
from backend.services.audio.formats import Target
from backend.services.audio.planning import Plan, copied, require_sound, target_for
from backend.services.audio.tagging import Tagging
from backend.services.failures import MediaFailure, Violation, wrong_parameters
from backend.services.parameters import Parameters
from backend.services.streams.codecs import codec_title
from backend.services.streams.probed import Probed

# Named as ffmpeg names them, whatever the container calls them.
NAMES = (
    *("title", "artist", "album", "date", "track", "genre"),
    *("album_artist", "composer", "comment"),
)


def plan(probed: Probed, checked: Parameters, cover: NewCover | None) -> Plan:
    """Return how to write the tags; raises `MediaFailure` where no tags can be written."""
    texts = {name: checked.text(name).strip() for name in NAMES if name in checked}
    edits = {name: text for name, text in texts.items() if text != probed.tags.get(name, "")}
    clear, uncovered = checked.flag("clear"), checked.flag("remove_cover")
    if not (edits or clear or cover or uncovered):
        message = "Nothing was changed."
        raise wrong_parameters([Violation("title", "NOTHING_TO_DO", message)])
    target = _target(probed)
    if cover and target.covers == "none":
        message = f"{target.title} holds no cover."
        raise wrong_parameters([Violation("cover", "NO_COVER", message)])
    # With everything else gone, what is wanted is still told, changed or not.
    made = copied(probed, target, Tagging(texts if clear else edits, clear))
    if cover or uncovered:
        made = dataclasses.replace(made, covers=(), new_cover=cover)
    return made


def _target(probed: Probed) -> Target:
    track = require_sound(probed)
    target, _ = target_for(probed, "keep")
    if probed.video:
        raise MediaFailure("NO_TAGS", "This is a video: only sound files can be tagged here.")
    if track.codec not in target.codecs:
        message = f"Files with {codec_title(track.codec)} hold no tags: convert it first."
        raise MediaFailure("NO_TAGS", message)
    return target
