"""Describe, peaks and posters: what the service can do, and what a sound looks like."""

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from google.protobuf import json_format
from PIL import Image

from backend.protos.media.v1 import media_pb2
from tests.services.audio.conftest import MakeSound
from tests.services.service_process import RefusedError, ServiceProcess

Pairs = npt.NDArray[np.int8]


def peaks(service: ServiceProcess, path: Path, **asked: float) -> tuple[Pairs, dict[str, float]]:
    """Return the lowest and highest of each part, and the facts."""
    made = service.preview(service.stored(path), "peaks", "peaks", **asked)
    content = (service.storage / "peaks").read_bytes()
    assert len(content) == made.size_bytes
    pairs = np.frombuffer(content, np.int8).reshape(-1, 2)
    told = {fact.name: fact.value.number_value for fact in made.facts}
    assert told["count"] == len(pairs)
    return pairs, told


def test_what_it_can_do_is_described_completely(service: ServiceProcess) -> None:
    description: media_pb2.Description = service.stub.Describe(media_pb2.DescribeRequest())
    assert (description.name, description.contract_version) == ("audio", "1")
    names = [operation.name for operation in description.operations]
    assert names == [
        *("trim", "convert", "split", "join", "mix", "loudness", "adjust", "tags"),
    ]
    for operation in description.operations:
        for parameter in operation.parameters:
            assert parameter.title, json_format.MessageToJson(parameter)
            values = [choice.value for choice in parameter.choices]
            assert len(values) == len(set(values))
            if parameter.HasField("default_value") and values:
                assert parameter.default_value.string_value in values


# Silent, then at a quarter, then at a half of full scale, for a second each.
STEPS = "aevalsrc='0.25*floor(mod(t,3))*sin(2*PI*500*t)':s=48000:d="


@pytest.mark.parametrize("suffix", ["wav", "caf", "flac", "mp3", "m4a", "ogg", "opus", "wma"])
def test_peaks_follow_the_sound(service: ServiceProcess, sound: MakeSound, suffix: str) -> None:
    (low, high), told = _lowest_and_highest(service, sound(f"steps.{suffix}", source=f"{STEPS}3"))
    assert (told["start_seconds"], told["count"]) == (0, 30)
    assert told["end_seconds"] == pytest.approx(3, abs=0.1)
    for second, level in enumerate((0, 32, 64)):
        parts = slice(10 * second + 1, 10 * second + 9)
        assert high[parts] == pytest.approx(level, abs=6)
        assert low[parts] == pytest.approx(-level, abs=6)


def _lowest_and_highest(
    service: ServiceProcess, path: Path
) -> tuple[tuple[Pairs, Pairs], dict[str, float]]:
    pairs, told = peaks(service, path, count=30)
    return (pairs[:, 0], pairs[:, 1]), told


def test_every_channel_counts(service: ServiceProcess, sound: MakeSound) -> None:
    # Mixed into one, the two would cancel each other.
    source = "aevalsrc='0.5*sin(2*PI*500*t)|-0.5*sin(2*PI*500*t)':s=48000:d=1"
    pairs, _ = peaks(service, sound("opposed.flac", source=source), count=10)
    assert pairs[:, 1] == pytest.approx(64, abs=1)


@pytest.mark.parametrize("suffix", ["mp3", "m4a", "ogg", "flac", "aiff"])
def test_long_sounds_are_read_in_several_ranges_without_a_seam(
    service: ServiceProcess, sound: MakeSound, suffix: str
) -> None:
    path = sound(f"long-steps.{suffix}", source=f"{STEPS}270")
    pairs, told = peaks(service, path, count=2700, end=270)
    expected = np.tile(np.repeat((0, 32, 64), 10), 90)
    inner = np.tile([False, *[True] * 8, False], 270)
    length = int(told["count"])
    assert np.abs(pairs[:, 1] - expected[:length])[inner[:length]].max() <= 6


def test_a_glance_shows_roughly_the_same(service: ServiceProcess, sound: MakeSound) -> None:
    # Steps of ten seconds: however few places there was time for, they tell.
    slowly = STEPS.replace("mod(t,3)", "mod(t/10,3)")
    path = sound("slow-steps.m4a", source=f"{slowly}270")
    pairs, _ = peaks(service, path, count=540, glance=True)
    exact, _ = peaks(service, path, count=540)
    alike = np.abs(pairs[:, 1].astype(int) - exact[:, 1]) <= 8
    assert alike.mean() > 0.8


def test_peaks_can_be_zoomed_into(service: ServiceProcess, sound: MakeSound) -> None:
    path = sound("steps.wav", source=f"{STEPS}3")
    pairs, told = peaks(service, path, start=0.5, end=1.5, count=1000)
    assert (told["start_seconds"], told["end_seconds"]) == (0.5, 1.5)
    assert pairs[:495].any() == np.False_
    assert pairs[500:, 1].max() == pytest.approx(32, abs=1)


def test_many_parts_are_as_many_as_there_are_samples(
    service: ServiceProcess, sound: MakeSound
) -> None:
    path = sound("long.flac", source="anullsrc=r=8000:cl=mono:d=600")
    assert peaks(service, path, end=0.1, count=200_000)[1]["count"] == 800
    assert peaks(service, path)[1]["count"] == 12_000


@pytest.mark.parametrize(
    ("asked", "violations"),
    [
        ({"start": 3, "end": 2}, {"end": "START_AFTER_END"}),
        ({"start": 30}, {"start": "BEYOND_DURATION"}),
        ({"count": 200_001}, {"count": "TOO_LARGE"}),
    ],
)
def test_peaks_outside_of_what_there_is_are_refused(
    service: ServiceProcess, sound: MakeSound, asked: dict[str, float], violations: dict[str, str]
) -> None:
    with pytest.raises(RefusedError) as refused:
        peaks(service, sound("in.mp3"), **asked)
    assert refused.value.violations == violations


def test_a_poster_is_the_cover(service: ServiceProcess, tagged: Path) -> None:
    made = service.preview(service.stored(tagged), "poster-cover")
    assert made.media_type == "image/jpeg"
    with Image.open(service.storage / "poster-cover") as image:
        assert (image.format, image.size) == ("JPEG", (60, 60))


def test_without_a_cover_a_poster_shows_the_waveform(
    service: ServiceProcess, sound: MakeSound
) -> None:
    made = service.preview(service.stored(sound("in.ogg")), "poster-drawn")
    assert made.media_type == "image/png"
    with Image.open(service.storage / "poster-drawn") as image:
        assert image.size == (1280, 400)
        drawn = np.array(image.convert("RGBA"))[:, :, 3] > 0
    assert 0.1 < drawn.mean() < 0.95


def test_the_cover_is_shown_as_it_is(
    service: ServiceProcess, tagged: Path, sound: MakeSound
) -> None:
    made = service.preview(service.stored(tagged), "cover", "cover")
    assert made.media_type == "image/jpeg"
    with Image.open(service.storage / "cover") as image:
        assert image.size == (60, 60)
    with pytest.raises(RefusedError) as refused:
        service.preview(service.stored(sound("in.mp3")), "no-cover", "cover")
    assert refused.value.code == "NO_COVER"


def test_loudness_is_told_from_moment_to_moment(service: ServiceProcess, sound: MakeSound) -> None:
    # A tone of −20 dBFS in both channels reads −20 LUFS (EBU Tech 3341); then 40 less.
    tone = "if(lt(t,3),0.1,0.001)*sin(1994*PI*t)"
    path = sound("meter.flac", source=f"aevalsrc='{tone}|{tone}':s=48000:d=6")
    made = service.preview(service.stored(path), "loudness", "loudness")
    told = json.loads((service.storage / "loudness").read_bytes())
    facts = {fact.name: fact.value.number_value for fact in made.facts}
    assert facts["integrated_lufs"] == told["integrated_lufs"] == pytest.approx(-20, abs=0.3)
    assert told["true_peak_dbtp"] == pytest.approx(-20, abs=0.3)
    assert told["step_seconds"] == 0.1
    assert len(told["momentary"]) == pytest.approx(60, abs=1)
    assert told["momentary"][20] == pytest.approx(-20, abs=0.3)
    assert told["momentary"][-2] == pytest.approx(-60, abs=0.5)
    assert told["short_term"][31] == pytest.approx(-20, abs=0.5)


def test_silence_has_no_loudness(service: ServiceProcess, sound: MakeSound) -> None:
    with pytest.raises(RefusedError) as refused:
        service.preview(
            service.stored(sound("silence.wav", source="anullsrc=d=2")), "never", "loudness"
        )
    assert refused.value.code == "NOT_MEASURABLE"


@pytest.mark.parametrize("suffix", ["aiff", "caf", "wma", "amr", "ac3"])
def test_browsers_get_a_copy_of_what_they_do_not_play(
    service: ServiceProcess, sound: MakeSound, suffix: str
) -> None:
    url = service.stored(sound(f"in.{suffix}"))
    assert "needs_proxy" in {fact.name for fact in service.probe(url).facts}
    made = service.preview(url, f"proxy-{suffix}", "proxy")
    assert made.media_type == "audio/mpeg"
    assert service.probe(service.url(f"proxy-{suffix}")).duration_seconds == pytest.approx(
        4, abs=0.15
    )


def test_no_copy_is_made_of_what_browsers_play(service: ServiceProcess, sound: MakeSound) -> None:
    url = service.stored(sound("in.mp3"))
    assert "needs_proxy" not in {fact.name for fact in service.probe(url).facts}
    with pytest.raises(RefusedError) as refused:
        service.preview(url, "never", "proxy")
    assert refused.value.code == "NOT_NEEDED"
