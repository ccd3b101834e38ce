"""Sounds of 22 channels, of 384 kHz, of no length and of eight hours, through everything."""

from pathlib import Path

import numpy as np
import pytest

from tests.media import ffmpeg
from tests.services.audio.conftest import MakeSound
from tests.services.audio.sounds import parts
from tests.services.service_process import RefusedError, ServiceProcess

PREVIEWS = ("poster", "peaks", "loudness", "proxy")
# What each operation does with a sound of three seconds that is silent in its middle.
WORK = {
    "trim": {"segments": parts((0.2, 0.5), (2.1, 2.9))},
    "convert": {"format": "mp3"},
    "split": {"silence": 0.4, "shortest": 0.2},
    "join": {"others": ["other"]},
    "mix": {"second": "other"},
    "loudness": {},
    "adjust": {"speed": 1.5, "pitch": 2, "noise": "light", "volume": -3},
    "tags": {"title": "Unusual"},
}
CLEAR = {"UNSUPPORTED", "NOT_NEEDED", "NO_COVER"}


@pytest.fixture(scope="module")
def of_22_channels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A WAV file with a tone in each of 22 channels."""
    folder = tmp_path_factory.mktemp("22-channels")
    raw, path = folder / "22.raw", folder / "twentytwo.wav"
    moments = np.arange(3 * 8000) / 8000
    tone = 8000 * np.sin(2 * np.pi * 440 * moments) * (np.abs(moments - 1.5) > 0.5)
    raw.write_bytes(np.repeat(tone.astype("<i2"), 22).tobytes())
    ffmpeg("-f", "s16le", "-ar", "8000", "-ac", "22", "-i", str(raw), str(path))
    return path


@pytest.fixture(scope="module")
def of_384_khz(sound: MakeSound) -> Path:
    """A WAV file of 384 kHz."""
    source = "aevalsrc='0.4*sin(880*PI*t)*gt(abs(t-1.5),0.5)':s=384000:d=3"
    return sound("very-fast.wav", source=source)


@pytest.mark.parametrize("operation", WORK)
@pytest.mark.parametrize("kind", ["of_22_channels", "of_384_khz"])
def test_work_is_done_or_refused_clearly(
    service: ServiceProcess, request: pytest.FixtureRequest, kind: str, operation: str
) -> None:
    url = service.stored(request.getfixturevalue(kind))
    output = f"{kind}-{operation}"
    others = {"other": url} if operation in {"join", "mix"} else {}
    try:
        made = service.convert(url, operation, output, others, **WORK[operation])  # type: ignore[arg-type]  # of each operation its own
    except RefusedError as refused:
        assert refused.code in CLEAR
        assert not (service.storage / output).exists()
    else:
        assert made.result.media.size_bytes > 0
        assert made.result.media.duration_seconds > 0.5


@pytest.mark.parametrize("preview", PREVIEWS)
@pytest.mark.parametrize("kind", ["of_22_channels", "of_384_khz"])
def test_previews_show_them(
    service: ServiceProcess, request: pytest.FixtureRequest, kind: str, preview: str
) -> None:
    url = service.stored(request.getfixturevalue(kind))
    made = service.preview(url, f"{kind}-{preview}", preview)
    assert made.size_bytes > 0
