"""Converting: every format in and out, and what is said about it."""

from pathlib import Path

import numpy as np
import pytest

from tests.media import ffmpeg, make_clip
from tests.services.audio.conftest import MakeSound
from tests.services.audio.sounds import ENCODERS, SECONDS, decoded, level_db, pitch_hz, span_of
from tests.services.service_process import RefusedError, ServiceProcess

# format: (extension, codec)
RESULTS = {
    "mp3": ("mp3", "mp3"),
    "m4a": ("m4a", "aac"),
    "ogg": ("ogg", "vorbis"),
    "opus": ("opus", "opus"),
    "flac": ("flac", "flac"),
    "alac": ("m4a", "alac"),
    "wav": ("wav", "pcm_s16le"),
    "aiff": ("aiff", "pcm_s16be"),
}


@pytest.mark.parametrize("suffix", ENCODERS)
def test_every_format_is_read(service: ServiceProcess, sound: MakeSound, suffix: str) -> None:
    url = service.stored(sound(f"in.{suffix}"))
    media = service.probe(url)
    assert media.kind == "audio"
    assert media.duration_seconds == pytest.approx(SECONDS, abs=0.2)
    made = service.convert(url, "convert", f"from-{suffix}", format="wav")
    assert made.result.media.duration_seconds == pytest.approx(SECONDS, abs=0.1)
    assert "source_damaged" not in made.warnings
    assert level_db(decoded(service.storage / f"from-{suffix}")) > -16


@pytest.mark.parametrize("target", RESULTS)
def test_every_format_is_written(service: ServiceProcess, sound: MakeSound, target: str) -> None:
    url = service.stored(sound("in.wav"))
    plan = service.plan(url, "convert", format=target)
    made = service.convert(url, "convert", f"out.{target}", format=target)
    (stream,) = made.result.media.streams
    assert (made.result.extension, stream.codec) == RESULTS[target]
    assert (plan.extension, plan.method) == (made.result.extension, made.result.method)
    assert plan.media_type == made.result.media.media_type
    assert made.progress or made.result.method == "copy"
    whole = decoded(sound("in.wav"))
    first, last = span_of(decoded(service.storage / f"out.{target}"), whole)
    assert first == pytest.approx(0, abs=0.001)
    assert last == pytest.approx(SECONDS, abs=0.03)


def test_what_the_format_takes_is_copied_unless_something_else_is_asked(
    service: ServiceProcess, sound: MakeSound
) -> None:
    url = service.stored(sound("in.mp3"))
    assert service.plan(url, "convert", format="mp3").method == "copy"
    assert service.plan(url, "convert", format="mp3", quality="high").method == "encode"
    assert service.plan(url, "convert", format="mp3", channels="mono").method == "encode"
    flac = service.stored(sound("in.flac"))
    assert service.plan(flac, "convert", format="flac").method == "copy"
    assert service.plan(flac, "convert", format="flac", depth="24").method == "encode"


def test_the_sound_of_a_video_is_taken_out_as_it_is(
    service: ServiceProcess, tmp_path: Path
) -> None:
    url = service.stored(make_clip(tmp_path / "two.mp4", seconds=2, audio_tracks=2))
    made = service.convert(url, "convert", "film-sound", format="m4a")
    assert made.result.method == "copy"
    assert [stream.kind for stream in made.result.media.streams] == ["audio"]
    assert made.warnings["audio_track_dropped"].startswith("Audio track 2")


def test_a_video_without_sound_is_refused(service: ServiceProcess, tmp_path: Path) -> None:
    url = service.stored(make_clip(tmp_path / "silent.mp4", seconds=1, audio=None))
    with pytest.raises(RefusedError) as refused:
        service.plan(url, "convert", format="mp3")
    assert refused.value.code == "NO_AUDIO_TRACK"


@pytest.mark.parametrize("depth", ["16", "24", "32f"])
def test_wav_has_the_bits_that_were_asked_for(
    service: ServiceProcess, sound: MakeSound, depth: str
) -> None:
    url = service.stored(sound("in.flac"))
    made = service.convert(url, "convert", f"deep-{depth}", format="wav", depth=depth)
    kind = "f32le" if depth == "32f" else f"s{depth}le"
    assert made.result.media.streams[0].codec == f"pcm_{kind}"


def test_lossless_formats_give_back_every_sample(service: ServiceProcess, sound: MakeSound) -> None:
    path = sound("fine.caf")  # 24 bits
    for target in ("flac", "alac", "wav", "aiff"):
        service.convert(service.stored(path), "convert", f"fine-{target}", format=target)
        assert (decoded(service.storage / f"fine-{target}") == decoded(path)).all()


def test_mp3_has_a_variable_or_a_constant_bitrate(
    service: ServiceProcess, sound: MakeSound
) -> None:
    url = service.stored(sound("in.wav"))
    sizes = {}
    for mode in ("variable", "constant"):
        made = service.convert(url, "convert", mode, format="mp3", quality="high", mp3_mode=mode)
        sizes[mode] = made.result.media.size_bytes
    # 320 kbit/s, whatever sounds.
    assert sizes["constant"] == pytest.approx(320_000 * SECONDS / 8, rel=0.03)
    assert sizes["variable"] < 0.8 * sizes["constant"]


def test_channels_and_sample_rate_are_as_asked(service: ServiceProcess, sound: MakeSound) -> None:
    url = service.stored(sound("in.mp3"))
    made = service.convert(
        url, "convert", "narrow", format="m4a", channels="stereo", sample_rate="22050"
    )
    (stream,) = made.result.media.streams
    assert (stream.channels, stream.sample_rate_hz) == (2, 22_050)


@pytest.mark.parametrize("target", ["mp3", "m4a", "ogg", "opus"])
def test_a_sound_is_made_to_fit_into_a_size(
    service: ServiceProcess, sound: MakeSound, target: str
) -> None:
    noise = "anoisesrc=c=pink:r=44100:a=0.5:d=8,aformat=channel_layouts=stereo"
    url = service.stored(sound("noise.wav", source=noise))
    made = service.convert(
        url, "convert", f"fits-{target}", format=target, quality="fit", max_megabytes=0.1
    )
    size = (service.storage / f"fits-{target}").stat().st_size
    assert 60_000 < size <= 100_000
    assert made.result.media.duration_seconds == pytest.approx(8, abs=0.1)


def test_what_cannot_fit_is_refused_before_work(service: ServiceProcess, sound: MakeSound) -> None:
    url = service.stored(sound("long.flac", source="anullsrc=r=8000:cl=mono:d=600"))
    with pytest.raises(RefusedError) as refused:
        service.plan(url, "convert", format="mp3", quality="fit", max_megabytes=0.3)
    assert refused.value.violations == {"max_megabytes": "TOO_SMALL"}


@pytest.mark.parametrize("target", RESULTS)
def test_22_channels_become_as_many_as_the_format_holds(
    service: ServiceProcess, tmp_path: Path, target: str
) -> None:
    raw, path = tmp_path / "22.raw", tmp_path / "22.wav"
    tone = 8000 * np.sin(2 * np.pi * 440 * np.arange(48_000) / 48_000)
    raw.write_bytes(np.repeat(tone.astype("<i2"), 22).tobytes())
    ffmpeg("-f", "s16le", "-ar", "48000", "-ac", "22", "-i", str(raw), str(path))
    made = service.convert(service.stored(path), "convert", f"22-{target}", format=target)
    expected = 22 if target in {"wav", "aiff"} else 2
    assert made.result.media.streams[0].channels == expected
    assert ("channels_mixed_down" in made.warnings) == (expected == 2)
    if expected == 2:
        assert pitch_hz(decoded(service.storage / f"22-{target}")) == pytest.approx(440, abs=2)


@pytest.mark.parametrize("target", ["mp3", "opus", "flac"])
def test_384_khz_become_what_the_format_holds(
    service: ServiceProcess, sound: MakeSound, target: str
) -> None:
    path = sound("fast.wav", source="sine=f=440:r=384000:d=1")
    made = service.convert(service.stored(path), "convert", f"fast-{target}", format=target)
    expected = 384_000 if target == "flac" else 48_000
    assert made.result.media.streams[0].sample_rate_hz == expected
    assert ("sample_rate_lowered" in made.warnings) == (target != "flac")
