"""Trimming: as exact as is told, and without loss where that is promised."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.media import ffmpeg, make_clip
from tests.services.audio.conftest import MakeSound
from tests.services.audio.sounds import RATE, decoded, level_db, parts, span_of
from tests.services.service_process import RefusedError, ServiceProcess

START, END = 1.234, 2.765


@pytest.mark.parametrize("suffix", ["wav", "flac", "aiff"])
def test_without_loss_the_cut_is_exact_to_the_sample(
    service: ServiceProcess, sound: MakeSound, suffix: str
) -> None:
    path = sound(f"in.{suffix}")
    made = service.convert(
        service.stored(path), "trim", f"cut-{suffix}", segments=parts((START, END))
    )
    whole, piece = decoded(path, 44_100), decoded(service.storage / f"cut-{suffix}", 44_100)
    first = round(START * 44_100)
    assert len(piece) == pytest.approx((END - START) * 44_100, abs=1)
    assert any(
        np.array_equal(piece[:-1], whole[at : at + len(piece) - 1]) for at in (first, first + 1)
    )
    facts = {fact.name: fact.value for fact in made.result.facts}
    assert facts["exactness"].string_value == "the sample"


@pytest.mark.parametrize("suffix", ["mp3", "m4a", "ogg", "opus"])
def test_lossy_sound_is_copied_and_exact_to_one_frame(
    service: ServiceProcess, sound: MakeSound, suffix: str
) -> None:
    path = sound(f"in.{suffix}")
    url = service.stored(path)
    whole = decoded(path)
    for start, end in ((0.0, 1.0), (START, END), (2.01, 3.3)):
        made = service.convert(url, "trim", f"cut-{suffix}", segments=parts((start, end)))
        assert made.result.method == "copy"
        frame = made.fact("frame_seconds")
        assert frame < 0.03
        first, last = span_of(decoded(service.storage / f"cut-{suffix}"), whole)
        # Rather a little more than something missing.
        assert start - frame - 0.002 <= first <= start + 0.001
        assert end - 0.001 <= last <= end + frame + 0.002
        if suffix == "m4a":
            assert first == pytest.approx(start, abs=1 / 44_100)


@pytest.mark.parametrize("suffix", ["mp3", "ogg"])
def test_exact_mode_is_exact_to_the_sample(
    service: ServiceProcess, sound: MakeSound, suffix: str
) -> None:
    path = sound(f"in.{suffix}")
    url = service.stored(path)
    made = service.convert(
        url, "trim", f"exact-{suffix}", segments=parts((START, END)), mode="exact"
    )
    assert made.result.method == "encode"
    first, last = span_of(decoded(service.storage / f"exact-{suffix}"), decoded(path))
    assert first == pytest.approx(START, abs=0.0005)
    assert last == pytest.approx(END, abs=0.0005)


def test_the_sound_of_a_video_is_trimmed_where_it_was_asked(
    service: ServiceProcess, tmp_path: Path, sound: MakeSound
) -> None:
    film = tmp_path / "film.mp4"
    picture = make_clip(tmp_path / "picture.mp4", seconds=4, audio=None, gop=120)

    ffmpeg("-i", str(picture), "-i", str(sound("in.m4a")), "-c", "copy", str(film))
    made = service.convert(service.stored(film), "trim", "film-cut", segments=parts((START, END)))
    assert [stream.codec for stream in made.result.media.streams] == ["aac"]
    first, _ = span_of(decoded(service.storage / "film-cut"), decoded(film))
    assert first == pytest.approx(START, abs=0.03)


def test_fades_come_and_go(service: ServiceProcess, sound: MakeSound) -> None:
    url = service.stored(sound("in.flac"))
    service.convert(url, "trim", "faded", segments=parts((1, 3)), fade_in=0.5, fade_out=1)
    piece = decoded(service.storage / "faded")
    middle = level_db(piece[RATE * 6 // 10 : RATE * 9 // 10])
    assert level_db(piece[: RATE // 20]) < middle - 20
    assert level_db(piece[-RATE // 20 :]) < middle - 25


def test_formats_that_are_not_written_become_the_nearest(
    service: ServiceProcess, sound: MakeSound
) -> None:
    url = service.stored(sound("in.wma"))
    plan = service.plan(url, "trim", segments=parts((0, 1)))
    assert (plan.extension, plan.method) == ("m4a", "encode")
    assert "Windows Media Audio is not written here" in str(plan.warnings)


@pytest.mark.parametrize(
    ("parameters", "violations"),
    [
        ({"segments": parts((4.5, 5))}, {"segments": "BEYOND_DURATION"}),
        ({"segments": parts((1, 9))}, {"segments": "BEYOND_DURATION"}),
        ({"segments": parts((3, 2))}, {"segments": "START_AFTER_END"}),
        ({"segments": parts((1, 1.001))}, {"segments": "TOO_SHORT"}),
        ({"segments": parts((-1, 2))}, {"segments": "NEGATIVE"}),
        ({"segments": parts((float("nan"), 2))}, {"segments": "NOT_SEGMENTS"}),
        ({}, {"segments": "REQUIRED"}),
        (
            {"segments": parts((1, 2)), "fade_in": 0.6, "fade_out": 0.6},
            {"fade_out": "TOO_LARGE"},
        ),
        ({"segments": parts((1, 2)), "mode": "magic"}, {"mode": "UNKNOWN_CHOICE"}),
    ],
)
def test_wrong_times_are_told_by_name(
    service: ServiceProcess,
    sound: MakeSound,
    parameters: dict[str, Any],
    violations: dict[str, str],
) -> None:
    with pytest.raises(RefusedError) as refused:
        service.plan(service.stored(sound("in.mp3")), "trim", **parameters)
    assert refused.value.violations == violations
