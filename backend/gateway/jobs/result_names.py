"""What a result is called: after its source, with what was done to it."""

from collections.abc import Mapping

from pydantic import JsonValue

from backend.gateway.files.filenames import extension_of, joined, stem_of


def result_name(
    source_name: str, operation: str, parameters: Mapping[str, JsonValue], extension: str
) -> str:
    """Return ``holiday (0-05 to 0-12).mp4`` for a part, ``holiday.webm`` for the whole.

    A part is what parameters named `start` and `end`, in seconds, say; any other
    operation that keeps the extension adds its own name, so that the names differ.
    """
    stem = stem_of(source_name)
    start, end = parameters.get("start", 0), parameters.get("end")
    if _is_seconds(start) and _is_seconds(end):
        return joined(stem, f" ({_clock(start)} to {_clock(end)}).{extension}")
    if extension_of(source_name) == extension:
        return joined(stem, f" ({operation}).{extension}")
    return joined(stem, f".{extension}")


def _is_seconds(value: JsonValue) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _clock(value: JsonValue) -> str:
    """Return ``1-02-03.5``: a time as names may carry it, without colons."""
    assert isinstance(value, int | float)
    hundredths = round(value * 100)
    seconds, fraction = divmod(hundredths, 100)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    clock = f"{hours}-{minutes:02}-{seconds:02}" if hours else f"{minutes}-{seconds:02}"
    return f"{clock}.{fraction:02}".rstrip("0") if fraction else clock
