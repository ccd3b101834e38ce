"""A cut holds exactly the pictures that were asked for, at their times, with their sound."""

from pathlib import Path

import pytest

from tests.services.video.smart_cut.clips import Recipe
from tests.services.video.smart_cut.conftest import Clip
from tests.services.video.smart_cut.cutting import assert_exact, cut
from tests.services.video.smart_cut.exactness import Times

X264 = ("-c:v", "libx264", "-preset", "veryfast", "-sc_threshold", "0", "-g", "30")
OPUS = ("-c:a", "libopus", "-b:a", "64k")
PCM = ("-c:a", "pcm_s16le")


def x265(parameters: str) -> tuple[str, ...]:
    return (
        *("-c:v", "libx265", "-preset", "ultrafast", "-bf", "3"),
        *("-x265-params", f"log-level=none:scenecut=0:keyint=30:{parameters}"),
    )


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


KINDS = {
    "h264 with open GOPs.mp4": Recipe(video=(*X264, "-x264-params", "open-gop=1")),
    "h264 with a B-pyramid.mp4": Recipe(
        video=(*X264, "-bf", "5", "-x264-params", "b-pyramid=normal:b-adapt=0")
    ),
    "h264 without B-frames.mov": Recipe(video=(*X264, "-bf", "0"), audio=PCM),
    "h264 of 10 bit.mkv": Recipe(pixel_format="yuv420p10le"),
    "h264 in fragments.mp4": Recipe(container=("-movflags", "frag_keyframe+empty_moov")),
    "h264 at 29.97 fps.mp4": Recipe(fps="30000/1001"),
    "h264 of odd size.mkv": Recipe(size=(321, 181), pixel_format="yuv444p"),
    "h264 with PCM.mkv": Recipe(audio=PCM),
    "h264 with MP3.mp4": Recipe(audio=("-c:a", "libmp3lame")),
    "h264 with Opus.mp4": Recipe(audio=OPUS),
    "h264 without sound.mp4": Recipe(audio_tracks=0),
    "h264 with three audio tracks.mp4": Recipe(audio_tracks=3),
    "h264 that starts at 1.5 s.mkv": Recipe(container=("-output_ts_offset", "1.5")),
    "h264 that starts at 2.5 s.mp4": Recipe(container=("-output_ts_offset", "2.5")),
    "h264.ts": Recipe(),
    "h264.flv": Recipe(),
    "hevc.mp4": Recipe(video=x265("open-gop=0")),
    "hevc with open GOPs.mp4": Recipe(video=x265("open-gop=1")),
    "hevc with open GOPs.mkv": Recipe(video=x265("open-gop=1"), pixel_format="yuv420p10le"),
    "hevc with RADL pictures.mp4": Recipe(video=x265("open-gop=0:radl=2")),
    "hevc.ts": Recipe(video=x265("open-gop=1")),
    "vp8.webm": Recipe(
        video=("-c:v", "libvpx", "-g", "30", "-cpu-used", "16", "-deadline", "realtime"),
        audio=("-c:a", "libvorbis"),
    ),
    "vp9 with hidden pictures.webm": Recipe(
        video=("-c:v", "libvpx-vp9", "-g", "30", "-cpu-used", "8", "-lag-in-frames", "16"),
        audio=OPUS,
    ),
    "av1.mp4": Recipe(video=("-c:v", "libsvtav1", "-preset", "12", "-g", "30")),
    "av1.webm": Recipe(video=("-c:v", "libsvtav1", "-preset", "12", "-g", "30"), audio=OPUS),
    "prores.mov": Recipe(
        video=("-c:v", "prores_ks", "-profile:v", "0"), audio=PCM, pixel_format="yuv422p10le"
    ),
    "mjpeg.avi": Recipe(video=("-c:v", "mjpeg", "-q:v", "3"), audio=PCM, pixel_format="yuvj420p"),
}

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
