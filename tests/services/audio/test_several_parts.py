"""Several parts: kept in the order that was asked for, or taken out."""

from typing import Any

import numpy as np
import pytest

from tests.services.audio.conftest import MakeSound
from tests.services.audio.sounds import RATE, SECONDS, TAGS, cover_bytes, decoded, parts, span_of
from tests.services.service_process import RefusedError, ServiceProcess

PARTS = [(2.5, 3.25), (0.5, 1.0), (1.0, 1.75)]


@pytest.mark.parametrize("suffix", ["wav", "flac", "caf", "aiff"])
def test_parts_of_lossless_sounds_are_exact_to_the_sample(
    service: ServiceProcess, sound: MakeSound, suffix: str
) -> None:
    path = sound(f"in.{suffix}")
    url = service.stored(path)
    asked: dict[str, Any] = {"keep": "these", "segments": parts(*PARTS)}
    plan = service.plan(url, "trim", **asked)
    made = service.convert(url, "trim", f"parts-{suffix}", **asked)
    facts = {fact.name: fact.value for fact in made.result.facts}
    assert facts["exactness"].string_value == "the sample"
    assert facts["parts"].number_value == 3
    assert plan.facts[0].value.string_value == "the sample"
    whole, joined = decoded(path, 44_100), decoded(service.storage / f"parts-{suffix}", 44_100)
    edges = [(round(start * 44_100), round(end * 44_100)) for start, end in PARTS]
    assert np.array_equal(joined, np.concatenate([whole[first:last] for first, last in edges]))


@pytest.mark.parametrize("suffix", ["wav", "flac", "mp3", "m4a", "ogg", "opus"])
def test_what_is_removed_is_gone_and_the_rest_is_there(
    service: ServiceProcess, sound: MakeSound, suffix: str
) -> None:
    path = sound(f"in.{suffix}")
    made = service.convert(
        service.stored(path), "trim", f"less-{suffix}",
        keep="others", segments=parts((2.0, 2.5), (1.0, 1.5), (1.25, 1.75)),
    )  # fmt: skip
    lossy = suffix in {"mp3", "m4a", "ogg", "opus"}
    assert made.result.method == ("copy" if lossy else "encode")
    frame = made.fact("frame_seconds") if lossy else 1 / 44_100
    left = decoded(service.storage / f"less-{suffix}")
    # Each of three pieces may be longer by what a decoder needs before it, and one frame.
    assert len(left) / RATE == pytest.approx(SECONDS - 1.25, abs=3 * 3 * frame + 0.03)
    whole = decoded(path)
    first, _ = span_of(left[: RATE * 3 // 4], whole)
    _, last = span_of(left[-RATE:], whole)
    assert first == pytest.approx(0, abs=2 * frame + 0.002)
    assert last == pytest.approx(len(whole) / RATE, abs=2 * frame + 0.03)


def test_exact_parts_of_lossy_sounds_fades_included(
    service: ServiceProcess, sound: MakeSound
) -> None:
    made = service.convert(
        service.stored(sound("in.mp3")), "trim", "exact-parts",
        keep="these", segments=parts(*PARTS), mode="exact", fade_out=0.5,
    )  # fmt: skip
    assert made.result.method == "encode"
    joined = decoded(service.storage / "exact-parts")
    assert len(joined) / RATE == pytest.approx(2.0, abs=0.001)
    assert np.abs(joined[-RATE // 100 :]).max() < 0.02


@pytest.mark.parametrize("suffix", ["mp3", "m4a", "ogg"])
def test_parts_keep_tags_and_cover(
    service: ServiceProcess, tagged: Any, cover: Any, suffix: str
) -> None:
    service.convert(service.stored(tagged), "convert", f"tagged-{suffix}", format=suffix)
    made = service.convert(
        service.url(f"tagged-{suffix}"), "trim", f"tagged-parts-{suffix}",
        keep="these", segments=parts(*PARTS),
    )  # fmt: skip
    tags = dict(made.result.media.tags)
    assert {name: tags.get(name) for name in TAGS} == TAGS
    assert cover_bytes(service.storage / f"tagged-parts-{suffix}") == cover.read_bytes()


@pytest.mark.parametrize(
    ("keep", "spans", "violations"),
    [
        ("these", [(1, 9)], {"segments": "BEYOND_DURATION"}),
        ("these", [(1, 1.001)], {"segments": "TOO_SHORT"}),
        ("others", [(2, 4), (0, 3)], {"segments": "NOTHING_LEFT"}),
        ("these", [], {"segments": "REQUIRED"}),
    ],
)
def test_parts_that_cannot_be_are_told(
    service: ServiceProcess,
    sound: MakeSound,
    keep: str,
    spans: list[tuple[float, float]],
    violations: dict[str, str],
) -> None:
    url = service.stored(sound("in.flac"))
    with pytest.raises(RefusedError) as refused:
        service.plan(url, "trim", keep=keep, segments=parts(*spans))
    assert refused.value.violations == violations
