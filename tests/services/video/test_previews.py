"""Previews: what stands on a timeline, and what browsers are given to play."""

import io
import json
import time
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from google.protobuf.json_format import MessageToDict
from PIL import Image

from backend.protos.media.v1 import media_pb2
from tests.media import ffmpeg
from tests.services.conftest import MakeClip
from tests.services.service_process import RefusedError, ServiceProcess
from tests.services.video.pictures import codecs, nearest, shown_pictures


def facts(made: media_pb2.PreviewResult) -> dict[str, Any]:
    return {fact.name: MessageToDict(fact.value) for fact in made.facts}


def content(service: ServiceProcess, made: media_pb2.PreviewResult, name: str) -> bytes:
    data = (service.storage / name).read_bytes()
    assert len(data) == made.size_bytes
    return data


def tiles(service: ServiceProcess, url: str, name: str, **asked: float) -> tuple[Any, list[Any]]:
    """Return the facts of a filmstrip, and its pictures as 32 × 18 grey thumbnails."""
    made = service.preview(url, name, "filmstrip", **asked)
    told = facts(made)
    sheet = Image.open(io.BytesIO(content(service, made, name)))
    width, height = int(told["tile_width"]), int(told["tile_height"])
    assert sheet.size == (told["columns"] * width, told["rows"] * height)
    places = [divmod(number, int(told["columns"])) for number in range(int(told["count"]))]
    cut = [
        sheet.crop((c * width, r * height, (c + 1) * width, (r + 1) * height)) for r, c in places
    ]
    return told, [
        np.asarray(tile.convert("L").resize((32, 18), Image.Resampling.BOX), dtype=np.int16)
        for tile in cut
    ]


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "ts", "webm"])
def test_a_filmstrip_shows_the_pictures_at_its_times(
    service: ServiceProcess, clip: MakeClip, suffix: str
) -> None:
    recipe = {"video": "vp9", "audio": "opus"} if suffix == "webm" else {}
    path = clip(f"instant.{suffix}", seconds=6, gop=60, **recipe)
    told, pictures = tiles(service, service.stored(path), f"strip-{suffix}", count=12)
    shown = shown_pictures(path)
    origin = shown[0][0]
    assert told["times"] == pytest.approx([n / 2 for n in range(12)], abs=0.07)
    for at, picture in zip(told["times"], pictures, strict=True):
        assert shown[nearest(picture, shown)][0] - origin == pytest.approx(at, abs=0.07)


def test_of_a_long_film_keyframes_are_shown_whatever_its_length(
    service: ServiceProcess, clip: MakeClip
) -> None:
    film = clip("film.mp4", seconds=6, gop=60)
    path = film.with_name("ten-minutes.mp4")
    wide = ("-vf", "scale=1280:720", "-c:v", "libx264", "-preset", "ultrafast", "-g", "60")
    big = film.with_name("film-720.mp4")
    ffmpeg("-i", str(film), *wide, "-c:a", "copy", str(big))
    ffmpeg("-stream_loop", "99", "-i", str(big), "-c", "copy", str(path))
    told, pictures = tiles(service, service.stored(path), "strip-long", count=50)
    assert len(pictures) == told["count"] == 50
    for number, at in enumerate(told["times"]):
        assert -0.1 <= number * 12 - at < 2.2  # the keyframe before
    assert service.preview(service.stored(path), "strip-default", "filmstrip").size_bytes


def test_tiles_of_a_very_wide_picture_are_bounded(service: ServiceProcess, clip: MakeClip) -> None:
    path = clip("wide.mp4", seconds=1, size="2048x64")
    made = service.preview(service.stored(path), "wide-strip", "filmstrip", count=4)
    strip = facts(made)
    assert strip["tile_width"] == 4 * strip["tile_height"]


def test_a_filmstrip_is_upright(service: ServiceProcess, clip: MakeClip) -> None:
    path = clip("phone.mp4", seconds=2, rotation=90)
    told, _ = tiles(service, service.stored(path), "strip-phone", count=4, height=64)
    assert told["tile_height"] == 64
    assert told["tile_width"] == pytest.approx(64 * 180 / 320, abs=2)


@pytest.mark.parametrize(
    ("asked", "field", "reason"),
    [
        ({"count": 0}, "count", "TOO_SMALL"),
        ({"count": 1000}, "count", "TOO_LARGE"),
        ({"height": 5000}, "height", "TOO_LARGE"),
        ({"start": 3, "end": 2}, "end", "START_AFTER_END"),
        ({"start": 100}, "end", "START_AFTER_END"),
        ({"start": -1}, "start", "NEGATIVE"),
        ({"columns": 3}, "columns", "UNKNOWN_PARAMETER"),
    ],
)
def test_a_filmstrip_that_makes_no_sense_is_refused(
    service: ServiceProcess, clip: MakeClip, asked: dict[str, float], field: str, reason: str
) -> None:
    url = service.stored(clip("film.mp4", seconds=6, gop=60))
    with pytest.raises(RefusedError) as refused:
        service.preview(url, "never", "filmstrip", **asked)
    assert refused.value.violations == {field: reason}
    assert not (service.storage / "never").exists()


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "ts"])
def test_keyframes_are_where_they_are(service: ServiceProcess, clip: MakeClip, suffix: str) -> None:
    url = service.stored(clip(f"instant.{suffix}", seconds=6, gop=60))
    made = service.preview(url, f"keys-{suffix}", "keyframes")
    told = json.loads(content(service, made, f"keys-{suffix}"))
    assert told["times"] == pytest.approx([0, 2, 4], abs=0.05)
    assert told["complete_until"] == pytest.approx(6, abs=0.1)


def test_where_every_picture_is_a_keyframe_that_is_said(
    service: ServiceProcess, clip: MakeClip
) -> None:
    film = clip("film.mp4", seconds=6, gop=60)
    path = film.with_name("prores.mov")
    ffmpeg("-t", "1", "-i", str(film), "-c:v", "prores_ks", "-profile:v", "0", str(path))
    made = service.preview(service.stored(path), "keys-all", "keyframes")
    told = json.loads(content(service, made, "keys-all"))
    assert (told["every_picture"], told["times"]) == (True, [])


def test_peaks_of_a_video_are_those_of_its_sound(service: ServiceProcess, clip: MakeClip) -> None:
    made = service.preview(
        service.stored(clip("film.mp4", seconds=6, gop=60)), "peaks", "peaks", count=60
    )
    line = np.frombuffer(content(service, made, "peaks"), dtype=np.int8).reshape(-1, 2)
    assert len(line) == 60
    assert line[5:55, 1].min() > 8  # an eighth of full scale, all along
    with pytest.raises(RefusedError) as refused:
        service.preview(service.stored(clip("silent.mp4", audio=None)), "none", "peaks")
    assert refused.value.code == "NO_AUDIO_TRACK"


def test_what_browsers_play_needs_no_proxy_and_probing_says_so(
    service: ServiceProcess, clip: MakeClip
) -> None:
    plays = service.stored(clip("film.mp4", seconds=6, gop=60))
    assert "needs_proxy" not in {fact.name for fact in service.probe(plays).facts}
    with pytest.raises(RefusedError) as refused:
        service.preview(plays, "never", "proxy")
    assert refused.value.code == "NOT_NEEDED"


def test_a_proxy_plays_where_its_source_does_not(service: ServiceProcess, clip: MakeClip) -> None:
    path = clip("hevc.mkv", video="hevc", size="1280x720", seconds=2)
    url = service.stored(path)
    told = {fact.name: fact.value.string_value for fact in service.probe(url).facts}
    assert told["needs_proxy"] == "Browsers do not play MKV files."
    made = service.preview(url, "proxy.mp4", "proxy")
    assert codecs(service.storage / "proxy.mp4") == ["h264", "aac"]
    assert made.media_type == "video/mp4"
    with av.open(str(service.storage / "proxy.mp4")) as container:
        video = container.streams.video[0]
        assert (video.width, video.height, video.pix_fmt) == (854, 480, "yuv420p")
        assert container.duration == pytest.approx(2e6, abs=1e5)


def test_an_excerpt_is_there_at_once(service: ServiceProcess, clip: MakeClip) -> None:
    url = service.stored(clip("hevc.mkv", video="hevc", size="1280x720", seconds=2))
    begun = time.monotonic()
    service.preview(url, "excerpt.mp4", "excerpt", start=0.5, seconds=1)
    assert time.monotonic() - begun < 15  # on a busy machine; benchmarks tell the truth
    source = shown_pictures(clip("hevc.mkv", video="hevc", size="1280x720", seconds=2))
    made = shown_pictures(service.storage / "excerpt.mp4")
    assert len(made) == 30
    assert nearest(made[0][1], source) == pytest.approx(15, abs=1)
    with pytest.raises(RefusedError) as refused:
        service.preview(url, "never", "excerpt", start=50)
    assert refused.value.violations == {"start": "BEYOND_DURATION"}


@pytest.mark.parametrize("mode", ["exact", "instant", "reencode"])
def test_a_joint_shows_the_pictures_that_will_meet(
    service: ServiceProcess, clip: MakeClip, mode: str
) -> None:
    path = clip("film.mp4", seconds=6, gop=60)
    segments = [{"start": 0, "end": 3}, {"start": 4.5, "end": 6}]
    asked = {"operation": "cut", "parameters": {"segments": segments, "mode": mode}, "join": 1}
    name = f"joint-{mode}.mp4"
    made = service.preview(service.stored(path), name, "joint", **asked)
    told = facts(made)
    source = shown_pictures(path)
    shown = [nearest(picture, source) for _, picture in shown_pictures(service.storage / name)]
    begin = 120 if mode == "instant" else 135
    before = round(30 * told["ends_at_seconds"])
    assert before == pytest.approx(90, abs=4 if mode == "instant" else 0)
    assert shown == [*range(before - 60, before), *range(begin, begin + len(shown) - 60)]
    assert told["join_seconds"] == 2
    assert len(shown) >= 60 + 45


def test_the_beginning_and_the_end_of_a_cut_can_be_seen_too(
    service: ServiceProcess, clip: MakeClip
) -> None:
    url = service.stored(clip("film.mp4", seconds=6, gop=60))
    cut = {"segments": [{"start": 1.5, "end": 5}]}
    for join, seconds in ((0, 2), (1, 2)):
        service.preview(url, f"edge-{join}", "joint", operation="cut", parameters=cut, join=join)
        assert service.probe(service.url(f"edge-{join}")).duration_seconds == pytest.approx(
            seconds, abs=0.1
        )
    for wrong, field in (
        ({"operation": "cut", "parameters": cut, "join": 2}, "join"),
        ({"operation": "convert", "parameters": cut}, "operation"),
        ({"operation": "cut", "parameters": {"segments": []}}, "segments"),
        ({"operation": "cut", "parameters": cut, "size": 1}, "size"),
    ):
        with pytest.raises(RefusedError) as refused:
            service.preview(url, "never", "joint", **wrong)
        assert set(refused.value.violations) == {field}


def test_hdr_is_brought_into_the_range_of_screens(service: ServiceProcess, tmp_path: Path) -> None:
    path = tmp_path / "hdr.mkv"
    tags = "colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc:log-level=none"
    white = "color=white:s=320x180:d=1,format=yuv420p10le"
    ffmpeg("-f", "lavfi", "-i", white, "-c:v", "libx265", "-x265-params", tags, str(path))
    service.preview(service.stored(path), "sdr.mp4", "excerpt", seconds=1)
    with av.open(str(service.storage / "sdr.mp4")) as container:
        frame = next(container.decode(video=0))
    assert (frame.format.name, int(frame.color_trc)) == ("yuv420p", 1)


@pytest.mark.parametrize("kind", ["poster", "filmstrip", "keyframes", "peaks", "excerpt", "proxy"])
def test_previews_of_what_is_no_video_are_refused(service: ServiceProcess, kind: str) -> None:
    (service.storage / "noise.mp4").write_bytes(bytes(range(256)) * 100)
    with pytest.raises(RefusedError) as refused:
        service.preview(service.url("noise.mp4"), "never", kind)
    assert refused.value.code == "NOT_MEDIA"
    assert not (service.storage / "never").exists()
    assert not list(service.scratch.glob("service-*/call-*"))
