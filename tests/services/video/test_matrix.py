"""Cuts are exact to the picture whatever is cut: by smart cutting, or by encoding again."""

from pathlib import Path

import pytest

from tests.services.service_process import ServiceProcess
from tests.services.video.smart_cut.clips import H264, Recipe, ffmpeg, make_clip
from tests.services.video.smart_cut.exactness import compare

MP2, MP3, OPUS = ("-c:a", "mp2"), ("-c:a", "libmp3lame"), ("-c:a", "libopus")
HDR10 = (
    *("-c:v", "libx265", "-preset", "ultrafast", "-color_primaries", "bt2020"),
    *("-color_trc", "smpte2084", "-colorspace", "bt2020nc", "-x265-params"),
    "log-level=none:keyint=30:hdr10=1:master-display=G(13250,34500)B(7500,3000)R(34000,16000)"
    "WP(15635,16450)L(10000000,1):max-cll=1000,400",
)
# Those of which the smart cut's own tests do not know, and some that only meet here.
KINDS = {
    "long-gops.mp4": Recipe(seconds=12, video=(*H264[:4], "-g", "300", "-sc_threshold", "0")),
    "h264.3gp": Recipe(),
    # Its clock of milliseconds tears sound apart by itself; `smart_cut` tests it.
    "h264.flv": Recipe(audio_tracks=0),
    "hdr10.mp4": Recipe(video=HDR10, pixel_format="yuv420p10le"),
    "surround.mp4": Recipe(audio=("-c:a", "aac", "-ac", "6")),
    "asp.avi": Recipe(video=("-c:v", "mpeg4", "-q:v", "3", "-g", "30"), audio=MP3),
    "asp-reordered.mkv": Recipe(video=("-c:v", "mpeg4", "-q:v", "3", "-bf", "2"), audio=MP3),
    "mpeg2.mkv": Recipe(video=("-c:v", "mpeg2video", "-q:v", "3", "-bf", "2"), audio=MP2),
    "mpeg2.ts": Recipe(video=("-c:v", "mpeg2video", "-q:v", "3", "-bf", "2"), audio=MP2),
    "mpeg2.mpg": Recipe(video=("-c:v", "mpeg2video", "-q:v", "3", "-bf", "2"), audio=MP2),
    "vp9.mkv": Recipe(
        video=("-c:v", "libvpx-vp9", "-g", "30", "-cpu-used", "8", "-deadline", "realtime"),
        audio=OPUS,
    ),
}
SEGMENTS = [(2.5, 3.6), (0.4, 1.7)]
# Matroska and the clocks of transport streams round to milliseconds.
ROUNDING_SECONDS = 0.003
PICTURE_SECONDS = 1 / 30
AUDIO_SECONDS = 0.02


def asked(spans: list[tuple[float, float]]) -> list[dict[str, float]]:
    return [{"start": start, "end": end} for start, end in spans]


@pytest.mark.parametrize("mode", ["exact", "reencode"])
@pytest.mark.parametrize("name", KINDS)
def test_first_and_last_pictures_and_the_sound_are_right(
    service: ServiceProcess, tmp_path_factory: pytest.TempPathFactory, name: str, mode: str
) -> None:
    path = service.storage / name
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        make_clip(path, KINDS[name])
    output = f"{mode}-{name}.out"
    spans = [(10.2, 11.4), *SEGMENTS] if "long" in name else SEGMENTS
    service.convert(path.as_uri(), "cut", output, segments=asked(spans), mode=mode)
    found = compare(path, service.storage / output, spans)
    assert (found.missing, found.extra, found.doubled) == ((), (), ())
    assert (found.out_of_order, found.decoder_errors) == (0, 0)
    # Encoded pictures may begin up to one later than was asked for, and their sound with them.
    shift = found.worst_time_error_seconds if mode == "reencode" or "mpeg" in name else 0.0
    assert found.worst_time_error_seconds <= (PICTURE_SECONDS if shift else ROUNDING_SECONDS)
    offsets = [abs(offset) for offset in found.audio_offsets_seconds]
    assert max(offsets, default=0.0) <= AUDIO_SECONDS + shift


def test_two_hours_are_cut_as_fast_as_a_minute(service: ServiceProcess) -> None:
    minute, film = service.storage / "minute.mp4", service.storage / "two-hours.mp4"
    recipe = Recipe(seconds=60, fps="10", size=(96, 64), video=(*H264[:4], "-g", "20"))
    make_clip(minute, recipe)
    ffmpeg("-stream_loop", "119", "-i", minute, "-c", "copy", film)
    spans = asked([(7100.5, 7104.5), (12.3, 13.3)])
    for mode in ("exact", "instant"):
        made = service.convert(film.as_uri(), "cut", f"hours-{mode}", segments=spans, mode=mode)
        assert made.result.method in {"smart", "copy"}
        if mode == "exact":
            assert made.result.media.duration_seconds == pytest.approx(5, abs=0.06)
    made_strip = service.preview(film.as_uri(), "hours.jpg", "filmstrip", count=100)
    assert {fact.name: fact.value.number_value for fact in made_strip.facts}["count"] == 100


def test_nothing_is_left_behind(service: ServiceProcess) -> None:
    assert not list(Path(service.scratch).glob("service-*/call-*"))
