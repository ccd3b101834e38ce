"""Fields of forms, one kind each."""

from collections.abc import Sequence

from google.protobuf import struct_pb2

from backend.protos.media.v1 import media_pb2

Parameter = media_pb2.Parameter
Choices = Sequence[tuple[str, str] | tuple[str, str, str]]


def text(value: str) -> struct_pb2.Value:
    """Return a default that is a text."""
    return struct_pb2.Value(string_value=value)


def number(value: float) -> struct_pb2.Value:
    """Return a default that is a number."""
    return struct_pb2.Value(number_value=value)


def choice(
    name: str,
    title: str,
    choices: Choices,
    default: str,
    *,
    told: str = "",
    advanced: bool = False,
    shown_if: tuple[str, Sequence[str]] = ("", ()),
) -> Parameter:
    """Return one of several: value, title and perhaps help of each."""
    return Parameter(
        name=name,
        title=title,
        help=told,
        type=Parameter.CHOICE,
        default_value=text(default),
        choices=[
            media_pb2.Choice(value=value, title=label, help="".join(more))
            for value, label, *more in choices
        ],
        advanced=advanced,
        shown_if_parameter=shown_if[0],
        shown_if_values=shown_if[1],
    )


def seconds(
    name: str, title: str, *, longest: float = 600, default: float = 0, told: str = ""
) -> Parameter:
    """Return a length in seconds."""
    return Parameter(
        name=name,
        title=title,
        help=told,
        type=Parameter.NUMBER,
        default_value=number(default),
        minimum=0,
        maximum=longest,
        step=0.1,
        unit="s",
    )


def amount(
    name: str, title: str, bounds: tuple[float, float], default: float, *, unit: str, told: str
) -> Parameter:
    """Return an amount of something between bounds."""
    return Parameter(
        name=name,
        title=title,
        help=told,
        type=Parameter.NUMBER,
        default_value=number(default),
        minimum=bounds[0],
        maximum=bounds[1],
        step=0.05 if name == "speed" else 0.5,
        unit=unit,
    )


def switch(name: str, title: str, *, told: str = "") -> Parameter:
    """Return what is off unless it is switched on."""
    return Parameter(
        name=name,
        title=title,
        help=told,
        type=Parameter.SWITCH,
        default_value=struct_pb2.Value(bool_value=False),
        advanced=True,
    )
