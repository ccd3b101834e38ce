"""A cut holds exactly the pictures that were asked for, at their times, with their sound."""

from fractions import Fraction
from pathlib import Path

import pytest

from backend.services.video.smart_cut import CutReport, Segment, smart_cut, verify
from tests.services.video.smart_cut.conftest import Clip
from tests.services.video.smart_cut.exactness import Times, compare

# Edges are encoded at a quality at which nobody sees them; measured 0.3 to 1.2.
MAX_DISTANCE = 3.0


def cut(source: Path, output: Path, segments: Times) -> CutReport:
    asked = [Segment(Fraction(str(start)), Fraction(str(end))) for start, end in segments]
    report = smart_cut(source, output, asked, lambda fraction: None)
    verify(source, output, asked, report)
    return report


def assert_exact(
    source: Path, output: Path, segments: Times, report: CutReport, *, rounding: float = 1e-6
) -> None:
    found = compare(source, output, segments)
    assert (found.missing, found.extra, found.doubled) == ((), (), ())
    assert (found.out_of_order, found.decoder_errors) == (0, 0)
    assert found.worst_time_error_seconds <= rounding
    assert found.worst_distance <= MAX_DISTANCE
    assert found.identical >= report.frames_copied
    assert all(abs(offset) <= 0.02 for offset in found.audio_offsets_seconds)


H264 = ("-c:v", "libx264", "-preset", "veryfast", "-g", "30", "-sc_threshold", "0")

SEGMENTS = [
    pytest.param([(0.5, 2.5)], id="inside"),
    pytest.param([(1.0, 3.0)], id="at keyframes"),
    pytest.param([(0.0, 4.0)], id="all of it"),
    pytest.param([(1.2, 1.7)], id="within one GOP"),
    pytest.param([(2.0, 2.0333)], id="one keyframe"),
    pytest.param([(2.5, 2.5333)], id="one frame"),
    pytest.param([(2.9667, 3.0333)], id="two frames around a keyframe"),
    pytest.param([(3.3, 9.0)], id="to beyond the end"),
    pytest.param([(0.3, 1.1), (2.4, 3.8)], id="two segments"),
    pytest.param([(2.5, 3.6), (0.2, 1.3), (0.2, 1.3)], id="three, reordered and repeated"),
]


@pytest.mark.parametrize("segments", SEGMENTS)
def test_h264_with_b_frames(clip: Clip, tmp_path: Path, segments: Times) -> None:
    source = clip("h264.mp4")
    report = cut(source, tmp_path / "cut.mp4", segments)
    assert_exact(source, tmp_path / "cut.mp4", segments, report)
