"""Forms drawn from what a service describes, and what people typed into them.

Only the shape is checked here (is this a number, is this a time); whether the values make
sense for the file is the gateway's to say.
"""

import json
import math
import re
import secrets
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from flask import request, session
from flask_babel import gettext as _

from app.gateway.errors import GatewayRefusal
from app.gateway.presets import OwnPreset
from app.gateway.services import Operation, Parameter, Preset, Service
from app.other_files import read_files
from app.segment_lines import format_segments, parse_segments
from app.timecode import format_timecode, parse_timecode
from app.wording import told

# A form's one-time key: whoever sends the same form twice gets the same job.
NONCE = re.compile(r"[A-Za-z0-9_-]{8,64}")

TYPED_LENGTH = 200
# Two hundred segments with a name each.
LINES_LENGTH = 200 * 100
# Drafts travel in the session cookie, compressed; browsers limit it to 4 KiB.
KEPT_BYTES = 2200

SESSION_KEY = "draft"

# A field of ours among those that services name: with a hyphen, which theirs cannot have.
FRAME_RATE = "frame-rate"


@dataclass(frozen=True)
class Draft:
    """What somebody typed into the form of one operation on one file.

    `values` is what the gateway gets, `typed` the texts as they were, `problems` what is wrong
    by parameter name; the name "" stands for the form as a whole.
    """

    file_id: str
    operation: str
    typed: dict[str, str] = field(default_factory=dict)
    values: dict[str, object] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def from_form(cls, file_id: str, operation: Operation, form: Mapping[str, str]) -> "Draft":
        """Read a form sent for `operation`."""
        draft = cls(file_id, operation.name)
        frame_rate = _frame_rate(form)
        for parameter in operation.parameters:
            longest = LINES_LENGTH if parameter.type in {"segments", "files"} else TYPED_LENGTH
            try:
                text = _typed(parameter, form)[:longest]
                draft.typed[parameter.name] = text
                if not _applies(parameter, form):
                    continue
                value = _read(parameter, text, frame_rate)
            except ValueError as error:
                draft.typed.setdefault(parameter.name, "")
                draft.problems[parameter.name] = str(error)
            else:
                if parameter.type == "text" and not text and form.get(f"{parameter.name}-was"):
                    value = ""  # emptied, which is something else than left empty
                if value is not None:
                    draft.values[parameter.name] = value
        return draft

    @classmethod
    def from_preset(
        cls, file_id: str, operation: Operation, preset: Mapping[str, object], seconds: float
    ) -> "Draft":
        """Fill the form of `operation` in by a preset; what that leaves out has its default."""
        return cls(
            file_id,
            operation.name,
            typed={
                parameter.name: typed_text(parameter, preset[parameter.name])
                if parameter.name in preset
                else starting_text(parameter, seconds)
                for parameter in operation.parameters
            },
        )

    def add_problems(self, error: GatewayRefusal) -> None:
        """Take over what the gateway found wrong."""
        for name, problem in error.fields.items():
            # A problem of a field that this form does not have is still told.
            self.problems[name if name in self.typed else ""] = told(problem.message)
        if not self.problems:
            self.problems[""] = told(error.message)

    def keep(self) -> None:
        """Keep this draft for the next page of the same visitor; of very long lists, the start."""
        kept = {**asdict(self), "values": {}, "typed": dict(self.typed)}
        while len(zlib.compress(json.dumps(kept).encode())) > KEPT_BYTES:
            longest = max(self.typed, key=lambda name: len(kept["typed"][name]))
            half = kept["typed"][longest][: len(kept["typed"][longest]) // 2]
            kept["typed"][longest] = half.rpartition("\n")[0]
        session[SESSION_KEY] = kept

    @classmethod
    def take(cls, file_id: str) -> "Draft":
        """Return what was kept for `file_id`, once; an empty draft otherwise."""
        kept = session.get(SESSION_KEY)
        if not isinstance(kept, dict) or kept.get("file_id") != file_id:
            return cls(file_id, "")
        del session[SESSION_KEY]
        return cls(**kept)


def preset_asked_for(
    service: Service, own: Sequence[OwnPreset], file_id: str, seconds: float
) -> Draft | None:
    """Return the form that the address asks to be filled in: `?operation=cut&preset=short`.

    A preset of one's own is named by its id, `own`: `?operation=cut&own=…`.
    """
    operation = service.operation(request.args.get("operation", ""))
    if operation is None:
        return None
    found: Preset | OwnPreset | None = operation.preset(request.args.get("preset", ""))
    if wanted := request.args.get("own", ""):
        fitting = (each for each in own if each.operation == operation.name)
        found = next((each for each in fitting if each.id == wanted), None)
    return Draft.from_preset(file_id, operation, found.parameters, seconds) if found else None


def forget_draft() -> None:
    """Drop what was kept: the work was asked for."""
    session.pop(SESSION_KEY, None)


def new_nonce() -> str:
    """Return a fresh one-time key for a form."""
    return secrets.token_urlsafe(18)


def nonce_of(form: Mapping[str, str]) -> str:
    """Return the form's one-time key; a script that sends none gets one made."""
    sent = form.get("nonce", "")
    return sent if NONCE.fullmatch(sent) else new_nonce()


def starting_text(parameter: Parameter, duration_seconds: float) -> str:
    """Return what the field of `parameter` holds when the form opens."""
    if parameter.type == "time":
        # A cut begins as the whole file: the last time that has no default is its end.
        start = parameter.default if isinstance(parameter.default, int | float) else None
        return format_timecode(duration_seconds if start is None else float(start))
    if parameter.type == "segments":
        return f"{format_timecode(0)} - {format_timecode(duration_seconds)}"
    return typed_text(parameter, parameter.default)


def typed_text(parameter: Parameter, value: object) -> str:
    """Return what people would type for `value`, such as a preset has it."""
    match value:
        case None:
            return ""
        case bool():
            return "on" if value else ""
        case int() | float() if parameter.type == "time":
            return format_timecode(float(value))
        case float() if value.is_integer():
            return str(int(value))
        case list() if parameter.type == "segments":
            return format_segments([each for each in value if isinstance(each, dict)])
        case _:
            return str(value)


def _typed(parameter: Parameter, form: Mapping[str, str]) -> str:
    """Return what was typed or chosen; raise `ValueError`."""
    if parameter.type == "files":
        return read_files(parameter, form)
    return form.get(parameter.name, "").strip()


def _applies(parameter: Parameter, form: Mapping[str, str]) -> bool:
    return (
        not parameter.shown_if_parameter
        or form.get(parameter.shown_if_parameter) in parameter.shown_if_values
    )


def _frame_rate(form: Mapping[str, str]) -> float:
    """Return the pictures per second of the file, as the form knows them; 0 if it does not."""
    try:
        rate = float(form.get(FRAME_RATE, ""))
    except ValueError:
        return 0.0
    return rate if 0 < rate < math.inf else 0.0


def _read(parameter: Parameter, text: str, frame_rate: float) -> object:
    """Return the value that `text` means, None for "as the service likes"."""
    if parameter.type == "switch":
        return bool(text)
    if not text:
        if parameter.required:
            raise ValueError(_("Please fill this in."))
        return None
    match parameter.type:
        case "time":
            return parse_timecode(text, frame_rate)
        case "segments":
            return parse_segments(text, frame_rate)
        case "files":
            return text.split()
        case other:
            return PLAIN_READERS.get(other, str)(text)


def _integer(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise ValueError(_("Please write a whole number.")) from error


def _number(text: str) -> float:
    try:
        number = float(text.replace(",", "."))
    except ValueError as error:
        raise ValueError(_("Please write a number.")) from error
    # "nan" and "1e999" are numbers to Python, but none to JSON.
    if not math.isfinite(number):
        raise ValueError(_("Please write a number."))
    return number


PLAIN_READERS: dict[str, Callable[[str], object]] = {"integer": _integer, "number": _number}
