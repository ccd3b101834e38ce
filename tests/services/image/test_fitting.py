"""Results that fit into so many kilobytes: by quality, and only then by fewer pixels."""

from pathlib import Path

import pytest

from backend.services.image.engine.failures import UnfitError
from backend.services.image.recipe import Recipe
from tests.services.image.conftest import Develop
from tests.services.image.pictures import animation, photo


@pytest.fixture(scope="module")
def landscape(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("landscape") / "landscape.png"
    photo(480, 320).pngsave(str(path))
    return path


@pytest.mark.parametrize("target", ["jpeg", "webp", "heic", "pdf"])
def test_quality_is_lowered_no_more_than_needed(
    landscape: Path, developed: Develop, target: str
) -> None:
    free, _ = developed(landscape, Recipe(target, quality=95))
    goal = int(free.stat().st_size * 0.7)
    output, made = developed(landscape, Recipe(target, quality=95, max_bytes=goal))
    assert 0.75 * goal < output.stat().st_size <= goal
    assert 40 <= made.quality < 95
    assert not made.made_smaller
    assert (made.picture.width, made.picture.height) == (480, 320)


@pytest.mark.parametrize("target", ["jpeg", "png", "webp", "avif", "gif", "tiff"])
def test_pixels_are_given_up_last(landscape: Path, developed: Develop, target: str) -> None:
    output, made = developed(landscape, Recipe(target, max_bytes=2000))
    assert output.stat().st_size <= 2000
    assert made.made_smaller
    assert abs(made.picture.width / made.picture.height - 1.5) < 0.2


def test_what_is_small_enough_stays_as_good_as_asked(landscape: Path, developed: Develop) -> None:
    free, _ = developed(landscape, Recipe("jpeg", quality=77))
    output, made = developed(landscape, Recipe("jpeg", quality=77, max_bytes=10**9))
    assert made.quality == 77
    assert output.read_bytes() == free.read_bytes()


def test_an_animation_fits_as_an_animation(tmp_path: Path, developed: Develop) -> None:
    source = animation(tmp_path / "moving.gif", frames=20, size=(200, 200))
    output, made = developed(source, Recipe("webp", max_bytes=3000))
    assert output.stat().st_size <= 3000
    assert made.picture.pages == 20


def test_the_impossible_is_refused(landscape: Path, developed: Develop) -> None:
    with pytest.raises(UnfitError, match="CANNOT_FIT"):
        developed(landscape, Recipe("avif", max_bytes=100))
