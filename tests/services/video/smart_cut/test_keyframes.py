"""Where an instant cut lands is known before it is made."""

from fractions import Fraction
from pathlib import Path

import pytest

from backend.services.video.smart_cut import SmartCutUnsupportedError, keyframe_times, supported
from tests.services.video.smart_cut.clips import Recipe
from tests.services.video.smart_cut.conftest import Clip

OFFSET = Recipe(container=("-output_ts_offset", "1.5"))


@pytest.mark.parametrize(
    ("name", "recipe"),
    [
        ("h264.mp4", Recipe()),
        ("h264.mkv", Recipe()),
        ("h264.ts", Recipe()),
        ("h264 that starts at 1.5 s.mkv", OFFSET),
    ],
)
def test_the_keyframes_around_a_time(clip: Clip, name: str, recipe: Recipe) -> None:
    source = clip(name, recipe)
    # In files of these kinds sound may begin a few ms before the first picture.
    for around, expected in {0.5: (0, 1), 1.0: (1, 2), 2.9: (2, 3), 3.7: (3, None)}.items():
        found = keyframe_times(source, Fraction(str(around)) + Fraction(1, 20))
        for time, wanted in zip(found, expected, strict=True):
            assert (time is None) == (wanted is None)
            assert time is None or abs(time - Fraction(wanted or 0)) < Fraction(1, 20)


def test_a_film_that_can_be_cut(clip: Clip) -> None:
    supported(clip("h264.mp4"))


def test_nothing_is_known_of_what_is_no_film(tmp_path: Path) -> None:
    source = tmp_path / "film.mp4"
    source.write_text("no film")
    with pytest.raises(SmartCutUnsupportedError):
        keyframe_times(source, Fraction(1))
