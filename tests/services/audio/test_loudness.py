"""Loudness: the target is met, and no true peak is above −1 dBTP."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.media import FFMPEG
from tests.services.audio.conftest import MakeSound
from tests.services.service_process import RefusedError, ServiceProcess

# Music-like: noise that swells, with clicks far above the rest.
DYNAMIC = (
    "aevalsrc='(0.03+0.1*abs(sin(t)))*(random(0)-0.5)+0.9*lt(mod(t,1.7),0.002)':s=44100:d=12,"
    "aformat=channel_layouts=stereo"
)
QUIET = "sine=f=300:d=5,volume=-40dB"
LOUD = "sine=f=990:d=5,volume=17dB"


def measured(path: Path) -> tuple[float, float]:
    """Return integrated loudness and true peak by a meter of our own."""
    command = [FFMPEG, "-hide_banner", "-i", str(path), "-map", "0:a"]
    meter = ["-af", "ebur128=peak=true:framelog=quiet", "-f", "null", "-"]
    told = subprocess.run([*command, *meter], capture_output=True, check=True, text=True).stderr
    (lufs,) = re.findall(r"I:\s+(\S+) LUFS", told)
    (peak,) = re.findall(r"Peak:\s+(\S+) dBFS", told)
    return float(lufs), float(peak)


@pytest.mark.parametrize(
    ("source", "suffix", "target", "lufs"),
    [
        (DYNAMIC, "flac", "streaming", -14),
        (DYNAMIC, "mp3", "podcast", -16),
        (DYNAMIC, "opus", "broadcast", -23),
        (QUIET, "m4a", "streaming", -14),
        (LOUD, "wav", "broadcast", -23),
    ],
)
def test_the_target_is_met(
    service: ServiceProcess, sound: MakeSound, source: str, suffix: str, target: str, lufs: float
) -> None:
    name = {DYNAMIC: "dynamic", QUIET: "quiet", LOUD: "loud"}[source]
    path = sound(f"{name}.{suffix}", source=source)
    made = service.convert(service.stored(path), "loudness", f"{name}-{target}", target=target)
    reached, peak = measured(service.storage / f"{name}-{target}")
    assert reached == pytest.approx(lufs, abs=0.5)
    assert peak <= -1.0
    # What is shown is what was measured.
    before, _ = measured(path)
    assert made.fact("loudness_before") == pytest.approx(before, abs=0.11)
    assert made.fact("loudness_after") == pytest.approx(reached, abs=0.11)
    assert made.fact("true_peak_after") == pytest.approx(peak, abs=0.11)


def test_a_loudness_of_ones_own_choice(service: ServiceProcess, sound: MakeSound) -> None:
    url = service.stored(sound("quiet.m4a", source=QUIET))
    service.convert(url, "loudness", "own-choice", target="custom", lufs=-20, format="flac")
    assert measured(service.storage / "own-choice")[0] == pytest.approx(-20, abs=0.5)


def test_silence_cannot_be_levelled(service: ServiceProcess, sound: MakeSound) -> None:
    url = service.stored(sound("silence.wav", source="anullsrc=d=2"))
    with pytest.raises(RefusedError) as refused:
        service.convert(url, "loudness", "never")
    assert refused.value.code == "NOT_MEASURABLE"
    assert not (service.storage / "never").exists()
