"""What is not picture or sound survives a cut as well."""

from fractions import Fraction
from pathlib import Path

import av
import pytest

from tests.services.video.smart_cut.clips import H264, Recipe, ffmpeg
from tests.services.video.smart_cut.conftest import Clip
from tests.services.video.smart_cut.cutting import cut

SEGMENTS = [(0.5, 1.5), (3.0, 3.6)]


def test_rotation(clip: Clip, tmp_path: Path) -> None:
    source, output = tmp_path / "phone.mp4", tmp_path / "cut.mp4"
    ffmpeg("-display_rotation", "90", "-i", clip("h264.mp4"), "-c", "copy", source)
    cut(source, output, SEGMENTS)
    with av.open(str(output)) as container:
        rotations = {frame.rotation for frame in container.decode(video=0)}
    assert rotations == {90}


@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_pixel_shape_and_colours(clip: Clip, tmp_path: Path, suffix: str) -> None:
    source, output = tmp_path / f"wide{suffix}", tmp_path / f"cut{suffix}"
    tags = "setsar=4/3,setparams=colorspace=bt709:color_primaries=bt709:color_trc=bt709:range=tv"
    ffmpeg("-i", clip("h264.mp4"), "-vf", tags, *H264, source)
    cut(source, output, SEGMENTS)
    with av.open(str(output)) as container:
        assert container.streams.video[0].sample_aspect_ratio == Fraction(4, 3)
        seen = {
            (frame.colorspace, frame.color_primaries, frame.color_trc, frame.color_range)
            for frame in container.decode(video=0)
        }
    assert seen == {(1, 1, 1, 1)}  # bt709 three times, limited range: edges and copies alike


def test_languages_titles_and_chapters(clip: Clip, tmp_path: Path) -> None:
    source, output = tmp_path / "titled.mp4", tmp_path / "cut.mp4"
    chapters = tmp_path / "chapters.txt"
    chapters.write_text(
        ";FFMETADATA1\ntitle=Holiday\n"
        "[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=1000\ntitle=One\n"
        "[CHAPTER]\nTIMEBASE=1/1000\nSTART=1000\nEND=4000\ntitle=Two\n"
    )
    original = clip("h264 with three audio tracks.mp4", Recipe(audio_tracks=3))
    ffmpeg(
        *("-i", original, "-i", chapters, "-map", "0", "-map_metadata", "1", "-c", "copy"),
        *("-metadata:s:a:0", "language=deu", "-metadata:s:a:2", "language=fra", source),
    )
    report = cut(source, output, SEGMENTS)
    assert report.audio_tracks == 3
    with av.open(str(output)) as container:
        assert container.metadata["title"] == "Holiday"
        languages = [stream.language for stream in container.streams.audio]
        marks = [
            (mark["metadata"]["title"], float(mark["start"] * (mark["time_base"] or 0)))
            for mark in container.chapters()
        ]
    assert languages == ["deu", "und", "fra"]
    assert marks == [("One", 0.0), ("Two", 0.5), ("Two", 1.0)]


@pytest.mark.parametrize(("suffix", "codec"), [(".mkv", "srt"), (".mp4", "mov_text")])
def test_subtitles_move_with_their_pictures(
    clip: Clip, tmp_path: Path, suffix: str, codec: str
) -> None:
    source, output = tmp_path / f"spoken{suffix}", tmp_path / f"cut{suffix}"
    words = tmp_path / "words.srt"
    words.write_text(
        "".join(f"{i + 1}\n00:00:0{i},300 --> 00:00:0{i},900\nWord {i}\n\n" for i in range(4))
    )
    ffmpeg("-i", clip("h264.mp4"), "-i", words, "-c", "copy", "-c:s", codec, source)
    cut(source, output, SEGMENTS)
    with av.open(str(output)) as container:
        stream = container.streams.subtitles[0]
        shown = [
            (round(float(packet.pts * stream.time_base), 2), bytes(packet)[-6:])
            for packet in container.demux(stream)
            if packet.pts is not None and stream.time_base and b"Word" in bytes(packet)
        ]
    assert shown == [(0.0, b"Word 0"), (0.8, b"Word 1"), (1.3, b"Word 3")]


def test_what_is_dropped_is_said(clip: Clip, tmp_path: Path) -> None:
    cover, source = tmp_path / "cover.png", tmp_path / "covered.mp4"
    ffmpeg("-f", "lavfi", "-i", "color=red:s=64x64", "-frames:v", "1", cover)
    ffmpeg(
        *("-i", cover, "-i", clip("h264.mp4"), "-map", "0", "-map", "1", "-c", "copy"),
        *("-disposition:v:0", "attached_pic", source),
    )
    report = cut(source, tmp_path / "cut.mp4", SEGMENTS)
    assert report.warnings == ("The cover picture was dropped.",)
