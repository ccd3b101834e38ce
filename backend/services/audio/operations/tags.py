"""Tags: change what a file says about itself, and leave the sound as it is."""

from backend.services.audio.formats import Target
from backend.services.audio.planning import Plan, copied, require_sound, target_for
from backend.services.audio.tagging import Tagging
from backend.services.failures import MediaFailure, Violation, wrong_parameters
from backend.services.parameters import Parameters
from backend.services.streams.codecs import codec_title
from backend.services.streams.probed import Probed

# Parameters, and ffmpeg's name for what they change.
NAMES = {
    "title": "title",
    "artist": "artist",
    "album": "album",
    "year": "date",
    "track": "track",
    "genre": "genre",
    "album_artist": "album_artist",
    "composer": "composer",
    "comment": "comment",
}
REMOVE = "-"


def plan(probed: Probed, checked: Parameters) -> Plan:
    """Return how to write the tags; raises `MediaFailure` where no tags can be written."""
    texts = {name: checked.text(name).strip() for name in NAMES if name in checked}
    edits = {NAMES[name]: "" if text == REMOVE else text for name, text in texts.items() if text}
    clear = checked.flag("clear")
    if not edits and not clear:
        message = "Fill in at least one field."
        raise wrong_parameters([Violation("title", "NOTHING_TO_DO", message)])
    return copied(probed, _target(probed), Tagging(edits, clear))


def _target(probed: Probed) -> Target:
    track = require_sound(probed)
    target, _ = target_for(probed, "keep")
    if probed.video:
        raise MediaFailure("NO_TAGS", "This is a video: only sound files can be tagged here.")
    if track.codec not in target.codecs:
        message = f"Files with {codec_title(track.codec)} hold no tags: convert it first."
        raise MediaFailure("NO_TAGS", message)
    return target
