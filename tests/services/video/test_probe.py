"""Probe, Preview and Describe: what a file is, what it looks like, what the service can do."""

import time

import pytest
from google.protobuf import json_format

from backend.protos.media.v1 import media_pb2
from tests.media import ffmpeg
from tests.services.conftest import MakeClip
from tests.services.service_process import RefusedError, ServiceProcess
from tests.services.video.pictures import codecs, shown_pictures


@pytest.mark.parametrize(
    ("name", "video", "audio", "container", "media_type"),
    [
        ("a.mp4", "h264", "aac", "mp4", "video/mp4"),
        ("a.mov", "hevc", "aac", "mov", "video/quicktime"),
        ("a.mkv", "h264", "flac", "mkv", "video/x-matroska"),
        ("a.webm", "vp9", "opus", "webm", "video/webm"),
        ("a.avi", "mpeg4", "mp3", "avi", "video/x-msvideo"),
        ("a.ts", "h264", "aac", "mpegts", "video/mp2t"),
        ("a.mpg", "mpeg2", "mp3", "mpeg", "video/mpeg"),
        ("a.flv", "h264", "aac", "flv", "video/x-flv"),
    ],
)
def test_every_container_is_known_by_its_contents(
    service: ServiceProcess,
    clip: MakeClip,
    name: str,
    video: str,
    audio: str,
    container: str,
    media_type: str,
) -> None:
    path = clip(name, seconds=2, video=video, audio=audio)
    nameless = service.storage / f"blob-{path.suffix[1:]}"
    nameless.write_bytes(path.read_bytes())
    media = service.probe(nameless.as_uri())
    picture, sound = media.streams
    assert (media.kind, media.container, media.media_type) == ("video", container, media_type)
    assert media.duration_seconds == pytest.approx(2.0, abs=0.15)
    assert media.bitrate_bps > 0
    assert (picture.width, picture.height) == (320, 180)
    assert picture.frame_rate == pytest.approx(30, abs=0.1)
    assert (sound.sample_rate_hz, sound.channels) == (48000, 1)
    assert [stream.codec for stream in media.streams] == codecs(path)


def test_probing_is_quick(service: ServiceProcess, clip: MakeClip) -> None:
    url = service.stored(clip("short.mp4", seconds=2))
    started = time.monotonic()
    for _ in range(3):
        service.probe(url)
    # A process of its own each time; generous, for a machine that does other things.
    assert (time.monotonic() - started) / 3 < 1.0


def test_a_cover_is_not_taken_for_the_video(service: ServiceProcess, clip: MakeClip) -> None:
    sound = clip("song.m4a", video=None)
    cover, path = sound.with_name("cover.jpg"), sound.with_name("with-cover.m4a")
    ffmpeg("-f", "lavfi", "-i", "testsrc2=size=64x64:duration=1", "-frames:v", "1", str(cover))
    attach = ("-map", "0", "-map", "1", "-c", "copy", "-disposition:v:0", "attached_pic")
    ffmpeg("-i", str(sound), "-i", str(cover), *attach, str(path))
    media = service.probe(service.stored(path))
    assert media.kind == "audio"
    assert {stream.kind for stream in media.streams} == {"audio", "cover"}
    made = service.convert(service.url("with-cover.m4a"), "convert", "song.mp3", format="mp3")
    assert made.result.media.kind == "audio"


def test_a_poster_is_a_small_jpeg_of_what_is_shown(service: ServiceProcess, clip: MakeClip) -> None:
    url = service.stored(clip("large-phone.mp4", seconds=2, size="1920x1080", rotation=90))
    started = time.monotonic()
    made = service.preview(url, "poster.jpg")
    assert time.monotonic() - started < 2
    path = service.storage / "poster.jpg"
    assert path.read_bytes().startswith(b"\xff\xd8\xff")
    assert made.media_type == "image/jpeg"
    assert made.size_bytes == path.stat().st_size < 1024 * 1024
    picture = service.stub.Describe(media_pb2.DescribeRequest()).previews[0]
    assert (picture.name, picture.media_type) == ("poster", "image/jpeg")


def test_a_poster_is_not_the_black_beginning(service: ServiceProcess, clip: MakeClip) -> None:
    path = clip("short.mp4", seconds=2).with_name("black-first.mp4")
    fade = "testsrc2=size=320x180:rate=30:duration=8,fade=in:st=0.3:d=0.2"
    ffmpeg("-f", "lavfi", "-i", fade, "-g", "15", str(path))
    service.preview(service.stored(path), "poster-black.jpg")
    (_, picture), *_ = shown_pictures(service.storage / "poster-black.jpg")
    assert picture.mean() > 40


def test_a_video_of_one_picture_has_a_poster_too(service: ServiceProcess, clip: MakeClip) -> None:
    url = service.stored(clip("still.mp4", seconds=0.04, audio=None))
    assert service.preview(url, "poster-still.jpg").size_bytes > 0


@pytest.mark.parametrize(
    ("kind", "code"), [("hologram", "UNKNOWN_PREVIEW"), ("", "UNKNOWN_PREVIEW")]
)
def test_unknown_previews_are_refused(
    service: ServiceProcess, clip: MakeClip, kind: str, code: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        service.preview(service.stored(clip("short.mp4", seconds=2)), "never.jpg", kind)
    assert refused.value.code == code


def test_sound_has_no_poster(service: ServiceProcess, clip: MakeClip) -> None:
    with pytest.raises(RefusedError) as refused:
        service.preview(service.stored(clip("sound-only.mkv", video=None)), "never.jpg")
    assert refused.value.code == "NO_VIDEO_TRACK"


def test_the_description_holds_what_forms_need(service: ServiceProcess) -> None:
    description = service.stub.Describe(media_pb2.DescribeRequest())
    forms = {operation.name: operation.parameters for operation in description.operations}
    assert list(forms) == ["cut", "convert", "frame", "subtitles"]
    cut = {parameter.name: parameter for parameter in forms["cut"]}
    convert = {parameter.name: parameter for parameter in forms["convert"]}
    assert list(cut) == ["segments", "keep", "mode", "output", "start", "end"]
    assert not any(parameter.required for parameter in cut.values())
    assert [choice.value for choice in cut["mode"].choices] == ["exact", "instant", "reencode"]
    assert all(choice.help for choice in cut["mode"].choices)
    assert json_format.MessageToDict(cut["mode"])["defaultValue"] == "exact"
    groups = {choice.value: choice.group for choice in convert["format"].choices}
    assert (groups["mkv"], groups["gif"], groups["wav"]) == ("Video", "Animation", "Audio")
    assert all(parameter.advanced for name, parameter in convert.items() if name != "format")
