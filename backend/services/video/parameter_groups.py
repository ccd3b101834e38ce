"""Parameters that several operations on video have, or that belong together."""

from collections.abc import Sequence
from typing import TypeAlias

from google.protobuf import struct_pb2

from backend.protos.media.v1 import media_pb2

Parameter = media_pb2.Parameter
Choice = media_pb2.Choice
# The parameter on which another depends, and for which of its values it is shown.
Shown: TypeAlias = tuple[str, Sequence[str]]
NOTHING: Shown = ("", ())


def choice(
    name: str,
    title: str,
    choices: Sequence[Choice],
    *,
    help: str = "",  # noqa: A002 - the contract's word
    default: str = "",
    advanced: bool = False,
    shown_if: Shown = NOTHING,
    unit: str = "",
) -> Parameter:
    """Return a choice whose first value is the usual one, unless `default` is."""
    return Parameter(
        name=name,
        title=title,
        help=help,
        type=Parameter.CHOICE,
        default_value=struct_pb2.Value(string_value=default or choices[0].value),
        choices=choices,
        advanced=advanced,
        shown_if_parameter=shown_if[0],
        shown_if_values=shown_if[1],
        unit=unit,
    )


def number(
    name: str,
    title: str,
    lowest: float,
    highest: float,
    *,
    help: str = "",  # noqa: A002 - the contract's word
    default: float | None = None,
    step: float | None = None,
    whole: bool = False,
    shown_if: Shown = NOTHING,
    unit: str = "",
) -> Parameter:
    """Return a number within bounds, folded away; without `default` it may be left empty."""
    parameter = Parameter(
        name=name,
        title=title,
        help=help,
        type=Parameter.INTEGER if whole else Parameter.NUMBER,
        minimum=lowest,
        maximum=highest,
        step=step,
        unit=unit,
        advanced=True,
        shown_if_parameter=shown_if[0],
        shown_if_values=shown_if[1],
    )
    if default is not None:
        parameter.default_value.number_value = default
    return parameter


def segments(*, advanced: bool = False) -> list[Parameter]:
    """Return the segments, and what happens to them."""
    return [
        Parameter(
            name="segments",
            title="Segments",
            help="One in each line, in the order of the result, such as “0:01.5 - 0:10 Intro”. "
            "The first picture of a segment is the one at or right after its start; pictures "
            "from its end on are not part of it.",
            type=Parameter.SEGMENTS,
            advanced=advanced,
        ),
        choice(
            "keep",
            "The segments are",
            [
                Choice(value="these", title="Kept"),
                Choice(value="others", title="Removed", help="Everything else is kept."),
            ],
            advanced=advanced,
        ),
    ]


def span() -> list[Parameter]:
    """Return the start and end of a single segment, for those who want no more than that."""
    return [
        Parameter(
            name="start",
            title="Start",
            help="Instead of segments: of one part. Ignored where there are segments.",
            type=Parameter.TIME,
            default_value=struct_pb2.Value(number_value=0),
            minimum=0,
            unit="s",
            advanced=True,
        ),
        Parameter(
            name="end",
            title="End",
            help="Left empty: the end of the video.",
            type=Parameter.TIME,
            minimum=0,
            unit="s",
            advanced=True,
        ),
    ]
