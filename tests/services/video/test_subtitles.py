"""Subtitles: kept, removed, saved as a file, and burnt into the picture."""

from typing import Any

import av
import numpy as np
import pytest
from PIL import Image, ImageSequence

from tests.media import ffmpeg
from tests.services.conftest import MakeClip
from tests.services.service_process import ServiceProcess
from tests.services.video.pictures import codecs


@pytest.fixture(scope="module")
def film(service: ServiceProcess, clip: MakeClip) -> str:
    return service.stored(clip("film.mp4", seconds=6, gop=60))


@pytest.fixture(scope="module")
def spoken(service: ServiceProcess, clip: MakeClip) -> str:
    """The film with subtitles: a word from 2 to 3 seconds, and nothing else."""
    path = clip("film.mp4", seconds=6, gop=60).with_name("spoken.mkv")
    words = path.with_name("words.srt")
    words.write_text("1\n00:00:02,000 --> 00:00:03,000\nHELLO WORLD\n")
    film = clip("film.mp4", seconds=6, gop=60)
    ffmpeg("-i", str(film), "-i", str(words), "-c", "copy", "-c:s", "srt", str(path))
    return service.stored(path)


def with_words(
    service: ServiceProcess, film: str, spoken: str, name: str, **asked: Any
) -> tuple[list[bool], list[bool]]:
    """Return of each picture whether words are in its lower third, and whether above that."""
    for url, kind, choice in ((film, "bare", "none"), (spoken, "words", "burn")):
        wanted = {"format": "mp4", "quality": "high", "subtitles": choice, **asked}
        service.convert(url, "convert", f"{kind}-{name}.mp4", **wanted)
    below, above = [], []
    with (
        av.open(str(service.storage / f"bare-{name}.mp4")) as bare,
        av.open(str(service.storage / f"words-{name}.mp4")) as words,
    ):
        for one, other in zip(bare.decode(video=0), words.decode(video=0), strict=True):
            assert one.pts == other.pts
            pair = (each.to_ndarray(format="gray").astype(np.int16) for each in (one, other))
            differ = np.abs(np.subtract(*pair)) > 90
            lower = one.height * 2 // 3
            below.append(bool(differ[lower:].any()))
            above.append(bool(differ[:lower].any()))
    return below, above


def frames(*runs: tuple[int, bool]) -> list[bool]:
    return [value for length, value in runs for _ in range(length)]


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        pytest.param([], [(60, False), (30, True), (90, False)], id="all of it"),
        pytest.param([(1.5, 3.5)], [(15, False), (30, True), (15, False)], id="a part"),
        pytest.param([(0.5, 1.5)], [(30, False)], id="before all words"),
        pytest.param([(2.5, 3.5)], [(15, True), (15, False)], id="begun before the part"),
        pytest.param(
            [(1.5, 2.2), (2.5, 3.5)], [(15, False), (21, True), (15, False)], id="two parts"
        ),
        pytest.param(
            [(2.5, 3.5), (4, 4.5), (1.5, 2.2)],
            [(15, True), (45, False), (6, True)],
            id="three, in another order",
        ),
    ],
)
def test_words_are_burnt_into_the_parts_that_they_belong_to(
    service: ServiceProcess,
    film: str,
    spoken: str,
    spans: list[tuple[float, float]],
    expected: list[tuple[int, bool]],
) -> None:
    segments = [{"start": start, "end": end} for start, end in spans]
    name = f"parts-{len(spans)}-{len(expected)}"
    below, above = with_words(service, film, spoken, name, segments=segments)
    assert below == frames(*expected)
    assert not any(above)


def test_words_of_segments_stand_upright_and_in_time_whatever_else_is_done(
    service: ServiceProcess, film: str, spoken: str
) -> None:
    segments = [{"start": 2.5, "end": 3.5}, {"start": 1.5, "end": 2.5}]
    edits = {"rotate": "90", "aspect": "1:1", "speed": 0.5}
    below, above = with_words(service, film, spoken, "edited", segments=segments, **edits)
    assert below == frames((15, True), (30, False), (15, True))
    assert not any(above)


def test_words_are_burnt_into_the_segments_of_an_animation(
    service: ServiceProcess, film: str, spoken: str
) -> None:
    segments = [{"start": 2.5, "end": 3.5}, {"start": 1.5, "end": 2.5}]
    shown = []
    for url, choice in ((film, "none"), (spoken, "burn")):
        name = f"words-{choice}.webp"
        asked: dict[str, Any] = {
            "format": "webp",
            "segments": segments,
            "subtitles": choice,
            "quality": "high",
        }
        service.convert(url, "convert", name, **asked)
        with Image.open(service.storage / name) as image:
            each = [
                np.asarray(frame.convert("L"), np.int16) for frame in ImageSequence.Iterator(image)
            ]
        shown.append(np.stack(each))
    differ = np.abs(shown[0] - shown[1]) > 90
    third = differ.shape[1] * 2 // 3
    assert differ[:, third:].any((1, 2)).tolist() == frames((8, True), (15, False), (7, True))
    assert not differ[:, :third].any()


def test_words_are_burnt_into_the_segments_of_a_video_that_is_fitted(
    service: ServiceProcess, film: str, spoken: str
) -> None:
    segments = [{"start": 2.5, "end": 3.5}, {"start": 1.5, "end": 2.5}]
    below, _ = with_words(service, film, spoken, "fitted", segments=segments, fit_mb=2)
    assert below == frames((15, True), (30, False), (15, True))


def test_subtitles_can_be_kept_removed_and_saved(service: ServiceProcess, spoken: str) -> None:
    service.convert(spoken, "convert", "kept.mp4", format="mp4")
    service.convert(spoken, "convert", "removed.mp4", format="mp4", subtitles="none")
    assert codecs(service.storage / "kept.mp4") == ["h264", "aac", "mov_text"]
    assert codecs(service.storage / "removed.mp4") == ["h264", "aac"]
    for name, begins in (("srt", "1\n00:00:02,000"), ("vtt", "WEBVTT"), ("ass", "[Script Info]")):
        saved = service.convert(spoken, "subtitles", f"words.{name}", format=name)
        assert saved.result.extension == name
        text = (service.storage / f"words.{name}").read_text()
        assert text.startswith(begins)
        assert "HELLO WORLD" in text
