"""A cut holds exactly the pictures that were asked for, at their times, with their sound."""

from pathlib import Path

import pytest

from tests.services.video.smart_cut.conftest import Clip
from tests.services.video.smart_cut.cutting import assert_exact, cut
from tests.services.video.smart_cut.exactness import Times
from tests.services.video.smart_cut.kinds import KINDS

PLACES = [
    pytest.param([(0.5, 2.5)], id="inside"),
    pytest.param([(1.0, 3.0)], id="at keyframes"),
    pytest.param([(0.0, 4.0)], id="all of it"),
    pytest.param([(1.2, 1.7)], id="within one GOP"),
    pytest.param([(2.0, 2.033)], id="one frame, a keyframe"),
    pytest.param([(2.5, 2.533)], id="one frame, no keyframe"),
    pytest.param([(2.967, 3.033)], id="two frames around a GOP's end"),
    pytest.param([(3.3, 9.0)], id="to beyond the end"),
    pytest.param([(0.3, 1.1), (2.4, 3.8)], id="two segments"),
    pytest.param([(2.5, 3.6), (0.2, 1.3), (0.2, 1.3)], id="three, reordered and repeated"),
]


@pytest.mark.parametrize("segments", PLACES)
def test_a_cut_is_exact_wherever_it_is(clip: Clip, tmp_path: Path, segments: Times) -> None:
    source = clip("h264.mp4")
    report = cut(source, tmp_path / "cut.mp4", segments)
    assert_exact(source, tmp_path / "cut.mp4", segments, report)


TARGETS = {".ts": ".mp4", ".flv": ".mp4", ".avi": ".mkv"}


@pytest.mark.parametrize("name", KINDS)
def test_a_cut_is_exact_whatever_is_cut(clip: Clip, tmp_path: Path, name: str) -> None:
    source = clip(name, KINDS[name])
    for segments in ([(0.5, 2.5)], [(2.5, 3.6), (0.2, 1.3), (1.9, 2.4)]):
        output = tmp_path / f"{len(segments)}{TARGETS.get(source.suffix, source.suffix)}"
        report = cut(source, output, segments)
        assert_exact(source, output, segments, report)


def test_only_the_edges_are_encoded(clip: Clip, tmp_path: Path) -> None:
    report = cut(clip("h264.mp4"), tmp_path / "cut.mp4", [(0.5, 3.5)])
    # 15 frames lead up to the keyframe at 1 s; of the last GOP at most the B-frames
    # before the end have to be encoded.
    assert 15 <= report.frames_encoded <= 18
    assert report.frames_copied + report.frames_encoded == 90


def test_nothing_is_encoded_between_keyframes(clip: Clip, tmp_path: Path) -> None:
    report = cut(clip("h264.mp4"), tmp_path / "cut.mp4", [(1.0, 3.0)])
    assert (report.frames_copied, report.frames_encoded) == (60, 0)
