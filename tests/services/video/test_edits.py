"""What can happen to pictures and sound on their way into another file."""

import subprocess
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

from backend.protos.media.v1 import media_pb2
from backend.services.streams import loudness
from tests.media import FFMPEG, ffmpeg
from tests.services.conftest import MakeClip
from tests.services.service_process import RefusedError, ServiceProcess
from tests.services.video.pictures import codecs, nearest, shown_pictures


@pytest.fixture(scope="module")
def film(service: ServiceProcess, clip: MakeClip) -> str:
    return service.stored(clip("film.mp4", seconds=6, gop=60))


def made(service: ServiceProcess, url: str, name: str, **asked: Any) -> media_pb2.Stream:
    """Convert to MP4 and return the picture track."""
    stream: media_pb2.Stream = service.convert(
        url, "convert", name, format="mp4", **asked
    ).result.media.streams[0]
    return stream


def first_frame(path: Path) -> np.ndarray:
    with av.open(str(path)) as container:
        return next(container.decode(video=0)).to_ndarray(format="rgb24").astype(np.int16)


@pytest.mark.parametrize(
    ("asked", "size"),
    [
        ({"crop_x": 40, "crop_y": 20, "crop_width": 100, "crop_height": 90}, (100, 90)),
        ({"aspect": "9:16"}, (100, 180)),
        ({"aspect": "1:1", "rotate": "90"}, (180, 180)),
        ({"rotate": "270"}, (180, 320)),
        ({"rotate": "90", "height": "240"}, (136, 240)),
    ],
)
def test_pictures_are_cropped_and_turned(
    service: ServiceProcess, film: str, asked: dict[str, Any], size: tuple[int, int]
) -> None:
    segment = [{"start": 0, "end": 0.2}]
    video = made(service, film, f"turned-{size[0]}", segments=segment, **asked)
    assert (video.width, video.height) == pytest.approx(size, abs=1)


def test_a_crop_shows_the_part_that_was_asked_for(service: ServiceProcess, film: str) -> None:
    one = [{"start": 0, "end": 0.1}]
    made(service, film, "whole.mp4", segments=one, quality="high")
    corner = {"crop_x": 160, "crop_y": 90, "crop_width": 160, "crop_height": 90}
    made(service, film, "corner.mp4", segments=one, quality="high", flip="horizontal", **corner)
    whole, part = (first_frame(service.storage / f"{n}.mp4") for n in ("whole", "corner"))
    assert np.abs(whole[90:, 160:][:, ::-1] - part).mean() < 6


@pytest.mark.parametrize("speed", [0.25, 0.5, 2, 4])
def test_speed_changes_time_and_keeps_the_pitch(
    service: ServiceProcess, film: str, speed: float
) -> None:
    name = f"speed-{speed}.mp4"
    heard = service.convert(
        film, "convert", name, format="mp4", speed=speed, segments=[{"start": 1, "end": 3}]
    )
    assert heard.result.media.duration_seconds == pytest.approx(2 / speed, abs=0.12)
    with av.open(str(service.storage / name)) as container:
        rate = container.streams.audio[0].rate
        sound = np.concatenate([f.to_ndarray()[0] for f in container.decode(audio=0)])
    middle = sound[len(sound) // 4 : len(sound) * 3 // 4]
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle))))
    assert spectrum.argmax() * rate / len(middle) == pytest.approx(440, rel=0.02)


def test_the_rate_of_pictures_can_be_chosen(service: ServiceProcess, film: str) -> None:
    assert made(service, film, "slow.mp4", frame_rate="10").frame_rate == pytest.approx(10)


def test_fades_begin_and_end_in_black_and_silence(service: ServiceProcess, film: str) -> None:
    made(service, film, "faded.mp4", fade_in=1, fade_out=1, segments=[{"start": 1, "end": 4}])
    shown = shown_pictures(service.storage / "faded.mp4")
    light = [picture.mean() for _, picture in shown]
    assert light[0] < 22
    assert light[-1] < 25
    assert max(light[35:55]) > 70
    with av.open(str(service.storage / "faded.mp4")) as container:
        sound = np.concatenate([f.to_ndarray()[0] for f in container.decode(audio=0)])
    assert np.abs(sound[:2000]).max() < 0.3 * np.abs(sound[60_000:80_000]).max()


def test_sound_is_levelled_as_measured(service: ServiceProcess, film: str) -> None:
    parts = [{"start": 0, "end": 2}, {"start": 3, "end": 5}]
    for segments in ([], parts):
        name = f"levelled-{len(segments)}.mp4"
        made(service, film, name, loudness="podcast", segments=segments)
        meter = [FFMPEG, "-hide_banner", "-i", str(service.storage / name), "-map", "0:a"]
        told = subprocess.run(
            [*meter, "-af", loudness.METER, "-f", "null", "-"],
            capture_output=True, check=True, text=True,
        ).stderr  # fmt: skip
        assert loudness.read(told).integrated_lufs == pytest.approx(-16, abs=0.5)


def test_volume_changes_by_what_was_asked(service: ServiceProcess, film: str) -> None:
    def level(name: str) -> float:
        with av.open(str(service.storage / name)) as container:
            sound = np.concatenate([f.to_ndarray()[0] for f in container.decode(audio=0)])
        return float(np.sqrt((sound[10_000:] ** 2).mean()))

    service.convert(film, "convert", "usual.mp4", format="mp4")
    quiet = service.convert(film, "convert", "quiet.mp4", format="mp4", volume=-12)
    assert quiet.result.method == "copy"  # of the pictures
    assert 20 * np.log10(level("quiet.mp4") / level("usual.mp4")) == pytest.approx(-12, abs=0.3)


def test_sound_can_be_taken_from_another_file(
    service: ServiceProcess, clip: MakeClip, film: str
) -> None:
    for seconds in (2, 9):
        other = clip(f"other-{seconds}.mkv", seconds=seconds, video=None, audio="vorbis")
        request = service.request(
            film, "convert", f"dubbed-{seconds}.mp4", format="mp4", audio="replace",
            sound_file="file-1",
        )  # fmt: skip
        request.files["file-1"].url = service.stored(other)
        result = service.converted(request).result
        assert codecs(service.storage / f"dubbed-{seconds}.mp4") == ["h264", "aac"]
        assert result.media.duration_seconds == pytest.approx(6, abs=0.1)


def test_a_file_without_sound_cannot_lend_any(
    service: ServiceProcess, clip: MakeClip, film: str
) -> None:
    request = service.request(
        film, "convert", "never", format="mp4", audio="replace", sound_file="file-1"
    )
    request.files["file-1"].url = service.stored(clip("silent.mp4", audio=None))
    with pytest.raises(RefusedError) as refused:
        service.converted(request)
    assert refused.value.violations == {"sound_file": "NO_AUDIO_TRACK"}


@pytest.mark.parametrize(("format_", "kind"), [("jpg", "JPEG"), ("png", "PNG"), ("webp", "WEBP")])
def test_a_picture_can_be_saved(
    service: ServiceProcess, clip: MakeClip, film: str, format_: str, kind: str
) -> None:
    service.convert(film, "frame", f"frame.{format_}", time=2.5, format=format_)
    with Image.open(service.storage / f"frame.{format_}") as image:
        assert (image.format, image.size) == (kind, (320, 180))
        small = np.asarray(image.convert("L").resize((32, 18), Image.Resampling.BICUBIC))
    source = shown_pictures(clip("film.mp4", seconds=6, gop=60))
    assert nearest(small.astype(np.int16), source) == pytest.approx(75, abs=1)


def test_tags_can_be_removed(service: ServiceProcess, clip: MakeClip) -> None:
    path = clip("film.mp4", seconds=6, gop=60).with_name("titled.mp4")
    film = clip("film.mp4", seconds=6, gop=60)
    ffmpeg("-i", str(film), "-c", "copy", "-metadata", "title=Secret", str(path))
    url = service.stored(path)
    assert service.convert(url, "convert", "titled", format="mp4").result.media.tags["title"]
    bare = service.convert(url, "convert", "untitled", format="mp4", metadata="strip")
    assert "title" not in bare.result.media.tags


def test_an_animated_webp_moves(service: ServiceProcess, film: str) -> None:
    segment = [{"start": 1, "end": 2}]
    moving = service.convert(film, "convert", "a.webp", format="webp", segments=segment)
    assert moving.result.media.duration_seconds == pytest.approx(1, abs=0.15)
    with Image.open(service.storage / "a.webp") as image:
        assert (image.format, getattr(image, "n_frames", 1)) == ("WEBP", 12)


def test_a_gif_of_two_segments(service: ServiceProcess, film: str) -> None:
    parts = [{"start": 4, "end": 5}, {"start": 0, "end": 1}]
    moving = service.convert(film, "convert", "a.gif", format="gif", segments=parts, aspect="1:1")
    assert moving.result.media.duration_seconds == pytest.approx(2, abs=0.2)
    assert moving.result.media.streams[0].width == moving.result.media.streams[0].height


def test_one_audio_track_can_be_chosen(service: ServiceProcess, clip: MakeClip) -> None:
    url = service.stored(clip("two-tracks.mkv", audio_tracks=2))
    service.convert(url, "convert", "second.mp4", format="mp4", audio_track=2)
    assert codecs(service.storage / "second.mp4") == ["h264", "aac"]
    with pytest.raises(RefusedError) as refused:
        service.plan(url, "convert", format="mp4", audio_track=3)
    assert refused.value.violations == {"audio_track": "NO_SUCH_TRACK"}


@pytest.mark.parametrize(
    ("asked", "field", "reason"),
    [
        ({"crop_x": 300, "crop_width": 100}, "crop_width", "BEYOND_PICTURE"),
        ({"crop_y": 400}, "crop_height", "BEYOND_PICTURE"),
        ({"speed": 9}, "speed", "TOO_LARGE"),
        ({"speed": 0}, "speed", "TOO_SMALL"),
        ({"aspect": "2:1"}, "aspect", "UNKNOWN_CHOICE"),
        ({"subtitles": "burn"}, "subtitle_track", "NO_SUCH_TRACK"),
        ({"audio": "replace"}, "sound_file", "REQUIRED"),
        ({"segments": [{"start": 5, "end": 9}]}, "segments", "BEYOND_DURATION"),
        ({"fit_mb": 0.1, "segments": []}, "fit_mb", ""),
    ],
)
def test_edits_that_make_no_sense_are_refused_on_their_field(
    service: ServiceProcess, film: str, asked: dict[str, Any], field: str, reason: str
) -> None:
    if not reason:  # which is small, but possible
        assert service.plan(film, "convert", format="mp4", **asked).estimated_bytes < 100_000
        return
    with pytest.raises(RefusedError) as refused:
        service.plan(film, "convert", format="mp4", **asked)
    assert refused.value.violations == {field: reason}
