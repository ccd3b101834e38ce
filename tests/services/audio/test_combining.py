"""Joining, mixing and splitting: several sounds become one, and one becomes several."""

import zipfile
from pathlib import Path

import numpy as np
import pytest

from tests.services.audio.conftest import MakeSound
from tests.services.audio.sounds import (
    RATE,
    TAGS,
    Samples,
    cover_bytes,
    decoded,
    level_db,
    pitch_hz,
)
from tests.services.service_process import RefusedError, ServiceProcess

TONE = "sine=f={}:r=48000:d={},volume=8dB"


def tone(sound: MakeSound, hertz: int, seconds: float, suffix: str = "wav") -> Path:
    return sound(f"tone-{hertz}-{seconds}.{suffix}", source=TONE.format(hertz, seconds))


def test_sounds_are_joined_in_order(service: ServiceProcess, sound: MakeSound) -> None:
    first, second = tone(sound, 400, 1), tone(sound, 900, 2, "flac")
    third = sound("slow.mp3", source="sine=f=2000:r=22050:d=1,aformat=channel_layouts=stereo")
    others = {"b": service.stored(second), "c": service.stored(third)}
    made = service.convert(service.stored(first), "join", "joined", others, others=["c", "b"])
    samples = decoded(service.storage / "joined")
    assert len(samples) / RATE == pytest.approx(4, abs=0.06)
    assert made.fact("result_seconds") == pytest.approx(4, abs=0.06)
    for begin, hertz in ((0.2, 400), (1.2, 2000), (2.3, 900)):
        part = samples[int(begin * RATE) : int((begin + 0.5) * RATE)]
        assert pitch_hz(part) == pytest.approx(hertz, abs=4)
    # The widest and the finest of them give the form.
    (stream,) = made.result.media.streams
    assert (stream.channels, stream.sample_rate_hz) == (2, 48_000)


def test_joined_without_a_fade_no_sample_is_lost(service: ServiceProcess, sound: MakeSound) -> None:
    path = sound("in.flac")
    service.convert(
        service.stored(path), "join", "twice", {"same": service.stored(path)}, others=["same"]
    )
    once = decoded(path, 44_100)
    twice = decoded(service.storage / "twice", 44_100)
    assert np.array_equal(twice, np.concatenate((once, once)))


def test_a_crossfade_is_as_loud_as_what_it_connects(
    service: ServiceProcess, sound: MakeSound
) -> None:
    first, second = tone(sound, 400, 3), tone(sound, 900, 3)
    service.convert(
        service.stored(first), "join", "faded", {"b": service.stored(second)},
        others=["b"], crossfade=1,
    )  # fmt: skip
    samples = decoded(service.storage / "faded")
    assert len(samples) == 5 * RATE
    levels = [level_db(samples[at : at + RATE // 10]) for at in range(0, 5 * RATE, RATE // 10)]
    assert max(levels) - min(levels) < 0.6
    assert pitch_hz(samples[: 2 * RATE]) == pytest.approx(400, abs=2)
    assert pitch_hz(samples[3 * RATE :]) == pytest.approx(900, abs=2)


def test_joining_keeps_the_tags_and_cover_of_the_first(
    service: ServiceProcess, sound: MakeSound, tagged: Path, cover: Path
) -> None:
    made = service.convert(
        service.stored(tagged), "join", "joined-tags", {"b": service.stored(sound("in.mp3"))},
        others=["b"], format="mp3",
    )  # fmt: skip
    tags = dict(made.result.media.tags)
    assert {name: tags.get(name) for name in TAGS} == TAGS
    assert cover_bytes(service.storage / "joined-tags") == cover.read_bytes()


def test_what_cannot_be_joined_is_told(service: ServiceProcess, sound: MakeSound) -> None:
    url = service.stored(tone(sound, 400, 1))
    (service.storage / "text").write_bytes(b"no sound at all " * 99)
    with pytest.raises(RefusedError) as refused:
        service.plan(url, "join", {"x": service.url("text")}, others=["x"])
    assert refused.value.violations == {"others": "NOT_MEDIA"}
    with pytest.raises(RefusedError) as refused:
        service.plan(url, "join", {"x": url}, others=["x"], crossfade=0.8)
    assert refused.value.violations == {"crossfade": "TOO_LARGE"}
    with pytest.raises(RefusedError) as refused:
        service.plan(url, "join")
    assert refused.value.violations == {"others": "REQUIRED"}


def test_two_sounds_are_heard_at_once(service: ServiceProcess, sound: MakeSound) -> None:
    first, second = tone(sound, 400, 3), tone(sound, 900, 1, "flac")
    others = {"b": service.stored(second)}
    service.convert(
        service.stored(first), "mix", "mixed", others,
        second="b", second_volume=0, second_start=1,
    )  # fmt: skip
    samples = decoded(service.storage / "mixed")
    assert len(samples) / RATE == pytest.approx(3, abs=0.01)
    for begin, heard in ((0.2, {400}), (1.2, {400, 900}), (2.2, {400})):
        part = samples[int(begin * RATE) : int((begin + 0.6) * RATE)]
        assert _tones(part) == heard
    assert np.abs(samples).max() <= 0.98


def _tones(samples: Samples) -> set[int]:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    bins = {hertz: round(hertz * len(samples) / RATE) for hertz in (400, 900)}
    return {hertz for hertz, place in bins.items() if spectrum[place] > 0.05 * len(samples) / 4}


def test_a_mix_ends_with_the_first_unless_the_second_is_played_to_its_end(
    service: ServiceProcess, sound: MakeSound
) -> None:
    url, others = service.stored(tone(sound, 400, 1)), {"b": service.stored(tone(sound, 900, 2))}
    for whole, seconds in ((False, 1), (True, 2.5)):
        made = service.convert(
            url, "mix", f"mixed-{whole}", others, second="b", second_start=0.5, whole_second=whole
        )
        assert made.result.media.duration_seconds == pytest.approx(seconds, abs=0.01)
    with pytest.raises(RefusedError) as refused:
        service.plan(url, "mix", others, second="b", second_start=3)
    assert refused.value.violations == {"second_start": "BEYOND_DURATION"}


# Three words of a second, with pauses of a second before, between and after.
WORDS = "aevalsrc='0.5*sin(800*PI*t)*gt(mod(t,2),1)':s=44100:d=7"


@pytest.mark.parametrize("suffix", ["wav", "mp3", "m4a", "ogg"])
def test_a_sound_is_split_at_its_silences(
    service: ServiceProcess, sound: MakeSound, tmp_path: Path, suffix: str
) -> None:
    url = service.stored(sound(f"words.{suffix}", source=WORDS))
    plan = service.plan(url, "split", silence=0.5, padding=0.1, shortest=0.5)
    assert (plan.extension, plan.media_type) == ("zip", "application/zip")
    made = service.convert(url, "split", f"split-{suffix}", silence=0.5, padding=0.1, shortest=0.5)
    assert made.fact("parts") == 3
    assert made.result.media.media_type == "application/zip"
    assert made.progress[-1].fraction == pytest.approx(1)
    with zipfile.ZipFile(service.storage / f"split-{suffix}") as archive:
        assert archive.namelist() == [f"00{number}.{suffix}" for number in (1, 2, 3)]
        archive.extractall(tmp_path)
    for number in (1, 2, 3):
        samples = decoded(tmp_path / f"00{number}.{suffix}")
        assert len(samples) / RATE == pytest.approx(1.2, abs=0.12)
        assert level_db(samples) > -15


def test_without_silences_there_is_nothing_to_split(
    service: ServiceProcess, sound: MakeSound
) -> None:
    with pytest.raises(RefusedError) as refused:
        service.convert(service.stored(tone(sound, 400, 1)), "split", "never")
    assert refused.value.code == "NO_SILENCE"
    assert not (service.storage / "never").exists()
