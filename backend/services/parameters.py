"""Parameters of an operation, checked against its own description.

Types, bounds, choices and missing values are checked here, the same way for
every service. What depends on the source (an end beyond its duration) is the
operation's to check; it uses the same `Violation`.
"""

import math
import re
from collections.abc import Mapping
from typing import TypeAlias

from google.protobuf import struct_pb2

from backend.protos.media.v1 import media_pb2
from backend.services import parameter_lists
from backend.services.failures import Violation, wrong_parameters
from backend.services.parameter_lists import Segment

Value: TypeAlias = str | float | bool | tuple[Segment, ...] | tuple[str, ...]
Parameter = media_pb2.Parameter

NUMBERS = frozenset({Parameter.NUMBER, Parameter.INTEGER, Parameter.TIME})
LISTS = {Parameter.SEGMENTS: parameter_lists.segments, Parameter.FILES: parameter_lists.files}
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


class Parameters:
    """Checked parameters, by name; what was left out has its default."""

    def __init__(self, values: Mapping[str, Value]) -> None:
        self._values = dict(values)

    def number(self, name: str) -> float:
        """Return a NUMBER, INTEGER or TIME (seconds)."""
        value = self._values[name]
        assert isinstance(value, float)
        return value

    def text(self, name: str) -> str:
        """Return a TEXT, CHOICE, COLOUR or FILE."""
        value = self._values[name]
        assert isinstance(value, str)
        return value

    def flag(self, name: str) -> bool:
        """Return a SWITCH."""
        value = self._values[name]
        assert isinstance(value, bool)
        return value

    def segments(self, name: str) -> tuple[Segment, ...]:
        """Return SEGMENTS in the order in which they shall be joined."""
        values = self._values[name]
        assert isinstance(values, tuple)
        return tuple(value for value in values if isinstance(value, Segment))

    def files(self, name: str) -> tuple[str, ...]:
        """Return the ids of FILES, in order."""
        values = self._values[name]
        assert isinstance(values, tuple)
        return tuple(value for value in values if isinstance(value, str))

    def __contains__(self, name: str) -> bool:
        return name in self._values


def checked(operation: media_pb2.Operation, sent: struct_pb2.Struct) -> Parameters:
    """Return the parameters `sent` for `operation`, completed by defaults.

    A parameter that is not shown because of the value of another, which stands before
    it (`shown_if_…`), is ignored when sent, and has its default. Raises `MediaFailure`
    (WRONG_PARAMETERS) with all violations, not only the first.
    """
    described = {parameter.name: parameter for parameter in operation.parameters}
    violations = [
        Violation(name, "UNKNOWN_PARAMETER", f"“{operation.title}” has no parameter {name!r}.")
        for name in sent.fields
        if name not in described
    ]
    values: dict[str, Value] = {}
    for name, parameter in described.items():
        shown = _shown(parameter, values)
        asked = sent.fields.get(name) if shown else None
        if asked is None or _left_out(parameter, asked):
            asked = parameter.default_value if parameter.HasField("default_value") else None
        if asked is None:
            if parameter.required and shown:
                violations.append(Violation(name, "REQUIRED", f"{parameter.title} is missing."))
            continue
        value = _value(parameter, asked)
        if isinstance(value, Violation):
            violations.append(value)
        else:
            values[name] = value
    if violations:
        raise wrong_parameters(violations)
    return Parameters(values)


def _shown(parameter: Parameter, values: Mapping[str, Value]) -> bool:
    condition = parameter.shown_if_parameter
    return not condition or values.get(condition) in parameter.shown_if_values


def named_files(operation: media_pb2.Operation, checked: Parameters) -> dict[str, tuple[str, ...]]:
    """Return the ids of the files that FILE and FILES parameters name, by parameter."""
    named = {}
    for parameter in operation.parameters:
        if parameter.name not in checked:
            continue
        if parameter.type == Parameter.FILES:
            named[parameter.name] = checked.files(parameter.name)
        elif parameter.type == Parameter.FILE and checked.text(parameter.name):
            named[parameter.name] = (checked.text(parameter.name),)
    return named


def _left_out(parameter: Parameter, sent: struct_pb2.Value) -> bool:
    kind = sent.WhichOneof("kind")
    if parameter.type in LISTS and kind == "list_value":
        return not sent.list_value.values
    return kind == "null_value"


def _value(parameter: Parameter, sent: struct_pb2.Value) -> Value | Violation:
    if parameter.type in NUMBERS:
        return _number(parameter, sent)
    if parameter.type in LISTS:
        return LISTS[parameter.type](parameter, sent)
    if parameter.type == Parameter.SWITCH:
        if sent.WhichOneof("kind") == "bool_value":
            return sent.bool_value
        return Violation(parameter.name, "NOT_A_SWITCH", f"{parameter.title} is either on or off.")
    if sent.WhichOneof("kind") != "string_value":
        return Violation(parameter.name, "NOT_A_TEXT", f"{parameter.title} must be a text.")
    return _text(parameter, sent.string_value)


def _number(parameter: Parameter, sent: struct_pb2.Value) -> float | Violation:
    name, title = parameter.name, parameter.title
    number = sent.number_value
    if sent.WhichOneof("kind") != "number_value" or not math.isfinite(number):
        return Violation(name, "NOT_A_NUMBER", f"{title} must be a number.")
    if parameter.type == Parameter.INTEGER and number != int(number):
        return Violation(name, "NOT_AN_INTEGER", f"{title} must be a whole number.")
    unit = f" {parameter.unit}" if parameter.unit else ""
    if parameter.HasField("minimum") and number < parameter.minimum:
        if parameter.minimum == 0:
            return Violation(name, "NEGATIVE", f"{title} cannot be negative.")
        bound = f"{parameter.minimum:g}{unit}"
        return Violation(name, "TOO_SMALL", f"{title} must be at least {bound}.")
    if parameter.HasField("maximum") and number > parameter.maximum:
        bound = f"{parameter.maximum:g}{unit}"
        return Violation(name, "TOO_LARGE", f"{title} must be at most {bound}.")
    return number


def _text(parameter: Parameter, text: str) -> str | Violation:
    name, title = parameter.name, parameter.title
    if parameter.type == Parameter.CHOICE and text not in {c.value for c in parameter.choices}:
        return Violation(name, "UNKNOWN_CHOICE", f"{title} cannot be {text[:40]!r}.")
    if parameter.type == Parameter.COLOUR and not COLOUR.fullmatch(text):
        return Violation(name, "NOT_A_COLOUR", f"{title} must look like #1a2b3c.")
    if parameter.required and not text:
        return Violation(name, "REQUIRED", f"{title} is missing.")
    if parameter.HasField("minimum") and len(text) < parameter.minimum:
        return Violation(name, "TOO_SHORT", f"{title} is too short.")
    if parameter.HasField("maximum") and len(text) > parameter.maximum:
        return Violation(name, "TOO_LONG", f"{title} is too long.")
    return text
