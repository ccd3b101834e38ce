"""Plans that encode spans of a video again, whatever else happens to them."""

from collections.abc import Sequence

from backend.services.failures import MediaFailure
from backend.services.parameter_lists import Segment
from backend.services.streams.probed import Probed
from backend.services.video import presets
from backend.services.video.cut_facts import CutFacts
from backend.services.video.formats import TARGETS
from backend.services.video.operations.spans import TOLERANCE_SECONDS
from backend.services.video.planning import (
    Plan,
    ffmpeg_plan,
    reading_parts,
    require_picture,
    seeking,
)
from backend.services.video.resizing import scaling
from backend.services.video.tracks import Selecting

# ffmpeg opens them all at once; each takes threads and memory of its own.
MAX_ENCODED_PARTS = 50


def encoded_spans(probed: Probed, cut: CutFacts, spans: Sequence[Segment]) -> Plan:
    """Return the plan that encodes `spans` into one MP4."""
    target, video = TARGETS["mp4"], require_picture(probed)
    filters = scaling(video, video.width, video.height)
    # A single part is dropped from by ffmpeg itself.
    drops = cut.drops_seconds if len(spans) > 1 else ()
    selecting = Selecting(probed, target, "balanced", len(spans), drops)
    # On their own clock, pictures stay where they were; on that of a frame rate they move.
    encoder = (*presets.video_encoder("h264", "balanced"), "-enc_time_base:v", "filter")
    selection = selecting.pictures(True, filters, encoder).sound(True, encode=True).texts().done()
    pairs = [(span.start_seconds, span.end_seconds) for span in spans]
    return reading(ffmpeg_plan(probed, target, selection, pairs), cut, spans)


def reading(plan: Plan, cut: CutFacts, spans: Sequence[Segment]) -> Plan:
    """Return `plan` of ffmpeg reading `spans` of the source, to the picture.

    A plan that is carried out only if another fails may hold more parts than can be
    encoded: then it says so when it is tried.
    """
    seeks = [facts.encode_seek for facts in cut.spans]
    ends = [
        span.end_seconds - TOLERANCE_SECONDS if seek.seconds else span.end_seconds
        for span, seek in zip(spans, seeks, strict=True)
    ]
    if len(spans) == 1:
        return seeking(plan, seeks[0], ends[0])
    return reading_parts(plan, seeks, ends)


def reading_whole_or(plan: Plan, cut: CutFacts | None, spans: Sequence[Segment]) -> Plan:
    """Return `plan` of ffmpeg reading `spans` before any filter, or all where there are none."""
    if not spans or cut is None:
        return plan
    seeks = [facts.encode_seek for facts in cut.spans]
    ends = [span.end_seconds - TOLERANCE_SECONDS for span in spans]
    return reading_parts(plan, seeks, ends)


def require_few(plan: Plan) -> None:
    """Raise `MediaFailure` where `plan` would encode more parts than can be read at once."""
    again = sum(other.path is None for other in plan.others)
    if again >= MAX_ENCODED_PARTS:
        raise MediaFailure(
            "TOO_MANY_PARTS",
            f"At most {MAX_ENCODED_PARTS} parts can be encoded into one video at once.",
        )
