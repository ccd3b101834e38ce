"""What a file says about itself (title, artist, chapters), carried into the result.

Vorbis comments belong to a stream, all others to the file: ffmpeg carries each only
to its like, and so everything is gathered at the file, from where every muxer takes it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from backend.protos.media.v1 import media_pb2
from backend.services.audio.formats import WAV_TAGS, Target
from backend.services.messages import warning
from backend.services.streams.probed import Probed, Track


@dataclass(frozen=True)
class Tagging:
    """Changes to what a file says about itself; an empty text removes."""

    edits: Mapping[str, str] = field(default_factory=dict)
    clear: bool = False  # everything else goes
    chapters: bool = True


def options(probed: Probed, track: Track, tagging: Tagging) -> tuple[str, ...]:
    """Return ffmpeg's options that carry the tags of `probed`, with the changes asked for."""
    source = "-1" if tagging.clear else "0:g"
    if probed.container == "ogg" and not tagging.clear:
        source = f"0:s:{track.index}"
    chapters = "0" if tagging.chapters and not tagging.clear else "-1"
    language = ("-metadata:s:a:0", f"language={track.language}") if track.language else ()
    edits = [
        text for name, value in tagging.edits.items() for text in ("-metadata", _pair(name, value))
    ]
    return (
        *("-map_metadata:g", source, "-map_metadata:s:a", "-1", "-map_chapters", chapters),
        *language,
        *edits,
    )


def _pair(name: str, value: str) -> str:
    # Arguments of a program end at a NUL, and lines of a tag are nobody's wish.
    return f"{name}={''.join(c for c in value if c.isprintable())}"


def losses(probed: Probed, target: Target, tagging: Tagging) -> list[media_pb2.Warning]:
    """Return warnings for tags that `target` does not hold."""
    if target.all_tags or tagging.clear:
        return []
    kept = {**probed.tags, **tagging.edits}
    lost = sorted(name.replace("_", " ") for name in kept if name not in WAV_TAGS and kept[name])
    if not lost:
        return []
    return [warning("tags_dropped", f"{target.title} does not hold: {', '.join(lost)}.")]
