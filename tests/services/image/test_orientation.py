"""Pictures are always shown upright, whichever way the camera was held."""

from pathlib import Path

import numpy as np
import pytest

from backend.services.image.engine.reading import read
from backend.services.image.recipe import Box, Recipe, Size
from tests.services.image.conftest import Develop
from tests.services.image.pictures import BLUE, GREEN, RED, YELLOW, pixels, quarters, stored_as

PILLOW_NAMES = {"jpeg": "JPEG", "png": "PNG", "tiff": "TIFF", "webp": "WEBP", "heic": "HEIF"}


def _stored(path: Path, orientation: int) -> Path:
    image, exif = stored_as(quarters(), orientation)
    image.save(path, PILLOW_NAMES[path.suffix[1:]], exif=exif, quality=95)
    return path


def _is(path: Path, place: tuple[int, int], colour: tuple[int, int, int]) -> bool:
    return bool(np.abs(pixels(path)[place].astype(int) - colour).max() <= 6)


@pytest.mark.parametrize("source", PILLOW_NAMES)
@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_picture_comes_out_upright(
    tmp_path: Path, developed: Develop, orientation: int, source: str
) -> None:
    path = _stored(tmp_path / f"stored.{source}", orientation)
    assert (read(path).width, read(path).height) == (120, 80)
    for target in ("jpeg", "heic"):
        output, made = developed(path, Recipe(target))
        assert made.picture.orientation == 1
        assert pixels(output).shape == (80, 120, 3)
        assert _is(output, (20, 30), RED)
        assert _is(output, (20, 90), GREEN)
        assert _is(output, (60, 30), BLUE)
        assert _is(output, (60, 90), YELLOW)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_crop_means_the_picture_as_it_is_shown(
    tmp_path: Path, developed: Develop, orientation: int
) -> None:
    path = _stored(tmp_path / "stored.png", orientation)
    recipe = Recipe("png", crop=Box(60, 40, 60, 40), size=Size("fit", 30, 30))
    output, _ = developed(path, recipe)
    shown = pixels(output)
    assert shown.shape == (20, 30, 3)
    assert np.abs(shown.astype(int) - YELLOW).max() <= 2
