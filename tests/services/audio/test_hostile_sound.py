"""Files that mean harm, are broken, or are larger than anyone would think."""

import random
import struct
from pathlib import Path

import psutil
import pytest

from backend.services.streams.inspector import FAILURES
from tests.media import ffmpeg
from tests.services.audio.conftest import MakeSound
from tests.services.audio.sounds import TAGS, parts
from tests.services.service_process import RefusedError, ServiceProcess

MIB = 1024 * 1024
CLEAR_ERRORS = {*FAILURES, "NO_AUDIO_TRACK", "NOT_MEASURABLE"}


def _blob(service: ServiceProcess, name: str, content: bytes) -> str:
    (service.storage / name).write_bytes(content)
    return service.url(name)


def _refusal(service: ServiceProcess, url: str, output: str = "never") -> str:
    """Return the code with which Convert refuses, leaving nothing behind."""
    with pytest.raises(RefusedError) as refused:
        service.convert(url, "convert", output, format="flac")
    assert not (service.storage / output).exists()
    return refused.value.code


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.mp3", b"", "EMPTY"),
        ("text.mp3", b"This is not a sound.\n" * 99, "NOT_MEDIA"),
        ("cut.flac", b"fLaC\0\0\0", "TRUNCATED"),
        ("cut.ogg", b"OggS\0\2" + bytes(10), "TRUNCATED"),
        ("list.m3u8", b"#EXTM3U\n#EXTINF:9,\nfile:///etc/passwd\n", "UNSUPPORTED"),
    ],
)
def test_what_is_no_sound_is_called_so(
    service: ServiceProcess, name: str, content: bytes, code: str
) -> None:
    assert _refusal(service, _blob(service, name, content)) in {code, "NOT_MEDIA"}


def _wav_header(data_bytes: int) -> bytes:
    """Return the beginning of a WAV file of 8 kHz, mono, 16 bits."""
    chunk = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, 8000, 16_000, 2, 16)
    riff = b"RIFF" + struct.pack("<I", 36 + data_bytes) + b"WAVE"
    return riff + chunk + struct.pack("<4sI", b"data", data_bytes)


def test_a_sound_of_no_length_is_a_clear_error(service: ServiceProcess) -> None:
    url = _blob(service, "nothing.wav", _wav_header(0))
    assert _refusal(service, url) in CLEAR_ERRORS
    for kind in ("peaks", "poster"):
        with pytest.raises(RefusedError) as refused:
            service.preview(url, "nothing", kind)
        assert refused.value.code in CLEAR_ERRORS


def test_eight_hours_are_work_like_any_other(service: ServiceProcess) -> None:
    url = _blob(service, "night.wav", _wav_header(28_800 * 16_000))
    with (service.storage / "night.wav").open("r+b") as file:
        file.truncate(28_800 * 16_000 + 44)  # silence that takes no room on the disk
    assert service.probe(url).duration_seconds == pytest.approx(28_800, abs=1)
    made = service.convert(url, "trim", "dawn", segments=parts((28_000, 28_010)))
    assert made.result.media.duration_seconds == pytest.approx(10, abs=0.001)
    made_peaks = service.preview(url, "night-peaks", "peaks")
    assert made_peaks.size_bytes < 4 * MIB


def test_a_tag_of_100_mb_neither_stops_nor_fills_the_service(
    service: ServiceProcess, sound: MakeSound
) -> None:
    size = 100 * MIB
    frame = b"APIC" + struct.pack(">I", size) + b"\0\0" + b"\0image/jpeg\0\3\0"
    # Sizes of ID3v2.3 tags have seven bits a byte.
    whole = len(frame) + size - 13
    synchsafe = bytes((whole >> shift) & 0x7F for shift in (21, 14, 7, 0))
    url = service.url("fat.mp3")
    with (service.storage / "fat.mp3").open("wb") as file:
        file.write(b"ID3\3\0\0" + synchsafe + frame)
        for _ in range(100):
            file.write(bytes(MIB))
        file.seek(-13, 1)
        file.write(sound("in.mp3").read_bytes())
    before = psutil.Process(service.process.pid).memory_info().rss
    assert service.probe(url).duration_seconds == pytest.approx(4, abs=0.3)
    made = service.convert(url, "convert", "slim", format="opus")
    assert made.result.media.duration_seconds == pytest.approx(4, abs=0.3)
    assert psutil.Process(service.process.pid).memory_info().rss - before < 16 * MIB


def test_a_cut_off_sound_gives_what_there_is_and_says_so(
    service: ServiceProcess, sound: MakeSound
) -> None:
    whole = sound("in.wav").read_bytes()
    url = _blob(service, "half.wav", whole[: len(whole) // 2])
    made = service.convert(url, "convert", "half-out", format="flac")
    assert made.result.media.duration_seconds == pytest.approx(2, abs=0.1)


@pytest.mark.parametrize("suffix", ["mp3", "m4a", "ogg", "flac", "wav", "aiff"])
def test_damaged_files_end_in_a_clear_error_or_a_valid_file(
    service: ServiceProcess, sound: MakeSound, suffix: str
) -> None:
    content = sound(f"in.{suffix}").read_bytes()
    for number in range(4):
        chance = random.Random(f"{suffix} {number}")
        damaged = bytearray(content)
        for _ in range(60):
            damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        del damaged[chance.randrange(len(damaged) // 4, len(damaged)) :]
        output = f"damaged-{suffix}-{number}-out"
        url = _blob(service, f"damaged-{suffix}-{number}", bytes(damaged))
        try:
            made = service.convert(url, "convert", output, format="ogg")
        except RefusedError as refused:
            assert refused.code in CLEAR_ERRORS
            assert not (service.storage / output).exists()
        else:
            assert made.result.media.duration_seconds > 0
            assert service.probe(service.url(output)).streams[0].codec == "vorbis"
    assert service.process.poll() is None


def test_a_damaged_cover_does_not_cost_the_sound(
    service: ServiceProcess, tagged: Path, tmp_path: Path
) -> None:
    path = tmp_path / "odd-cover.mp3"
    ffmpeg("-i", str(tagged), "-map", "0", "-c:v", "copy", str(path))
    content = bytearray(path.read_bytes())
    start = content.index(b"\xff\xd8\xff")
    content[start : start + 400] = bytes(400)
    url = _blob(service, "odd-cover.mp3", bytes(content))
    made = service.convert(url, "convert", "odd-out", format="ogg")
    assert made.result.media.duration_seconds == pytest.approx(4, abs=0.1)
    assert made.result.media.tags["title"] == TAGS["title"]
