"""Cutting: the three ways, and where each really lands."""

import pytest

from tests.media import remuxed
from tests.services.conftest import MakeClip
from tests.services.service_process import Parameter, RefusedError, ServiceProcess
from tests.services.video.pictures import codecs, nearest, shown_pictures

FRAME = 1 / 30


@pytest.fixture(scope="module")
def film(service: ServiceProcess, clip: MakeClip) -> str:
    """Six seconds with a keyframe every two."""
    return service.stored(clip("film.mp4", seconds=6, gop=60))


@pytest.mark.parametrize("mode", ["exact", "reencode"])
def test_an_exact_cut_shows_the_pictures_from_start_to_end_and_no_others(
    service: ServiceProcess, clip: MakeClip, film: str, mode: str
) -> None:
    cut = service.convert(film, "cut", f"cut-{mode}.mp4", start=1.5, end=4.7, mode=mode)
    source = shown_pictures(clip("film.mp4", seconds=6, gop=60))
    made = shown_pictures(service.storage / f"cut-{mode}.mp4")
    assert len(made) == 96
    assert nearest(made[0][1], source) == 45
    assert nearest(made[-1][1], source) == 140
    assert cut.result.media.duration_seconds == pytest.approx(3.2, abs=FRAME)


def test_an_exact_cut_encodes_only_the_edges(service: ServiceProcess, film: str) -> None:
    cut = service.convert(film, "cut", "edges.mp4", start=1.5, end=5.0)
    assert cut.result.method == "smart"
    assert cut.fact("frames_copied") + cut.fact("frames_encoded") == 105
    assert cut.fact("frames_copied") >= 60
    assert "exact_needs_reencode" not in cut.warnings


@pytest.mark.parametrize(
    ("start", "end", "method"), [(2.2, 3.8, "encode"), (2.0, 4.0, "copy"), (1.0, 4.0, "smart")]
)
def test_the_result_says_what_a_cut_came_to(
    service: ServiceProcess, film: str, start: float, end: float, method: str
) -> None:
    cut = service.convert(film, "cut", f"{method}.mp4", start=start, end=end)
    assert cut.result.method == method


def test_a_codec_that_cannot_be_cut_exactly_is_encoded_and_that_is_said(
    service: ServiceProcess, clip: MakeClip
) -> None:
    url = service.stored(clip("old.avi", video="mpeg4", audio="mp3"))
    plan = service.plan(url, "cut", start=1, end=3)
    cut = service.convert(url, "cut", "old-cut.mp4", start=1, end=3)
    assert plan.method == cut.result.method == "encode"
    assert [str(warning).split('"')[1] for warning in plan.warnings] == ["exact_needs_reencode"]
    assert cut.warnings["exact_needs_reencode"].startswith("Everything is encoded again.")
    assert len(shown_pictures(service.storage / "old-cut.mp4")) == 60


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "webm", "ts"])
def test_an_instant_cut_starts_at_the_keyframe_that_the_plan_named(
    service: ServiceProcess, clip: MakeClip, suffix: str
) -> None:
    recipe = {"video": "vp9", "audio": "opus"} if suffix == "webm" else {}
    path = clip(f"instant.{suffix}", seconds=6, gop=60, **recipe)
    url = service.stored(path)
    plan = service.plan(url, "cut", start=3, end=5, mode="instant")
    cut = service.convert(url, "cut", f"instant-{suffix}", start=3, end=5, mode="instant")
    source = shown_pictures(path)
    made = shown_pictures(service.storage / f"instant-{suffix}")
    planned = {fact.name: fact.value.number_value for fact in plan.facts}
    first = source[0][0]

    assert plan.method == cut.result.method == "copy"
    assert cut.fact("actual_start_seconds") == planned["actual_start_seconds"]
    at = source[nearest(made[0][1], source)][0] - first
    assert at == pytest.approx(planned["actual_start_seconds"], abs=FRAME)
    assert at == pytest.approx(2.0, abs=FRAME)
    ends = source[nearest(made[-1][1], source)][0] - first + FRAME
    assert ends == pytest.approx(cut.fact("actual_end_seconds"), abs=0.25)
    assert planned["actual_end_seconds"] == pytest.approx(cut.fact("actual_end_seconds"), abs=0.25)
    assert "starts_early" in cut.warnings


def test_nothing_before_its_start_stays_hidden_in_an_instant_cut(
    service: ServiceProcess, film: str
) -> None:
    service.convert(film, "cut", "nothing-hidden.mp4", start=3, end=5, mode="instant")
    path = service.storage / "nothing-hidden.mp4"
    bare = path.with_name("without-edit-list.mkv")
    remuxed(path, bare)
    assert len(shown_pictures(bare)) == len(shown_pictures(path))


@pytest.mark.parametrize("suffix", ["ts", "mkv", "mpg"])
def test_encoding_again_is_exact_where_containers_have_no_good_index(
    service: ServiceProcess, clip: MakeClip, suffix: str
) -> None:
    recipe = {"video": "mpeg2", "audio": "mp3"} if suffix == "mpg" else {}
    path = clip(f"vague.{suffix}", seconds=6, gop=60, **recipe)
    url = service.stored(path)
    cut = service.convert(url, "cut", f"v-{suffix}", start=3.5, end=5.5, mode="reencode")
    source = shown_pictures(path)
    made = shown_pictures(service.storage / f"v-{suffix}")
    start = next(i for i, (at, _) in enumerate(source) if at - source[0][0] >= 3.5 - 0.05)
    assert len(made) == pytest.approx(60, abs=1)
    assert nearest(made[0][1], source) == pytest.approx(start, abs=2)
    assert "source_damaged" not in cut.warnings


def test_times_rounded_to_milliseconds_mean_the_picture_they_were_read_from(
    service: ServiceProcess, clip: MakeClip, film: str
) -> None:
    # Picture 62 stands at 2.0666…; people read 2.067.
    service.convert(film, "cut", "rounded.mp4", start=2.067, end=3.067, mode="reencode")
    source = shown_pictures(clip("film.mp4", seconds=6, gop=60))
    made = shown_pictures(service.storage / "rounded.mp4")
    assert nearest(made[0][1], source) == 62
    assert len(made) == 30


def test_all_audio_tracks_survive_a_cut(service: ServiceProcess, clip: MakeClip) -> None:
    url = service.stored(clip("two-languages.mkv", audio_tracks=2))
    for mode in ("exact", "instant", "reencode"):
        service.convert(url, "cut", f"two-{mode}", start=1, end=3, mode=mode)
        assert codecs(service.storage / f"two-{mode}").count("aac") == 2


def test_a_cut_of_the_whole_length_or_a_hair_more_is_accepted(
    service: ServiceProcess, film: str
) -> None:
    assert service.plan(film, "cut", start=0, end=6).method
    assert service.plan(film, "cut", start=0, end=6.03).method


@pytest.mark.parametrize(
    ("parameters", "field", "reason"),
    [
        ({"start": 4, "end": 2}, "end", "START_AFTER_END"),
        ({"start": 2, "end": 2}, "end", "START_AFTER_END"),
        ({"start": 1, "end": 6.2}, "end", "BEYOND_DURATION"),
        ({"start": 7, "end": 8}, "start", "BEYOND_DURATION"),
        ({"start": 1, "end": 1e300}, "end", "BEYOND_DURATION"),
        ({"start": 1, "end": 1.01}, "end", "TOO_SHORT"),
        ({"start": -1, "end": 2}, "start", "NEGATIVE"),
        ({"start": float("nan"), "end": 2}, "start", "NOT_A_NUMBER"),
        ({"start": 0, "end": float("inf")}, "end", "NOT_A_NUMBER"),
        ({"start": "one", "end": 2}, "start", "NOT_A_NUMBER"),
        ({"start": 0}, "segments", "REQUIRED"),
        ({"end": 2, "mode": "magic"}, "mode", "UNKNOWN_CHOICE"),
        ({"end": 2, "speed": 3}, "speed", "UNKNOWN_PARAMETER"),
    ],
)
def test_wrong_times_are_refused_with_a_reason_on_their_field(
    service: ServiceProcess, film: str, parameters: dict[str, Parameter], field: str, reason: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        service.plan(film, "cut", **parameters)
    assert refused.value.status.name == "INVALID_ARGUMENT"
    assert refused.value.violations[field] == reason
    with pytest.raises(RefusedError) as refused:
        service.convert(film, "cut", "never", **parameters)
    assert refused.value.violations[field] == reason
    assert not (service.storage / "never").exists()


def test_sound_alone_cannot_be_cut_as_video(service: ServiceProcess, clip: MakeClip) -> None:
    url = service.stored(clip("sound-only.mkv", video=None))
    with pytest.raises(RefusedError) as refused:
        service.plan(url, "cut", start=0, end=1)
    assert refused.value.code == "NO_VIDEO_TRACK"
