"""Converting: every format, copying where that is possible, and what is said about it."""

import pytest

from tests.media import ffmpeg, remuxed
from tests.services.conftest import MakeClip
from tests.services.service_process import RefusedError, ServiceProcess
from tests.services.video.pictures import codecs

# format: (codecs of the result, how it is made from H.264 with AAC)
FORMATS = {
    "mp4": (["h264", "aac"], "copy"),
    "webm": (["av1", "opus"], "encode"),
    "mkv": (["h264", "aac"], "copy"),
    "mov": (["h264", "aac"], "copy"),
    "gif": (["gif"], "encode"),
    "mp3": (["mp3"], "encode"),
    "m4a": (["aac"], "copy"),
    "ogg": (["vorbis"], "encode"),
    "opus": (["opus"], "encode"),
    "flac": (["flac"], "encode"),
    "wav": (["pcm_s16le"], "encode"),
}


@pytest.mark.parametrize("target", FORMATS)
def test_every_format_comes_out_whole(service: ServiceProcess, clip: MakeClip, target: str) -> None:
    expected, method = FORMATS[target]
    url = service.stored(clip("short.mp4", seconds=2))
    plan = service.plan(url, "convert", format=target)
    made = service.convert(url, "convert", f"out.{target}", format=target)
    assert codecs(service.storage / f"out.{target}") == expected
    assert plan.extension == made.result.extension == target
    assert plan.method == made.result.method == method
    assert plan.media_type == made.result.media.media_type
    assert made.result.media.duration_seconds == pytest.approx(2.0, abs=0.1)
    assert made.result.media.size_bytes == (service.storage / f"out.{target}").stat().st_size
    assert "source_damaged" not in made.warnings


def test_pictures_stay_as_they_are_when_only_the_sound_does_not_fit(
    service: ServiceProcess, clip: MakeClip
) -> None:
    url = service.stored(clip("flac-sound.mkv", audio="flac"))
    made = service.convert(url, "convert", "fits.mp4", format="mp4")
    assert made.result.method == "copy"
    assert codecs(service.storage / "fits.mp4") == ["h264", "aac"]
    expected = "Audio track 1 was encoded again as AAC: MP4 does not take FLAC."
    assert made.warnings["audio_encoded"] == expected


def test_a_copy_that_the_muxer_refuses_becomes_an_encoding(
    service: ServiceProcess, clip: MakeClip
) -> None:
    # AVI does not store when pictures are shown; with B-frames no other container takes it.
    path = remuxed(clip("reordered.mp4"), clip("reordered.mp4").with_suffix(".avi"))
    made = service.convert(service.stored(path), "convert", "reordered-out", format="mp4")
    assert made.result.media.duration_seconds == pytest.approx(4.0, abs=0.2)
    if made.result.method == "encode":
        assert "copy_not_possible" in made.warnings


def test_sound_is_copied_out_of_a_video_without_loss(
    service: ServiceProcess, clip: MakeClip
) -> None:
    url = service.stored(clip("with-mp3.mkv", audio="mp3"))
    assert service.plan(url, "convert", format="mp3").method == "copy"
    assert service.plan(url, "convert", format="mp3", quality="small").method == "encode"


def test_a_format_that_holds_one_audio_track_says_which_were_dropped(
    service: ServiceProcess, clip: MakeClip
) -> None:
    url = service.stored(clip("two-tracks.mkv", audio_tracks=2))
    made = service.convert(url, "convert", "one.mp3", format="mp3")
    assert made.warnings["audio_track_dropped"].startswith("Audio track 2 was dropped:")


def test_a_video_without_sound_cannot_become_sound(service: ServiceProcess, clip: MakeClip) -> None:
    url = service.stored(clip("silent.mp4", audio=None))
    for call in (
        lambda: service.plan(url, "convert", format="mp3"),
        lambda: service.convert(url, "convert", "never.mp3", format="mp3"),
    ):
        with pytest.raises(RefusedError) as refused:
            call()
        assert refused.value.code == "NO_AUDIO_TRACK"
        assert refused.value.status.name == "FAILED_PRECONDITION"


def test_pictures_become_smaller_as_asked_and_never_larger(
    service: ServiceProcess, clip: MakeClip
) -> None:
    url = service.stored(clip("tall.mp4", seconds=1, size="640x482"))
    smaller = service.convert(url, "convert", "smaller", format="mp4", height="360")
    video = smaller.result.media.streams[0]
    assert (video.width, video.height) == (478, 360)
    same = service.convert(url, "convert", "same", format="mp4", height="1080")
    assert same.result.method == "copy"
    assert "not_enlarged" in same.warnings


def test_odd_picture_sizes_are_encoded_as_even_ones(
    service: ServiceProcess, clip: MakeClip
) -> None:
    path = clip("odd.mkv", seconds=1, size="321x181", options=["-pix_fmt", "yuv444p"])
    made = service.convert(service.stored(path), "convert", "even", format="mp4", quality="small")
    video = made.result.media.streams[0]
    assert (video.width % 2, video.height % 2) == (0, 0)


def test_a_turned_phone_video_stays_upright(service: ServiceProcess, clip: MakeClip) -> None:
    url = service.stored(clip("phone.mp4", seconds=1, rotation=90))
    probed = service.probe(url)
    assert (probed.streams[0].width, probed.streams[0].height) == (180, 320)
    assert probed.streams[0].rotation_degrees == 90
    encoded = service.convert(url, "convert", "upright", format="webm")
    video = encoded.result.media.streams[0]
    assert (video.width, video.height, video.rotation_degrees) == (180, 320, 0)
    copied = service.convert(url, "convert", "still-turned", format="mov")
    assert copied.result.media.streams[0].rotation_degrees == 90


def test_sound_can_be_removed(service: ServiceProcess, clip: MakeClip) -> None:
    url = service.stored(clip("short.mp4", seconds=2))
    made = service.convert(url, "convert", "mute.mp4", format="mp4", audio="none")
    assert made.result.method == "copy"
    assert codecs(service.storage / "mute.mp4") == ["h264"]


def test_quality_changes_the_size(service: ServiceProcess, clip: MakeClip) -> None:
    url = service.stored(clip("short.mp4", seconds=2))
    small, high = (
        service.convert(url, "convert", f"q-{quality}", format="webm", quality=quality)
        for quality in ("small", "high")
    )
    assert small.result.media.size_bytes * 1.5 < high.result.media.size_bytes


@pytest.mark.parametrize("target", ["gif", "webp"])
@pytest.mark.parametrize("hdr", [False, True])
def test_large_pictures_are_made_smaller_for_an_animation(
    service: ServiceProcess, clip: MakeClip, target: str, hdr: bool
) -> None:
    tags = ("-color_primaries", "bt2020", "-color_trc", "smpte2084", "-colorspace", "bt2020nc")
    path = clip(f"large-{hdr}.mp4", seconds=1, size="1280x720", options=tags if hdr else ())
    output = f"large-{hdr}.{target}"
    made = service.convert(service.stored(path), "convert", output, format=target)
    (picture,) = made.result.media.streams
    assert (picture.width, picture.height) == (480, 270)


def test_long_videos_do_not_become_gifs(service: ServiceProcess, clip: MakeClip) -> None:
    url = service.stored(clip("long.mp4", seconds=62, fps=5, size="64x36", audio=None))
    with pytest.raises(RefusedError) as refused:
        service.plan(url, "convert", format="gif")
    assert refused.value.code == "TOO_LONG_FOR_GIF"


def test_a_gif_tells_its_progress_and_that_it_is_silent(
    service: ServiceProcess, clip: MakeClip
) -> None:
    film = clip("short.mp4", seconds=2)
    sound_first = film.with_name("sound-first.mkv")
    ffmpeg("-i", str(film), "-map", "0:a", "-map", "0:v", "-c", "copy", str(sound_first))
    made = service.convert(service.stored(sound_first), "convert", "moves.gif", format="gif")
    fractions = [progress.fraction for progress in made.progress]
    assert fractions == sorted(fractions)
    assert 0 < fractions[0] < fractions[-1] == pytest.approx(1.0, abs=0.05)
    assert made.warnings["audio_track_dropped"] == "Audio track 1 was dropped: GIF holds no sound."


def test_surround_sound_becomes_opus(service: ServiceProcess, clip: MakeClip) -> None:
    path = clip("short.mp4", seconds=2).with_name("surround.mkv")
    tone = "sine=duration=1,aformat=channel_layouts=5.1(side)"
    ffmpeg("-f", "lavfi", "-i", tone, "-c:a", "ac3", str(path))
    made = service.convert(service.stored(path), "convert", "surround.opus", format="opus")
    assert made.result.media.streams[0].channels == 6


def test_subtitles_go_along_as_text(service: ServiceProcess, clip: MakeClip) -> None:
    source = clip("short.mp4", seconds=2)
    words = source.with_name("words.srt")
    words.write_text("1\n00:00:00,500 --> 00:00:01,500\nHello\n")
    path = source.with_name("spoken.mkv")
    ffmpeg("-i", str(source), "-i", str(words), "-c", "copy", "-c:s", "srt", str(path))
    url = service.stored(path)
    for target, codec in (("mp4", "mov_text"), ("webm", "webvtt"), ("mkv", "subrip")):
        service.convert(url, "convert", f"spoken.{target}", format=target)
        assert codecs(service.storage / f"spoken.{target}")[-1] == codec


def test_progress_is_told_from_the_real_position(service: ServiceProcess, clip: MakeClip) -> None:
    url = service.stored(clip("busy.mp4", seconds=8, size="640x360"))
    made = service.convert(url, "convert", "busy.webm", format="webm", quality="high")
    fractions = [progress.fraction for progress in made.progress]
    assert len(fractions) >= 2
    assert fractions == sorted(fractions)
    assert fractions[-1] == pytest.approx(1.0, abs=0.02)
    assert all(progress.speed > 0 for progress in made.progress[1:])


@pytest.mark.parametrize("value", ["exe", "", "mp4 -f null"])
def test_unknown_formats_are_refused(service: ServiceProcess, clip: MakeClip, value: str) -> None:
    url = service.stored(clip("short.mp4", seconds=2))
    with pytest.raises(RefusedError) as refused:
        service.plan(url, "convert", format=value)
    assert refused.value.violations == {"format": "UNKNOWN_CHOICE"}
