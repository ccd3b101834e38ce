"""How the fields of the forms are made."""

from collections.abc import Iterable
from typing import Any

from backend.protos.media.v1 import media_pb2

Parameter = media_pb2.Parameter
Choice = media_pb2.Choice


def parameter_of(
    name: str, title: str, kind: Parameter.Type, default: float | str | bool | None, **fields: Any
) -> Parameter:
    """Return a parameter with its default, if it has one."""
    parameter = Parameter(name=name, title=title, type=kind, **fields)
    match default:
        case bool():
            parameter.default_value.bool_value = default
        case str():
            parameter.default_value.string_value = default
        case int() | float():
            parameter.default_value.number_value = default
        case _:
            parameter.required = fields.get("required", False)
    return parameter


def integer(name: str, title: str, low: int, high: int, **fields: Any) -> Parameter:
    """Return a whole number between `low` and `high`."""
    default = fields.pop("default", None)
    return parameter_of(
        name, title, Parameter.INTEGER, default, minimum=low, maximum=high, step=1, **fields
    )


def choices_of(titles: Iterable[tuple[str, str, str]]) -> list[Choice]:
    """Return choices of values, titles and helps."""
    return [Choice(value=value, title=title, help=text) for value, title, text in titles]
