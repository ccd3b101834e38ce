"""A whole media service in one file: subtitles, `.srt` and `.vtt`, converted, shifted and joined.

Start it with ``python -m examples.subtitles_service`` and name its address in
``MEDIA_SERVICES``: nothing else has to change. docs/adding-a-service.md walks through it.
"""

import asyncio
import re
import sys
import textwrap
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from google.protobuf import struct_pb2

from backend.protos.media.v1 import media_pb2
from backend.services.failures import MediaFailure, Violation, wrong_parameters
from backend.services.parameters import Parameters
from backend.services.scratch import Scratch
from backend.services.servicer import Job, MediaServicer, Product, Work
from config import ServiceConfig

DEFAULT_PORT = 8500
# A film's subtitles are some 100 kB. What is larger is none, and is not read into memory.
MAX_INPUT_BYTES = 10 * 1024 * 1024
CUES_PER_REPORT = 500
LONGEST_SHIFT_SECONDS = 86_400.0

MEDIA_TYPES = {"srt": "application/x-subrip", "vtt": "text/vtt"}
CODECS = {"srt": "subrip", "vtt": "webvtt"}

_MOMENT = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{2})[.,](\d{3})"
TIMES = re.compile(rf"{_MOMENT}[ \t]{{1,9}}-->[ \t]{{1,9}}{_MOMENT}")
EMPTY_LINE = re.compile(r"\n[ \t]*\n")
TAGS = re.compile(r"<[^<>\n]{0,200}>")

Parameter = media_pb2.Parameter


# ------------------------------------------------------- what the service says of itself


def describe(config: ServiceConfig) -> media_pb2.Description:
    """Return the answer to Describe: pages, forms, limits and achievements follow from it."""
    return media_pb2.Description(
        contract_version="1",
        name="subtitles",
        title="Subtitles",
        summary="Convert subtitles between SRT and WebVTT, shift them in time, join them.",
        version="1.0.0",
        accepts=[
            media_pb2.AcceptedType(title="SRT", media_type=MEDIA_TYPES["srt"], extensions=["srt"]),
            media_pb2.AcceptedType(
                title="WebVTT", media_type=MEDIA_TYPES["vtt"], extensions=["vtt"]
            ),
        ],
        operations=[_convert(), _join()],
        max_input_bytes=MAX_INPUT_BYTES,
        concurrent_jobs=config.concurrent_jobs,
        achievements=[
            media_pb2.AchievementRule(
                name="first_words",
                title="First words",
                summary="Make a WebVTT file.",
                goal=1,
                operation="convert",
                parameters=_struct(format="vtt"),
            )
        ],
    )


def _convert() -> media_pb2.Operation:
    return media_pb2.Operation(
        name="convert",
        title="Convert",
        summary="Write them in another format, earlier or later, or only a part of them.",
        parameters=[
            Parameter(
                name="format",
                title="Format",
                type=Parameter.CHOICE,
                required=True,
                default_value=struct_pb2.Value(string_value="vtt"),
                choices=[
                    media_pb2.Choice(value="vtt", title="WebVTT", help="For pages on the web."),
                    media_pb2.Choice(value="srt", title="SRT", help="For players and editors."),
                ],
            ),
            Parameter(
                name="shift",
                title="Shift",
                help="How much later they appear; less than zero: earlier.",
                type=Parameter.NUMBER,
                default_value=struct_pb2.Value(number_value=0),
                minimum=-LONGEST_SHIFT_SECONDS,
                maximum=LONGEST_SHIFT_SECONDS,
                step=0.1,
                unit="s",
            ),
            Parameter(
                name="start",
                title="Start",
                help="What ends before this time, as the file has it, is left out.",
                type=Parameter.TIME,
                default_value=struct_pb2.Value(number_value=0),
                minimum=0,
                unit="s",
            ),
            Parameter(
                name="end",
                title="End",
                help="What begins at this time or later is left out.",
                type=Parameter.TIME,
                minimum=0,
                unit="s",
            ),
            Parameter(
                name="plain",
                title="Leave out italics, colours and other markup",
                type=Parameter.SWITCH,
                default_value=struct_pb2.Value(bool_value=False),
            ),
            Parameter(
                name="line_length",
                title="Longest line",
                help="Longer lines are broken between words.",
                type=Parameter.INTEGER,
                minimum=10,
                maximum=200,
                unit="letters",
                advanced=True,
            ),
            Parameter(
                name="colour",
                title="Colour",
                type=Parameter.COLOUR,
                default_value=struct_pb2.Value(string_value="#ffffff"),
                advanced=True,
                shown_if_parameter="format",
                shown_if_values=["vtt"],
            ),
            Parameter(
                name="note",
                title="Note",
                help="Written into the file's head, and never shown.",
                type=Parameter.TEXT,
                maximum=200,
                advanced=True,
                shown_if_parameter="format",
                shown_if_values=["vtt"],
            ),
        ],
    )


def _join() -> media_pb2.Operation:
    return media_pb2.Operation(
        name="join",
        title="Join",
        summary="Put others behind them, as for a film in two parts.",
        parameters=[
            Parameter(
                name="others",
                title="Then",
                help="Each begins where the one before it ends.",
                type=Parameter.FILES,
                required=True,
                maximum=20,
            ),
            Parameter(
                name="pause",
                title="Pause between two",
                type=Parameter.NUMBER,
                default_value=struct_pb2.Value(number_value=0),
                minimum=0,
                maximum=LONGEST_SHIFT_SECONDS,
                unit="s",
            ),
        ],
    )


def _struct(**values: str) -> struct_pb2.Struct:
    struct = struct_pb2.Struct()
    struct.update(values)
    return struct


# ------------------------------------------------------------------- what subtitles are


@dataclass(frozen=True)
class Cue:
    """What is shown from one moment to another."""

    start_seconds: float
    end_seconds: float
    text: str


@dataclass(frozen=True)
class Subtitles:
    """A file as it was read: "srt" or "vtt", its encoding, its cues."""

    format: str
    encoding: str
    cues: tuple[Cue, ...]

    @property
    def duration_seconds(self) -> float:
        """When the last cue is gone."""
        return max((cue.end_seconds for cue in self.cues), default=0.0)


def read(path: Path) -> Subtitles:
    """Read a file; raises `MediaFailure` when it holds no subtitles."""
    if path.stat().st_size > MAX_INPUT_BYTES:
        raise MediaFailure("TOO_LARGE", "Subtitles are never as large as this file.")
    text, encoding = _decoded(path.read_bytes())
    blocks = EMPTY_LINE.split(text.replace("\r\n", "\n").replace("\r", "\n"))
    cues = tuple(cue for block in blocks if (cue := _cue(block)) is not None)
    if not cues:
        raise MediaFailure("NOT_MEDIA", "There are no subtitles in this file.")
    return Subtitles("vtt" if text.startswith("WEBVTT") else "srt", encoding, cues)


def _decoded(raw: bytes) -> tuple[str, str]:
    """Return the text and its encoding; much of what is around is older than UTF-8."""
    encoding = "utf-16" if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        encoding = "cp1252"
        text = raw.decode(encoding, errors="replace")
    if "\0" in text:
        raise MediaFailure("NOT_MEDIA", "This is not a text file.")
    return text, encoding.removesuffix("-sig")


def _cue(block: str) -> Cue | None:
    """Return the cue that a block of lines is: a number or name, times, text."""
    lines = block.strip("\n").split("\n")
    for place, line in enumerate(lines[:2]):
        times = TIMES.match(line.strip())
        if times:
            start, end = _seconds(times.groups()[:4]), _seconds(times.groups()[4:])
            text = "\n".join(filter(str.strip, lines[place + 1 :]))
            return Cue(start, end, text) if text and end > start else None
    return None


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000


def written(subtitles: Subtitles, colour: str, note: str) -> str:
    """Return the text of a file; `colour` and `note` are for WebVTT only."""
    mark = "." if subtitles.format == "vtt" else ","
    head = ""
    if subtitles.format == "vtt":
        head = "WEBVTT\n\n" + (f"NOTE {note}\n\n" if note else "")
        head += f"STYLE\n::cue {{ color: {colour} }}\n\n" if colour != "#ffffff" else ""
    return head + "\n".join(
        f"{number}\n{_moment(cue.start_seconds, mark)} --> {_moment(cue.end_seconds, mark)}\n"
        f"{cue.text}\n"
        for number, cue in enumerate(subtitles.cues, 1)
    )


def _moment(seconds: float, mark: str) -> str:
    whole, thousandths = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}{mark}{thousandths:03}"


def media(subtitles: Subtitles, path: Path) -> media_pb2.Media:
    """Return what a file is, as people and the gateway are told."""
    return media_pb2.Media(
        kind="subtitles",
        container=subtitles.format,
        media_type=MEDIA_TYPES[subtitles.format],
        size_bytes=path.stat().st_size,
        duration_seconds=subtitles.duration_seconds,
        streams=[media_pb2.Stream(kind="subtitle", codec=CODECS[subtitles.format])],
        facts=[
            _fact("cues", "Subtitles", struct_pb2.Value(number_value=len(subtitles.cues))),
            _fact("encoding", "Encoding", struct_pb2.Value(string_value=subtitles.encoding)),
        ],
    )


def _fact(name: str, title: str, value: struct_pb2.Value) -> media_pb2.Fact:
    return media_pb2.Fact(name=name, title=title, value=value)


# -------------------------------------------------------------------- what is done to them


@dataclass(frozen=True)
class Conversion:
    """What was asked for, checked against the file."""

    kept: tuple[Cue, ...]
    format: str
    shift_seconds: float = 0.0
    plain: bool = False
    line_length: int = 0
    colour: str = "#ffffff"
    note: str = ""

    def cue(self, cue: Cue) -> Cue:
        """Return one cue as it will be written."""
        text = TAGS.sub("", cue.text) if self.plain else cue.text
        if self.line_length:
            lines = (textwrap.wrap(line, self.line_length) for line in text.split("\n"))
            text = "\n".join(part for line in lines for part in line)
        start = max(0.0, cue.start_seconds + self.shift_seconds)
        return replace(cue, start_seconds=start, end_seconds=cue.end_seconds + self.shift_seconds,
                       text=text)  # fmt: skip

    async def run(self, report: Callable[[float], Awaitable[None]]) -> Subtitles:
        """Do it; `report` hears how much is done, from 0 to 1."""
        cues: list[Cue] = []
        for number, cue in enumerate(self.kept):
            if number % CUES_PER_REPORT == 0:
                await report(number / len(self.kept))
            cues.append(self.cue(cue))
        return Subtitles(self.format, "utf-8", tuple(cues))


def conversion(subtitles: Subtitles, asked: Parameters) -> Conversion:
    """Check what depends on the file; raises `MediaFailure` (WRONG_PARAMETERS)."""
    start, shift = asked.number("start"), asked.number("shift")
    end = asked.number("end") if "end" in asked else float("inf")
    note = asked.text("note") if "note" in asked else ""
    kept = tuple(
        cue
        for cue in subtitles.cues
        if cue.end_seconds > start and cue.start_seconds < end and cue.end_seconds + shift > 0
    )
    violations = []
    if end <= start:
        violations.append(Violation("end", "START_AFTER_END", "The end must lie after the start."))
    elif not kept:
        violations.append(Violation("start", "NOTHING_LEFT", "Nothing would be left of them."))
    if "-->" in note or "\n" in note:
        violations.append(Violation("note", "NOT_A_NOTE", "A note is one line without “-->”."))
    if violations:
        raise wrong_parameters(violations)
    return Conversion(
        kept=kept,
        format=asked.text("format"),
        shift_seconds=shift,
        plain=asked.flag("plain"),
        line_length=int(asked.number("line_length")) if "line_length" in asked else 0,
        colour=asked.text("colour"),
        note=note,
    )


def joined(first: Subtitles, others: Sequence[Subtitles], pause_seconds: float) -> Subtitles:
    """Return `first` with `others` behind it."""
    cues = list(first.cues)
    for other in others:
        begin = max(cue.end_seconds for cue in cues) + pause_seconds
        cues += [
            replace(
                cue,
                start_seconds=cue.start_seconds + begin,
                end_seconds=cue.end_seconds + begin,
            )
            for cue in other.cues
        ]
    return replace(first, cues=tuple(cues))


def read_other(path: Path) -> Subtitles:
    """Read a file that a parameter names; raises `MediaFailure` (WRONG_PARAMETERS)."""
    try:
        return read(path)
    except MediaFailure as failure:
        text = f"One of them cannot be used. {failure.message}"
        raise wrong_parameters([Violation("others", failure.code, text)]) from failure


# ------------------------------------------------------------------------------ the service


class SubtitlesServicer(MediaServicer):
    """What this service fills into the contract that all services share."""

    def __init__(self, config: ServiceConfig, scratch: Scratch) -> None:
        super().__init__(config, describe(config), scratch)

    async def probe(self, source: Path, folder: Path) -> media_pb2.Media:
        """Tell what the file `source` is."""
        # In a thread, so that a large file does not hold up other calls.
        return media(await asyncio.to_thread(read, source), source)

    async def prepare(
        self,
        source: Path,
        folder: Path,
        operation: str,
        checked: Parameters,
        files: Mapping[str, Path],
    ) -> Work:
        """Check the parameters against the source, and plan the work."""
        subtitles = await asyncio.to_thread(read, source)
        if operation == "join":
            paths = [files[file_id] for file_id in checked.files("others")]
            others = [await asyncio.to_thread(read_other, path) for path in paths]
            subtitles = joined(subtitles, others, checked.number("pause"))
            chosen = Conversion(subtitles.cues, subtitles.format)
        else:
            chosen = conversion(subtitles, checked)
        return Work(_plan(subtitles, chosen), lambda job: _run(chosen, job))


def _plan(subtitles: Subtitles, chosen: Conversion) -> media_pb2.PlanResult:
    left_out = len(subtitles.cues) - len(chosen.kept)
    warning = media_pb2.Warning(
        code="cues_left_out", message=f"{left_out} of {len(subtitles.cues)} are left out."
    )
    return media_pb2.PlanResult(
        extension=chosen.format,
        media_type=MEDIA_TYPES[chosen.format],
        warnings=[warning] if left_out else [],
        facts=[_fact("cues", "Subtitles", struct_pb2.Value(number_value=len(chosen.kept)))],
    )


async def _run(chosen: Conversion, job: Job) -> Product:
    async def report(fraction: float) -> None:
        progress = media_pb2.Progress(fraction=fraction, stage="converting")
        await job.report(media_pb2.ConvertEvent(progress=progress))

    made = await chosen.run(report)
    path = job.folder / f"result.{made.format}"
    path.write_text(written(made, chosen.colour, chosen.note), encoding="utf-8")
    result = media_pb2.ConvertResult(extension=made.format, media=media(made, path))
    return Product(path, result)


if __name__ == "__main__":
    from backend.services.server import main

    sys.exit(main("subtitles", DEFAULT_PORT, SubtitlesServicer))
