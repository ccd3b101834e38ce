"""Several segments at once: joined or each for itself, kept or left out, in every mode."""

import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.services.conftest import MakeClip
from tests.services.service_process import RefusedError, ServiceProcess
from tests.services.video.pictures import nearest, shown_pictures
from tests.services.video.smart_cut.clips import Recipe, make_clip
from tests.services.video.smart_cut.exactness import compare

MODES = ("exact", "instant", "reencode")
TWO: list[dict[str, Any]] = [
    {"start": 4.2, "end": 5.4, "name": "Second: first!"},
    {"start": 0.5, "end": 2.5},
]


@pytest.fixture(scope="module")
def film(service: ServiceProcess, clip: MakeClip) -> str:
    """Six seconds with a keyframe every two."""
    return service.stored(clip("film.mp4", seconds=6, gop=60))


@pytest.fixture(scope="module")
def numbered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight seconds whose pictures tell their number, and whose sound tells its place."""
    return make_clip(tmp_path_factory.mktemp("numbered") / "numbered.mp4", Recipe(seconds=8))


def numbers(service: ServiceProcess, name: str, source: Path) -> list[int]:
    """Return which picture of the source each picture of a result is."""
    originals = shown_pictures(source)
    return [nearest(picture, originals) for _, picture in shown_pictures(service.storage / name)]


@pytest.mark.parametrize("mode", ["exact", "reencode"])
def test_segments_are_joined_in_their_order_to_the_picture(
    service: ServiceProcess, clip: MakeClip, film: str, mode: str
) -> None:
    service.convert(film, "cut", f"joined-{mode}", segments=TWO, mode=mode)
    shown = numbers(service, f"joined-{mode}", clip("film.mp4", seconds=6, gop=60))
    assert shown == [*range(126, 162), *range(15, 75)]


@pytest.mark.parametrize("mode", ["exact", "reencode"])
def test_sound_stays_with_its_pictures_over_many_joins(
    service: ServiceProcess, numbered: Path, mode: str
) -> None:
    spans = [(0.3 + number * 0.7, 0.9 + number * 0.7) for number in range(10)]
    segments = [{"start": start, "end": end} for start, end in spans]
    name = f"many-{mode}.mp4"
    service.convert(service.stored(numbered), "cut", name, segments=segments, mode=mode)
    found = compare(numbered, service.storage / name, spans)
    assert (found.missing, found.extra, found.doubled) == ((), (), ())
    assert (found.out_of_order, found.decoder_errors) == (0, 0)
    assert max(map(abs, found.audio_offsets_seconds)) <= 0.02
    assert found.worst_time_error_seconds <= 0.02


def test_an_instant_join_encodes_nothing_and_lands_where_the_plan_said(
    service: ServiceProcess, clip: MakeClip, film: str
) -> None:
    plan = service.plan(film, "cut", segments=TWO, mode="instant")
    (landings,) = [fact for fact in plan.facts if fact.name == "landings_seconds"]
    told = [[float(t.number_value) for t in pair.list_value.values]
            for pair in landings.value.list_value.values]  # fmt: skip
    assert [start for start, _ in told] == [4.0, 0.0]
    assert all(0 <= end - asked["end"] < 0.15 for (_, end), asked in zip(told, TWO, strict=True))
    made = service.convert(film, "cut", "instant-joined", segments=TWO, mode="instant")
    assert plan.method == made.result.method == "copy"
    assert made.fact("frames_encoded") == 0
    shown = numbers(service, "instant-joined", clip("film.mp4", seconds=6, gop=60))
    ends = [round(30 * end) for _, end in told]
    assert shown == [*range(120, ends[0]), *range(ends[1])]
    assert made.warnings["starts_early"].startswith("2 of 2 parts begin early")


@pytest.mark.parametrize("mode", MODES)
def test_segments_can_be_removed_instead(
    service: ServiceProcess, clip: MakeClip, film: str, mode: str
) -> None:
    segments = [{"start": 4, "end": 5}, {"start": 1, "end": 2}, {"start": 1.5, "end": 2.5}]
    service.convert(film, "cut", f"rest-{mode}", segments=segments, keep="others", mode=mode)
    shown = numbers(service, f"rest-{mode}", clip("film.mp4", seconds=6, gop=60))
    if mode != "instant":
        assert shown == [*range(30), *range(75, 120), *range(150, 180)]
    else:
        assert set(shown) >= {*range(30), *range(75, 120), *range(150, 180)}


@pytest.mark.parametrize("mode", MODES)
def test_each_segment_becomes_a_file_of_its_own(
    service: ServiceProcess, clip: MakeClip, film: str, mode: str, tmp_path: Path
) -> None:
    name = f"each-{mode}.zip"
    plan = service.plan(film, "cut", segments=TWO, mode=mode, output="separate")
    made = service.convert(film, "cut", name, segments=TWO, mode=mode, output="separate")
    assert plan.extension == made.result.extension == "zip"
    assert made.result.media.media_type == "application/zip"
    assert made.result.media.size_bytes == (service.storage / name).stat().st_size
    with zipfile.ZipFile(service.storage / name) as archive:
        assert archive.namelist() == ["01 Second first.mp4", "02.mp4"]
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}
        archive.extractall(tmp_path)
    originals = shown_pictures(clip("film.mp4", seconds=6, gop=60))
    first = shown_pictures(tmp_path / "01 Second first.mp4")
    assert nearest(first[0][1], originals) == (120 if mode == "instant" else 126)
    fractions = [progress.fraction for progress in made.progress]
    assert fractions == sorted(fractions)
    assert not list(service.scratch.glob("service-*/call-*"))


def test_what_cannot_be_joined_as_it_is_says_so_before(
    service: ServiceProcess, clip: MakeClip
) -> None:
    url = service.stored(clip("old.avi", video="mpeg4", audio="mp3"))
    segments = [{"start": 0.5, "end": 1}, {"start": 2, "end": 3}]
    for mode in ("exact", "instant"):
        plan = service.plan(url, "cut", segments=segments, mode=mode)
        facts = {fact.name: fact.value.string_value for fact in plan.facts}
        assert "mpeg4" in facts["exact_not_possible"]
        assert "mpeg4" in facts["instant_not_possible"]
        assert plan.method == "encode"
        made = service.convert(url, "cut", f"old-{mode}", segments=segments, mode=mode)
        assert f"{mode}_needs_reencode" in made.warnings
        assert len(shown_pictures(service.storage / f"old-{mode}")) == 45


def test_fifty_parts_can_be_encoded_at_once_and_more_are_refused(
    service: ServiceProcess, film: str
) -> None:
    segments = [{"start": n * 0.1, "end": n * 0.1 + 0.08} for n in range(51)]
    made = service.convert(film, "cut", "fifty", segments=segments[:50], mode="reencode")
    assert made.result.media.duration_seconds == pytest.approx(50 * 0.08, abs=1.8)
    with pytest.raises(RefusedError) as refused:
        service.convert(film, "cut", "more", segments=segments, mode="reencode")
    assert refused.value.code == "TOO_MANY_PARTS"
    assert service.convert(film, "cut", "exactly", segments=segments, mode="exact").result.method


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ({"segments": [{"start": 1, "end": 2}, {"start": 7, "end": 8}]}, "BEYOND_DURATION"),
        ({"segments": [{"start": 1, "end": 1e300}]}, "BEYOND_DURATION"),
        ({"segments": [{"start": 1, "end": 1.01}]}, "TOO_SHORT"),
        ({"segments": [{"start": 0, "end": 6}], "keep": "others"}, "NOTHING_LEFT"),
        ({"segments": []}, "REQUIRED"),
        ({}, "REQUIRED"),
    ],
)
def test_segments_that_make_no_sense_are_refused_on_their_field(
    service: ServiceProcess, film: str, parameters: dict[str, Any], reason: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        service.plan(film, "cut", **parameters)
    assert refused.value.violations == {"segments": reason}


def test_an_open_end_is_the_end_of_the_video(service: ServiceProcess, film: str) -> None:
    made = service.convert(film, "cut", "open-end", start=4.5)
    assert made.result.media.duration_seconds == pytest.approx(1.5, abs=0.05)
