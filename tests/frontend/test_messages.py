from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

import pytest

from app.gateway.errors import GatewayBadResponse
from app.gateway.messages import decode


@dataclass(frozen=True)
class Frame:
    at_seconds: float
    keyframe: bool


@dataclass(frozen=True)
class Clip:
    name: str
    kind: Literal["video", "audio"]
    frames: tuple[Frame, ...]
    poster: Frame | None
    tags: dict[str, str]
    made_at: datetime
    value: object


CLIP = {
    "name": "a",
    "kind": "video",
    "frames": [{"at_seconds": 1, "keyframe": True}],
    "poster": None,
    "tags": {"title": "A"},
    "made_at": "2026-03-01T10:00:00Z",
    "value": [1, {"a": None}],
}


def test_json_becomes_dataclasses_all_the_way_down() -> None:
    assert decode(Clip, CLIP) == Clip(
        name="a",
        kind="video",
        frames=(Frame(1.0, True),),
        poster=None,
        tags={"title": "A"},
        made_at=datetime(2026, 3, 1, 10, tzinfo=UTC),
        value=[1, {"a": None}],
    )


def test_numbers_of_seconds_are_floats_even_where_json_writes_whole_ones() -> None:
    assert isinstance(decode(Frame, {"at_seconds": 2, "keyframe": False}).at_seconds, float)


def test_a_newer_gateway_may_say_more() -> None:
    clip = decode(Clip, {**CLIP, "kind": "hologram", "new_member": 1})
    assert str(clip.kind) == "hologram"


@pytest.mark.parametrize(
    "changes",
    [
        {"name": None},
        {"name": 3},
        {"frames": {}},
        {"frames": [{"at_seconds": 1}]},
        {"frames": [{"at_seconds": True, "keyframe": True}]},
        {"frames": [{"at_seconds": "1", "keyframe": True}]},
        {"poster": {"at_seconds": 1, "keyframe": 1}},
        {"tags": {"title": 1}},
        {"made_at": "yesterday"},
        {"made_at": 1},
    ],
)
def test_what_does_not_fit_is_a_bad_response(changes: dict[str, object]) -> None:
    with pytest.raises(GatewayBadResponse, match="Clip"):
        decode(Clip, {**CLIP, **changes})


@pytest.mark.parametrize("value", [None, [], "clip", 1, {}])
def test_what_is_no_such_object_is_a_bad_response(value: object) -> None:
    with pytest.raises(GatewayBadResponse):
        decode(Clip, value)
