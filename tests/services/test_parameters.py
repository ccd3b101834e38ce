"""Parameters are checked against the description, the same way in every service."""

import pytest
from google.protobuf import struct_pb2

from backend.protos.media.v1 import media_pb2
from backend.services.failures import MediaFailure
from backend.services.parameters import Parameters, checked

Parameter = media_pb2.Parameter


def _operation(*parameters: Parameter) -> media_pb2.Operation:
    return media_pb2.Operation(name="work", title="Work", parameters=parameters)


def _sent(**values: str | float | bool | None) -> struct_pb2.Struct:
    struct = struct_pb2.Struct()
    struct.update(values)
    return struct


def _check(parameter: Parameter, value: str | float | bool | None) -> Parameters:
    return checked(_operation(parameter), _sent(**{parameter.name: value}))


def _reasons(parameter: Parameter, value: str | float | bool | None) -> list[str]:
    with pytest.raises(MediaFailure) as failure:
        _check(parameter, value)
    assert failure.value.code == "WRONG_PARAMETERS"
    return [violation.reason for violation in failure.value.violations]


AMOUNT = Parameter(name="amount", title="Amount", type=Parameter.NUMBER, minimum=1, maximum=10)
COUNT = Parameter(name="count", title="Count", type=Parameter.INTEGER, minimum=0)
NAME = Parameter(name="name", title="Name", type=Parameter.TEXT, minimum=2, maximum=5)
COLOUR = Parameter(name="colour", title="Colour", type=Parameter.COLOUR)
LOOP = Parameter(name="loop", title="Loop", type=Parameter.SWITCH)


@pytest.mark.parametrize(
    ("parameter", "value", "reason"),
    [
        (AMOUNT, 0.5, "TOO_SMALL"),
        (AMOUNT, 11, "TOO_LARGE"),
        (AMOUNT, "5", "NOT_A_NUMBER"),
        (AMOUNT, True, "NOT_A_NUMBER"),
        (AMOUNT, float("nan"), "NOT_A_NUMBER"),
        (COUNT, -1, "NEGATIVE"),
        (COUNT, 1.5, "NOT_AN_INTEGER"),
        (COUNT, float("-inf"), "NOT_A_NUMBER"),
        (NAME, "x", "TOO_SHORT"),
        (NAME, "abcdef", "TOO_LONG"),
        (NAME, 7, "NOT_A_TEXT"),
        (COLOUR, "red", "NOT_A_COLOUR"),
        (COLOUR, "#12345g", "NOT_A_COLOUR"),
        (LOOP, "yes", "NOT_A_SWITCH"),
    ],
)
def test_values_of_the_wrong_type_or_size_are_named(
    parameter: Parameter, value: str | float | bool, reason: str
) -> None:
    assert _reasons(parameter, value) == [reason]


def test_right_values_come_out_typed() -> None:
    assert _check(AMOUNT, 2.5).number("amount") == 2.5
    assert _check(NAME, "abc").text("name") == "abc"
    assert _check(COLOUR, "#00FFaa").text("colour") == "#00FFaa"
    assert _check(LOOP, False).flag("loop") is False


def test_null_means_left_out_and_gets_the_default() -> None:
    default = Parameter(
        name="speed", type=Parameter.NUMBER, default_value=struct_pb2.Value(number_value=3)
    )
    assert _check(default, None).number("speed") == 3
    assert "amount" not in _check(AMOUNT, None)


def test_everything_that_is_wrong_is_told_at_once() -> None:
    required = Parameter(name="end", title="End", type=Parameter.TIME, required=True)
    with pytest.raises(MediaFailure) as failure:
        checked(_operation(AMOUNT, required), _sent(amount=99, other=1))
    told = {v.parameter: v.reason for v in failure.value.violations}
    assert told == {"amount": "TOO_LARGE", "end": "REQUIRED", "other": "UNKNOWN_PARAMETER"}


def test_a_parameter_that_is_not_shown_is_ignored() -> None:
    kind = Parameter(
        name="kind",
        type=Parameter.CHOICE,
        required=True,
        choices=[media_pb2.Choice(value="picture"), media_pb2.Choice(value="sound")],
    )
    height = Parameter(
        name="height",
        type=Parameter.INTEGER,
        required=True,
        minimum=1,
        shown_if_parameter="kind",
        shown_if_values=["picture"],
    )
    operation = _operation(kind, height)
    assert "height" not in checked(operation, _sent(kind="sound", height=-5))
    with pytest.raises(MediaFailure):
        checked(operation, _sent(kind="picture", height=-5))
    with pytest.raises(MediaFailure):
        checked(operation, _sent(kind="picture"))
