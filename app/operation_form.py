"""Forms drawn from what a service describes, and what people typed into them.

Only the shape is checked here (is this a number, is this a time); whether the values make
sense for the file is the gateway's to say.
"""

import math
import re
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from flask import session

from app.gateway.errors import GatewayRefusal
from app.gateway.services import Operation, Parameter
from app.timecode import format_timecode, parse_timecode

# A form's one-time key: whoever sends the same form twice gets the same job.
NONCE = re.compile(r"[A-Za-z0-9_-]{8,64}")

# Drafts travel in the session cookie, which browsers limit to 4 KiB.
TYPED_LENGTH = 200

SESSION_KEY = "draft"


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
        for parameter in operation.parameters:
            text = form.get(parameter.name, "").strip()[:TYPED_LENGTH]
            draft.typed[parameter.name] = text
            if not _applies(parameter, form):
                continue
            try:
                value = _read(parameter, text)
            except ValueError as error:
                draft.problems[parameter.name] = str(error)
            else:
                if value is not None:
                    draft.values[parameter.name] = value
        return draft

    def add_problems(self, error: GatewayRefusal) -> None:
        """Take over what the gateway found wrong."""
        for name, problem in error.fields.items():
            # A problem of a field that this form does not have is still told.
            self.problems[name if name in self.typed else ""] = problem.message
        if not self.problems:
            self.problems[""] = error.message

    def keep(self) -> None:
        """Keep this draft for the next page of the same visitor."""
        session[SESSION_KEY] = asdict(self)

    @classmethod
    def take(cls, file_id: str) -> "Draft":
        """Return what was kept for `file_id`, once; an empty draft otherwise."""
        kept = session.get(SESSION_KEY)
        if not isinstance(kept, dict) or kept.get("file_id") != file_id:
            return cls(file_id, "")
        del session[SESSION_KEY]
        return cls(**kept)


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
    if isinstance(parameter.default, bool):
        return "on" if parameter.default else ""
    if isinstance(parameter.default, float) and parameter.default.is_integer():
        return str(int(parameter.default))
    return "" if parameter.default is None else str(parameter.default)


def _applies(parameter: Parameter, form: Mapping[str, str]) -> bool:
    return (
        not parameter.shown_if_parameter
        or form.get(parameter.shown_if_parameter) in parameter.shown_if_values
    )


def _read(parameter: Parameter, text: str) -> object:
    """Return the value that `text` means, None for "as the service likes"."""
    if parameter.type == "switch":
        return bool(text)
    if not text:
        if parameter.required:
            raise ValueError("Please fill this in.")
        return None
    match parameter.type:
        case "time":
            return parse_timecode(text)
        case "integer":
            return _integer(text)
        case "number":
            return _number(text)
        case _:
            return text


def _integer(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise ValueError("Please write a whole number.") from error


def _number(text: str) -> float:
    try:
        number = float(text.replace(",", "."))
    except ValueError as error:
        raise ValueError("Please write a number.") from error
    # "nan" and "1e999" are numbers to Python, but none to JSON.
    if not math.isfinite(number):
        raise ValueError("Please write a number.")
    return number
