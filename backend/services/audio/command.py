"""The one command line of ffmpeg that makes a result of a plan."""

from pathlib import Path

from backend.services.audio import covers, tagging
from backend.services.audio.planning import Plan


def arguments(plan: Plan, comment: Path | None, extra_filters: tuple[str, ...]) -> tuple[str, ...]:
    """Return ffmpeg's options between the source and the output file.

    `comment` holds the cover where the result takes it as a comment.
    """
    target = plan.target
    commented = ("-f", "ffmetadata", "-i", f"file:{comment}") if comment else ()
    merged = ("-map_metadata:g", "1:g") if comment else ()
    return (
        *commented,
        *plan.after_input,
        *("-map", f"0:{plan.track.index}"),
        *_sound(plan, extra_filters),
        *(covers.attached(plan.covers) if target.covers == "attached" else ()),
        *tagging.options(plan.probed, plan.track, plan.tagging),
        *merged,
        *target.options,
        *("-f", target.muxer),
    )


def _sound(plan: Plan, extra_filters: tuple[str, ...]) -> tuple[str, ...]:
    if plan.encoding is None:
        return ("-c:a", "copy")
    filters = ",".join(
        text for text in (plan.encoding.mixing, *plan.filters, *extra_filters) if text
    )
    return (*(("-filter:a", filters) if filters else ()), *plan.encoding.options)
