"""Adjusting: volume, speed, pitch and noise do what they say, and nothing else."""

import numpy as np
import pytest

from tests.services.audio.conftest import MakeSound
from tests.services.audio.sounds import Samples, decoded, level_db, pitch_hz
from tests.services.service_process import RefusedError, ServiceProcess

TONE = "sine=f=440:r=48000:d=3"


def adjusted(service: ServiceProcess, sound: MakeSound, **asked: float | str) -> Samples:
    url = service.stored(sound("tone.wav", source=TONE))
    name = "-".join(map(str, asked.values()))
    service.convert(url, "adjust", name, **asked)
    return decoded(service.storage / name)


def test_volume_is_changed_by_decibels(service: ServiceProcess, sound: MakeSound) -> None:
    before = level_db(decoded(sound("tone.wav", source=TONE)))
    assert level_db(adjusted(service, sound, volume=-6)) == pytest.approx(before - 6, abs=0.1)
    assert level_db(adjusted(service, sound, volume=6)) == pytest.approx(before + 6, abs=0.1)


def test_what_becomes_too_loud_is_limited_instead_of_distorted(
    service: ServiceProcess, sound: MakeSound
) -> None:
    assert np.abs(adjusted(service, sound, volume=30)).max() <= 0.97


def test_speed_keeps_the_pitch(service: ServiceProcess, sound: MakeSound) -> None:
    samples = adjusted(service, sound, speed=1.5)
    assert len(samples) / 48_000 == pytest.approx(2, abs=0.05)
    assert pitch_hz(samples) == pytest.approx(440, abs=2)


def test_pitch_keeps_the_speed(service: ServiceProcess, sound: MakeSound) -> None:
    samples = adjusted(service, sound, pitch=12)
    assert len(samples) / 48_000 == pytest.approx(3, abs=0.05)
    assert pitch_hz(samples) == pytest.approx(880, abs=4)


@pytest.mark.parametrize(("strength", "less_db"), [("light", 10), ("strong", 20)])
def test_steady_noise_becomes_quieter_and_the_tone_stays(
    service: ServiceProcess, sound: MakeSound, strength: str, less_db: float
) -> None:
    hiss = "aevalsrc='0.3*sin(880*PI*t)*gt(mod(t,2),1)+0.006*(random(0)-0.5)':s=48000:d=6"
    path = sound("hiss.wav", source=hiss)
    service.convert(service.stored(path), "adjust", f"hiss-{strength}", noise=strength)
    before, after = decoded(path), decoded(service.storage / f"hiss-{strength}")
    pause, tone = slice(4 * 48_000 + 9600, 5 * 48_000 - 9600), slice(5 * 48_000 + 9600, -9600)
    assert level_db(after[pause]) < level_db(before[pause]) - less_db
    assert level_db(after[tone]) == pytest.approx(level_db(before[tone]), abs=1)


def test_asking_for_nothing_is_told(service: ServiceProcess, sound: MakeSound) -> None:
    with pytest.raises(RefusedError) as refused:
        service.plan(service.stored(sound("tone.wav", source=TONE)), "adjust")
    assert refused.value.violations == {"volume": "NOTHING_TO_DO"}
