"""Encoders in hardware: tried out at the start, used where they really work.

That ffmpeg was built with an encoder says nothing: the machine has to have the chip, the
driver and the right to use it. So each is made to encode some pictures, and the first that
does is used for H.264 by quality. What has to be exact or to fit into a size stays with
software, and so does everything that the chip then refuses.
"""

import dataclasses
import logging
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from backend.protos.media.v1 import media_pb2
from backend.services import log
from backend.services.messages import fact
from backend.services.video import presets
from backend.services.video.planning import Plan

# A driver that hangs must not keep the service from starting.
PROBE_SECONDS = 10.0
# Small, but larger than the smallest pictures that chips take.
PROBE_INPUT = "testsrc2=size=640x360:rate=30:duration=0.5"
RENDER_NODE = Path("/dev/dri/renderD128")
SWITCHED_OFF, NONE_WORKS = "Switched off", "None that works"
AUTO, NONE = "auto", "none"
PICTURES = "-filter:v:0"


@dataclass(frozen=True)
class Hardware:
    """One kind of encoder in hardware."""

    name: str  # the value of the setting
    title: str
    encoder: str
    # Options by quality; the numbers are about those of libx264's -crf.
    quality_option: str
    options: tuple[str, ...] = ()
    before_input: tuple[str, ...] = ()
    upload: str = ""  # the filter that brings pictures to the chip
    device: Path | None = None  # without it there is nothing to try

    def encoding(self, quality: str) -> tuple[str, ...]:
        """Return ffmpeg's options for encoding H.264."""
        factor = str(presets.VIDEO_RATE_FACTORS["h264"][quality])
        pixels = () if self.upload else ("-pix_fmt", "yuv420p")
        return ("-c:v", self.encoder, *self.options, self.quality_option, factor, *pixels)


KINDS = (
    Hardware("nvenc", "NVIDIA NVENC", "h264_nvenc", "-cq",
             ("-preset", "p4", "-rc", "vbr", "-b:v", "0"), device=Path("/dev/nvidiactl")),
    Hardware("videotoolbox", "Apple VideoToolbox", "h264_videotoolbox", "-q:v",
             device=Path("/System/Library")),
    Hardware("qsv", "Intel Quick Sync", "h264_qsv", "-global_quality", device=RENDER_NODE),
    Hardware("vaapi", "VAAPI", "h264_vaapi", "-qp", ("-rc_mode", "CQP"),
             ("-vaapi_device", str(RENDER_NODE)), "format=nv12,hwupload", RENDER_NODE),
)  # fmt: skip


def find(ffmpeg: str, setting: str, kinds: Sequence[Hardware] = KINDS) -> Hardware | None:
    """Return the encoder that `setting` allows and that works with the binary `ffmpeg`."""
    if setting == NONE:
        return None
    for kind in kinds:
        if setting in {AUTO, kind.name} and works(ffmpeg, kind):
            log.event("hardware_encoder", kind=kind.name)
            return kind
    if setting != AUTO:
        log.event("hardware_encoder_does_not_work", logging.WARNING, kind=setting)
    return None


def works(ffmpeg: str, kind: Hardware) -> bool:
    """Tell whether some pictures can be encoded by `kind`."""
    if kind.device and not kind.device.exists():
        return False
    with tempfile.TemporaryDirectory(prefix="hardware-") as folder:
        output = Path(folder) / "tried.mp4"
        upload = ("-vf", kind.upload) if kind.upload else ()
        command = (
            *(ffmpeg, "-v", "error", "-nostdin", "-y", *kind.before_input),
            *("-f", "lavfi", "-i", PROBE_INPUT, *upload, *kind.encoding("balanced")),
            str(output),
        )
        try:
            finished = subprocess.run(
                command, capture_output=True, timeout=PROBE_SECONDS, check=False
            )
        except (OSError, subprocess.TimeoutExpired):
            return False
        return finished.returncode == 0 and output.exists() and output.stat().st_size > 0


def accelerated(plan: Plan, kind: Hardware | None, quality: str) -> Plan:
    """Return `plan` with its H.264 encoded by `kind`, and itself to fall back on."""
    software = tuple(presets.video_encoder("h264", quality))
    at = _position(plan.options, software)
    if kind is None or at is None or plan.fit:
        return plan
    options = [*plan.options[:at], *kind.encoding(quality), *plan.options[at + len(software) :]]
    if kind.upload:
        options = _uploaded(options, kind.upload)
    return dataclasses.replace(
        plan,
        before_input=(*kind.before_input, *plan.before_input),
        options=tuple(options),
        fallback=plan.fallback or plan,
        fallback_code=plan.fallback_code or "encoded_in_software",
    )


def _position(options: Sequence[str], wanted: Sequence[str]) -> int | None:
    starts = range(len(options) - len(wanted) + 1)
    return next((i for i in starts if tuple(options[i : i + len(wanted)]) == wanted), None)


def _uploaded(options: list[str], upload: str) -> list[str]:
    """Return `options` with the pictures brought to the chip as the last of their filters."""
    if "-filter_complex" in options:
        at = options.index("-filter_complex") + 1
        graph = options[at].replace("[out0]", f",{upload}[out0]", 1)
        return [*options[:at], graph, *options[at + 1 :]]
    if PICTURES in options:
        at = options.index(PICTURES) + 1
        return [*options[:at], f"{options[at]},{upload}", *options[at + 1 :]]
    return [PICTURES, upload, *options]


def told(kind: Hardware | None, setting: str) -> media_pb2.Fact:
    """Return the fact about the encoder for those who run the service."""
    missing = SWITCHED_OFF if setting == NONE else NONE_WORKS
    return fact("hardware_encoder", "Hardware encoder", kind.title if kind else missing)
