"""Encoders in hardware: only what works is used, and what it refuses is done in software."""

import dataclasses
from pathlib import Path

import imageio_ffmpeg
import pytest

from backend.protos.media.v1 import media_pb2
from backend.services.video import hardware, presets
from backend.services.video.formats import TARGETS
from backend.services.video.hardware import Hardware
from backend.services.video.planning import Plan
from tests.services.conftest import StartService

FFMPEG = str(imageio_ffmpeg.get_ffmpeg_exe())
# An encoder that works everywhere, dressed as one in hardware, and one of no chip at all.
WORKING = Hardware("vaapi", "A chip", "libx264", "-crf", ("-preset", "ultrafast"),
                   upload="format=nv12")  # fmt: skip
BROKEN = Hardware("nvenc", "Another chip", "h264_nvenc", "-cq")


def test_an_encoder_that_does_not_encode_is_not_used() -> None:
    assert not hardware.works(FFMPEG, BROKEN)
    assert not hardware.works("/no/such/ffmpeg", WORKING)
    assert not hardware.works(FFMPEG, dataclasses.replace(WORKING, device=Path("/dev/no-such")))


def test_the_first_that_works_is_used_unless_it_is_forbidden() -> None:
    kinds = (BROKEN, WORKING)
    assert hardware.find(FFMPEG, "auto", kinds) is WORKING
    assert hardware.find(FFMPEG, "vaapi", kinds) is WORKING
    assert hardware.find(FFMPEG, "nvenc", kinds) is None
    assert hardware.find(FFMPEG, "none", kinds) is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((), ("-filter:v:0", "format=nv12")),
        (("-filter:v:0", "hflip"), ("-filter:v:0", "hflip,format=nv12")),
        (
            ("-filter_complex", "[0:0][1:0]concat=n=2:v=1:a=0[joined0];[joined0]null[out0]"),
            (
                "-filter_complex",
                "[0:0][1:0]concat=n=2:v=1:a=0[joined0];[joined0]null,format=nv12[out0]",
            ),
        ),
    ],
)
def test_a_plan_keeps_itself_to_fall_back_on(
    before: tuple[str, ...], after: tuple[str, ...]
) -> None:
    software = (*before, *presets.video_encoder("h264", "high"), "-f", "mp4")
    plan = Plan(TARGETS["mp4"], "encode", 1.0, options=software)
    quicker = hardware.accelerated(plan, WORKING, "high")
    assert quicker.fallback is plan
    assert quicker.options[:2] == after
    assert "libx264" in quicker.options
    assert quicker.options[-2:] == ("-f", "mp4")
    assert hardware.accelerated(plan, None, "high") is plan
    copying = dataclasses.replace(plan, options=("-c:v", "copy"))
    assert hardware.accelerated(copying, WORKING, "high") is copying


def test_the_service_tells_which_encoder_it_uses(start_service: StartService) -> None:
    service = start_service(HARDWARE_ENCODER="none")
    description = service.stub.Describe(media_pb2.DescribeRequest())
    told = {fact.name: fact.value.string_value for fact in description.facts}
    assert told == {"hardware_encoder": "Switched off"}
