"""What cannot be cut exactly is refused with a reason, never cut wrongly."""

from pathlib import Path

import pytest

from backend.services.video.smart_cut import (
    CutNotExactError,
    CutReport,
    SmartCutError,
    SmartCutUnsupportedError,
    supported,
    verify,
)
from tests.services.video.smart_cut.clips import H264, Recipe, ffmpeg
from tests.services.video.smart_cut.conftest import Clip
from tests.services.video.smart_cut.cutting import asked, cut

MPEG4 = Recipe(video=("-c:v", "mpeg4", "-g", "30"))
MPEG2 = Recipe(video=("-c:v", "mpeg2video", "-g", "15", "-bf", "2"), audio=("-c:a", "mp2"))
FLAC = Recipe(audio=("-c:a", "flac", "-frame_size", "4608"))


def code_of_refusal(source: Path, output: Path, *segments: tuple[float, float]) -> str:
    with pytest.raises(SmartCutUnsupportedError) as refusal:
        cut(source, output, segments or [(0.5, 2.5)])
    assert refusal.value.message.endswith(".")
    return refusal.value.code


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"This is a letter, not a film.\n" * 100,
        b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
        b"ffconcat version 1.0\nfile /etc/passwd\n",
        b"PK\x03\x04" + bytes(1000),
    ],
    ids=["empty", "text", "HLS playlist", "concat script", "zip"],
)
def test_what_is_no_film(tmp_path: Path, content: bytes) -> None:
    source = tmp_path / "film.mp4"
    source.write_bytes(content)
    assert code_of_refusal(source, tmp_path / "cut.mp4") == "not_media"


def test_a_file_without_pictures(tmp_path: Path) -> None:
    source = tmp_path / "song.m4a"
    ffmpeg("-f", "lavfi", "-i", "anoisesrc=d=1", source)
    assert code_of_refusal(source, tmp_path / "cut.mp4") == "no_video"


@pytest.mark.parametrize(
    ("name", "recipe", "code"),
    [
        ("mpeg4.mp4", MPEG4, "codec"),
        ("mpeg2.mpg", MPEG2, "codec"),
        ("h264.avi", Recipe(), "no_timestamps"),
    ],
)
def test_what_cannot_be_cut_is_known_at_a_glance(
    clip: Clip, tmp_path: Path, name: str, recipe: Recipe, code: str
) -> None:
    source = clip(name, recipe)
    with pytest.raises(SmartCutUnsupportedError) as refusal:
        supported(source)
    assert refusal.value.code == code == code_of_refusal(source, tmp_path / "cut.mp4")


def test_interlaced_pictures_at_an_edge(clip: Clip, tmp_path: Path) -> None:
    source = tmp_path / "interlaced.mp4"
    ffmpeg("-i", clip("h264.mp4"), *H264, "-flags", "+ildct+ilme", source)
    assert code_of_refusal(source, tmp_path / "cut.mp4") == "interlaced"


def test_a_film_in_which_no_cut_can_start(clip: Clip, tmp_path: Path) -> None:
    # With open GOPs x264 writes no second IDR picture.
    film = Recipe(
        seconds=40,
        size=(160, 96),
        video=(
            *("-c:v", "libx264", "-preset", "ultrafast", "-bf", "2", "-g", "30"),
            *("-x264-params", "open-gop=1:scenecut=0"),
        ),
    )
    source = clip("long and open.mp4", film)
    assert code_of_refusal(source, tmp_path / "cut.mp4", (0.5, 39.0)) == "no_cut_point"
    cut(source, tmp_path / "cut.mp4", [(0.5, 2.5)])


def test_sound_that_cannot_be_joined_exactly(clip: Clip, tmp_path: Path) -> None:
    source = clip("flac.mkv", FLAC)
    joined = ((0.5, 1.5), (2.0, 3.0))
    assert code_of_refusal(source, tmp_path / "cut.mkv", *joined) == "long_audio_packets"


def test_a_container_that_does_not_take_the_codec(clip: Clip, tmp_path: Path) -> None:
    source = clip("h264.mp4")
    assert code_of_refusal(source, tmp_path / "cut.webm") == "codec_not_in_container"
    assert code_of_refusal(source, tmp_path / "cut.docx") == "unknown_container"


def test_a_place_beyond_the_end(clip: Clip, tmp_path: Path) -> None:
    source = clip("h264.mp4")
    assert code_of_refusal(source, tmp_path / "cut.mp4", (7.0, 8.0)) == "no_pictures"


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("name", ["h264 in fragments.mp4", "h264.mkv", "h264.ts"])
def test_a_file_cut_short_is_cut_exactly_or_refused(
    clip: Clip, tmp_path: Path, name: str, kept: float
) -> None:
    fragments = ("-movflags", "frag_keyframe+empty_moov")
    whole = clip(name, Recipe(container=fragments if "fragments" in name else ())).read_bytes()
    source = tmp_path / name
    source.write_bytes(whole[: int(len(whole) * kept)])
    try:
        report = cut(source, tmp_path / "cut.mkv", [(0.2, 0.9)])
    except SmartCutError:
        return
    assert report.frames_copied + report.frames_encoded <= 21


def test_an_mp4_without_its_index(clip: Clip, tmp_path: Path) -> None:
    whole = clip("h264.mp4").read_bytes()
    source = tmp_path / "short.mp4"
    source.write_bytes(whole[: len(whole) // 2])
    assert code_of_refusal(source, tmp_path / "cut.mp4") == "not_media"


def test_a_wrong_result_is_not_handed_out(clip: Clip, tmp_path: Path) -> None:
    source = clip("h264.mp4")
    right, late = tmp_path / "right.mp4", tmp_path / "late.mp4"
    report = cut(source, right, [(0.5, 2.5)])
    verify(source, right, asked([(0.5, 2.5)]), report)
    cut(source, late, [(0.6, 2.6)])
    with pytest.raises(CutNotExactError):
        verify(source, late, asked([(0.5, 2.5)]), report)
    with pytest.raises(CutNotExactError):
        verify(source, right, asked([(0.5, 2.4)]), report)
    with pytest.raises(CutNotExactError):
        verify(source, right, asked([(0.5, 2.5)]), CutReport(1, 2, 2.0, 1))
    with pytest.raises(CutNotExactError):
        verify(source, right, asked([(0.5, 2.5)]), CutReport(60, 0, 2.0, 2))


def test_a_damaged_join_is_not_handed_out(clip: Clip, tmp_path: Path) -> None:
    source, right = clip("h264.mp4"), tmp_path / "right.mp4"
    report = cut(source, right, [(0.5, 2.5)])
    content = bytearray(right.read_bytes())
    begin = content.index(b"mdat") + 1500
    content[begin : begin + 1200] = bytes(1200)
    damaged = tmp_path / "damaged.mp4"
    damaged.write_bytes(content)
    with pytest.raises(CutNotExactError):
        verify(source, damaged, asked([(0.5, 2.5)]), report)
