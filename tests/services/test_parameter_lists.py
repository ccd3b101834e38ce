"""Segments and lists of files are checked as strictly as single values."""

from typing import Any

import pytest
from google.protobuf import struct_pb2

from backend.protos.media.v1 import media_pb2
from backend.services.failures import MediaFailure
from backend.services.parameter_lists import MAX_FILES, MAX_SEGMENTS, Segment
from backend.services.parameters import Parameters, checked, named_files

Parameter = media_pb2.Parameter
PARTS = Parameter(name="parts", title="Segments", type=Parameter.SEGMENTS, required=True)
CLIPS = Parameter(name="clips", title="Clips", type=Parameter.FILES)
LOGO = Parameter(name="logo", title="Logo", type=Parameter.FILE)
OPERATION = media_pb2.Operation(name="work", title="Work", parameters=[PARTS, CLIPS, LOGO])
ONE = [{"start": 0, "end": 1}]


def _check(**values: Any) -> Parameters:
    sent = struct_pb2.Struct()
    sent.update({"parts": ONE, **values})
    return checked(OPERATION, sent)


def _refusal(**values: Any) -> tuple[str, str]:
    with pytest.raises(MediaFailure) as failure:
        _check(**values)
    (violation,) = failure.value.violations
    return violation.reason, violation.description


def test_segments_keep_the_order_in_which_they_are_joined() -> None:
    found = _check(
        parts=[{"start": 5.5, "end": 7, "name": " The\tend\n"}, {"start": 0, "end": 5.5}]
    ).segments("parts")
    assert found == (Segment(5.5, 7.0, "The end"), Segment(0.0, 5.5))
    assert [segment.seconds for segment in found] == [1.5, 5.5]


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ("0-1", "NOT_SEGMENTS"),
        ({"start": 0, "end": 1}, "NOT_SEGMENTS"),
        ([1, 2], "NOT_SEGMENTS"),
        ([{"start": 0}], "NOT_SEGMENTS"),
        ([{"start": "0", "end": 1}], "NOT_SEGMENTS"),
        ([{"start": 0, "end": float("nan")}], "NOT_SEGMENTS"),
        ([{"start": 0, "end": float("inf")}], "NOT_SEGMENTS"),
        ([{"start": 0, "end": 1, "speed": 2}], "NOT_SEGMENTS"),
        ([{"start": -0.1, "end": 1}], "NEGATIVE"),
        ([{"start": 1, "end": 1}], "START_AFTER_END"),
        ([{"start": 0, "end": 1, "name": 5}], "NOT_A_TEXT"),
        ([{"start": 0, "end": 1, "name": "x" * 201}], "TOO_LONG"),
        ([{"start": 0, "end": 1}] * (MAX_SEGMENTS + 1), "TOO_MANY"),
        ([], "REQUIRED"),
        (None, "REQUIRED"),
    ],
)
def test_what_is_no_segment_is_named(parts: Any, reason: str) -> None:
    assert _refusal(parts=parts)[0] == reason


def test_a_wrong_segment_is_told_by_its_number() -> None:
    message = _refusal(parts=[*ONE, {"start": 3, "end": 2}])[1]
    assert message == "Segment 2 must end after its start."


@pytest.mark.parametrize(
    ("clips", "reason"),
    [
        ("a", "NOT_FILES"),
        ([1], "NOT_FILES"),
        ([""], "NOT_FILES"),
        (["x" * 65], "NOT_FILES"),
        ([f"f{number}" for number in range(MAX_FILES + 1)], "TOO_MANY"),
    ],
)
def test_what_is_no_list_of_files_is_named(clips: Any, reason: str) -> None:
    assert _refusal(clips=clips)[0] == reason


def test_bounds_of_the_description_count() -> None:
    several = Parameter(name="clips", title="Clips", type=Parameter.FILES, minimum=2, maximum=3)
    for clips, reason in ((["a"], "TOO_FEW"), (["a"] * 4, "TOO_MANY")):
        sent = struct_pb2.Struct()
        sent.update({"clips": clips})
        with pytest.raises(MediaFailure) as failure:
            checked(media_pb2.Operation(parameters=[several]), sent)
        assert failure.value.violations[0].reason == reason


def test_all_files_that_parameters_name_are_known() -> None:
    named = named_files(OPERATION, _check(clips=["b", "a", "b"], logo="c"))
    assert named == {"clips": ("b", "a", "b"), "logo": ("c",)}
    assert named_files(OPERATION, _check(clips=[], logo="")) == {}
