"""Describe, peaks and posters: what the service can do, and what a sound looks like."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from google.protobuf import json_format
from PIL import Image

from backend.protos.media.v1 import media_pb2
from tests.services.audio.conftest import MakeSound
from tests.services.service_process import RefusedError, ServiceProcess


def peaks(service: ServiceProcess, path: Path, **asked: float) -> dict[str, Any]:
    made = service.preview(service.stored(path), "peaks", "peaks", **asked)
    assert made.media_type == "application/json"
    content = (service.storage / "peaks").read_bytes()
    assert len(content) == made.size_bytes
    told: dict[str, Any] = json.loads(content)
    assert told["length"] * 2 == len(told["data"])
    return told


def test_what_it_can_do_is_described_completely(service: ServiceProcess) -> None:
    description: media_pb2.Description = service.stub.Describe(media_pb2.DescribeRequest())
    assert (description.name, description.contract_version) == ("audio", "1")
    names = [operation.name for operation in description.operations]
    assert names == ["convert", "trim", "loudness", "adjust", "tags"]
    for operation in description.operations:
        for parameter in operation.parameters:
            assert parameter.title, json_format.MessageToJson(parameter)
            values = [choice.value for choice in parameter.choices]
            assert len(values) == len(set(values))
            if parameter.HasField("default_value") and values:
                assert parameter.default_value.string_value in values


def test_peaks_follow_the_sound(service: ServiceProcess, sound: MakeSound) -> None:
    # Silent, then at a quarter, then at a half of full scale.
    steps = "aevalsrc='0.25*floor(t)*sin(2*PI*500*t)':s=48000:d=3"
    told = peaks(service, sound("steps.wav", source=steps), pixels_per_second=10)
    assert (told["version"], told["bits"], told["sample_rate"]) == (2, 8, 48_000)
    assert (told["length"], told["samples_per_pixel"]) == (30, 4800)
    lowest, highest = np.array(told["data"]).reshape(-1, 2).T
    for second, level in enumerate((0, 32, 64)):
        pixels = slice(10 * second, 10 * second + 10)
        assert highest[pixels] == pytest.approx(level, abs=1.5)
        assert lowest[pixels] == pytest.approx(-level, abs=1.5)


def test_peaks_can_be_zoomed_into(service: ServiceProcess, sound: MakeSound) -> None:
    told = peaks(service, sound("in.mp3"), start=1, end=2, pixels_per_second=1000)
    assert told["length"] == pytest.approx(1000, abs=3)


def test_many_pixels_are_as_many_as_a_page_can_use(
    service: ServiceProcess, sound: MakeSound
) -> None:
    path = sound("long.flac", source="anullsrc=r=8000:cl=mono:d=600")
    assert peaks(service, path, pixels_per_second=2000)["length"] <= 200_000
    assert peaks(service, path)["length"] == pytest.approx(12_000, rel=0.01)


def test_peaks_outside_of_what_there_is_are_refused(
    service: ServiceProcess, sound: MakeSound
) -> None:
    with pytest.raises(RefusedError) as refused:
        peaks(service, sound("in.mp3"), start=3, end=2)
    assert refused.value.violations == {"end": "START_AFTER_END"}


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
