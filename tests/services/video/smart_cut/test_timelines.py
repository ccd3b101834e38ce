"""Files whose clock is out of the ordinary are cut where players show the time."""

from pathlib import Path

import pytest

from backend.services.video.smart_cut import SmartCutUnsupportedError
from tests.services.video.smart_cut.clips import H264, ffmpeg
from tests.services.video.smart_cut.conftest import Clip
from tests.services.video.smart_cut.cutting import assert_exact, cut
from tests.services.video.smart_cut.exactness import pictures

SEGMENTS = ([(0.5, 2.5)], [(1.8, 2.4), (0.6, 1.3)])


def assert_cuts_exactly(source: Path, tmp_path: Path) -> None:
    for segments in SEGMENTS:
        output = tmp_path / f"{len(segments)}-cut{source.suffix}"
        assert_exact(source, output, segments, cut(source, output, segments))


@pytest.mark.parametrize("container", [".mp4", ".mkv"])
def test_variable_frame_rate(clip: Clip, tmp_path: Path, container: str) -> None:
    source = tmp_path / f"vfr{container}"
    dropped = "select='if(lt(mod(n,40),10),not(mod(n,2)),1)*not(between(n,70,72))'"
    ffmpeg("-i", clip("h264.mp4"), "-vf", dropped, "-fps_mode", "vfr", *H264, source)
    assert_cuts_exactly(source, tmp_path)


@pytest.mark.parametrize("container", [".mp4", ".mkv"])
def test_an_instant_cut_with_hidden_pictures_in_front(
    clip: Clip, tmp_path: Path, container: str
) -> None:
    source = tmp_path / f"instant{container}"
    ffmpeg("-ss", "0.7", "-i", clip("h264.mp4"), "-c", "copy", source)
    assert_cuts_exactly(source, tmp_path)


def test_pictures_that_begin_after_the_sound(clip: Clip, tmp_path: Path) -> None:
    source = tmp_path / "late.mp4"
    original = clip("h264.mp4")
    ffmpeg(
        *("-itsoffset", "0.5", "-i", original, "-i", original),
        *("-map", "0:v", "-map", "1:a", "-c", "copy", source),
    )
    assert_cuts_exactly(source, tmp_path)
    segments = [(0.0, 2.0)]
    assert_exact(source, tmp_path / "c.mp4", segments, cut(source, tmp_path / "c.mp4", segments))


def test_sound_that_begins_after_the_pictures(clip: Clip, tmp_path: Path) -> None:
    source = tmp_path / "late.mp4"
    original = clip("h264.mp4")
    ffmpeg(
        *("-i", original, "-itsoffset", "0.7", "-i", original),
        *("-map", "0:v", "-map", "1:a", "-c", "copy", source),
    )
    output = tmp_path / "cut.mp4"
    assert_exact(source, output, [(0.4, 3.0)], cut(source, output, [(0.4, 3.0)]))


def test_one_picture_a_second_and_120(clip: Clip, tmp_path: Path) -> None:
    for rate, segments in (("1", [(5.5, 20.0)]), ("120", [(0.2, 0.75)])):
        source, output = tmp_path / f"{rate}.mp4", tmp_path / f"{rate}-cut.mp4"
        ffmpeg("-r", rate, "-i", clip("h264.mp4"), "-t", "30", *H264, "-an", source)
        assert_exact(source, output, segments, cut(source, output, segments))


def test_a_coarse_clock_leaves_room_for_joins(clip: Clip, tmp_path: Path) -> None:
    source = tmp_path / "coarse.mp4"
    ffmpeg("-i", clip("h264.mp4"), "-c", "copy", "-video_track_timescale", "30", source)
    assert_cuts_exactly(source, tmp_path)


def test_a_file_that_begins_with_pictures_nobody_can_decode(clip: Clip, tmp_path: Path) -> None:
    video = ("-c:v", "libx265", "-preset", "ultrafast", "-bf", "3")
    whole, source = tmp_path / "whole.mp4", tmp_path / "source.mp4"
    open_gops = "log-level=none:keyint=30:scenecut=0:open-gop=1"
    ffmpeg("-i", clip("h264.mp4"), *video, "-x265-params", open_gops, "-c:a", "copy", whole)
    ffmpeg("-ss", "1.2", "-i", whole, "-c", "copy", source)
    segments = [(0.1, 1.7)]
    assert_exact(source, tmp_path / "c.mp4", segments, cut(source, tmp_path / "c.mp4", segments))


def test_times_typed_in_milliseconds_find_their_frame(clip: Clip, tmp_path: Path) -> None:
    # Frame 2 of 30 fps is at 66.67 ms, which people write 0.066 or 0.067.
    for typed in (0.066, 0.0666667, 0.067):
        cut(clip("h264.mp4"), tmp_path / "cut.mp4", [(typed, 0.2)])
        found, _ = pictures(tmp_path / "cut.mp4")
        assert [picture.number for picture in found] == [2, 3, 4, 5]


def test_a_gap_without_pictures_is_refused(clip: Clip, tmp_path: Path) -> None:
    source = tmp_path / "gap.mp4"
    gap = "select='not(between(n,45,75))'"
    ffmpeg("-i", clip("h264.mp4"), "-vf", gap, "-fps_mode", "vfr", *H264, source)
    with pytest.raises(SmartCutUnsupportedError) as refusal:
        cut(source, tmp_path / "cut.mp4", [(1.6, 2.2)])
    assert refusal.value.code == "no_pictures"
