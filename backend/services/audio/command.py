"""The one command line of ffmpeg that makes a result of a plan."""

from pathlib import Path

from backend.services.audio import covers, tagging
from backend.services.audio.planning import Plan
from backend.services.ffmpeg import BEFORE_INPUT

RAW = {"s16": "s16le", "s32": "s32le", "flt": "f32le"}
# The first input is the source, for its tags and covers; its sound may come from another.
SOURCE_INPUT = 0


def arguments(
    plan: Plan, comment: Path | None, extra_filters: tuple[str, ...], joined: Path | None = None
) -> tuple[str, ...]:
    """Return ffmpeg's options between the source and the output file.

    `comment` holds the cover where the result takes it as a comment, `joined` the pieces
    of sound that were copied in a row already.
    """
    target = plan.target
    commented = ("-f", "ffmetadata", "-i", f"file:{comment}") if comment else ()
    merged = ("-map_metadata:g", "1:g") if comment else ()
    more = _more_input(plan, joined)
    inputs = 1 + bool(comment)
    number = inputs if more else SOURCE_INPUT
    attached: tuple[str, ...] = ()
    picture: tuple[str, ...] = ()
    if target.covers == "attached" and plan.new_cover:
        picture = ("-f", "jpeg_pipe", "-i", f"file:{plan.new_cover.path}")
        attached = covers.added(inputs + bool(more))
    elif target.covers == "attached":
        attached = covers.attached(plan.covers)
    return (
        *commented,
        *more,
        *picture,
        *plan.after_input,
        *_sound(plan, extra_filters, number),
        *attached,
        *tagging.options(plan.probed, plan.track, plan.tagging),
        *merged,
        *target.options,
        *("-f", target.muxer),
    )


def _more_input(plan: Plan, joined: Path | None) -> tuple[str, ...]:
    if plan.second:
        return (*BEFORE_INPUT, "-i", f"file:{plan.second.path}")
    if joined:
        return ("-i", f"file:{joined}")
    if plan.splice:
        form = plan.splice
        rate = str(form.sample_rate_hz)
        return (
            *("-f", RAW[form.sample_format], "-ar", rate, "-ch_layout", form.layout),
            *("-i", "pipe:0"),
        )
    return ()


def _sound(plan: Plan, extra_filters: tuple[str, ...], number: int) -> tuple[str, ...]:
    stream = f"{number}:0" if plan.splice else f"{SOURCE_INPUT}:{plan.track.index}"
    if plan.encoding is None:
        return ("-map", stream, "-c:a", "copy")
    filters = ",".join(
        text for text in (plan.encoding.mixing, *plan.filters, *extra_filters) if text
    )
    if plan.second:
        second = f"{number}:{plan.second.track}"
        named = f"[{stream}]anull[first];[{second}]anull[second]"
        graph = f"{named};{plan.second.graph};[mixed]{filters or 'anull'}[out]"
        return ("-filter_complex", graph, "-map", "[out]", *plan.encoding.options)
    return (
        *("-map", stream),
        *(("-filter:a", filters) if filters else ()),
        *plan.encoding.options,
    )
