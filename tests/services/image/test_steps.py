"""Crop, turn, resize, colours and watermark: each does what its form says."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from backend.services.image.geometry import geometry
from backend.services.image.recipe import Box, Colours, Recipe, Size, Watermark
from tests.services.image.conftest import Develop
from tests.services.image.pictures import (
    BLUE,
    GREEN,
    RED,
    YELLOW,
    photo,
    pixels,
    quarters,
    with_alpha,
)


@pytest.fixture(scope="module")
def chart(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("chart") / "chart.png"
    quarters().save(path)
    return path


@pytest.fixture(scope="module")
def landscape(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("landscape") / "landscape.png"
    photo().pngsave(str(path))
    return path


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (Size("fit", 60, 60), (60, 40)),
        (Size("fit", 0, 20), (30, 20)),
        (Size("fit", 600, 600), (120, 80)),
        (Size("fit", 600, 600, enlarge=True), (600, 400)),
        (Size("fill", 50, 50), (50, 50)),
        (Size("exact", 33, 77), (33, 77)),
        (Size("percent", percent=250), (300, 200)),
        (Size("percent", percent=1), (1, 1)),
    ],
)
def test_the_result_has_exactly_the_planned_size(
    chart: Path, developed: Develop, size: Size, expected: tuple[int, int]
) -> None:
    recipe = Recipe("png", size=size)
    assert geometry(recipe, 120, 80).final == expected
    output, _ = developed(chart, recipe)
    assert pixels(output).shape == (expected[1], expected[0], 3)


def test_any_width_comes_out_to_the_pixel(landscape: Path, developed: Develop) -> None:
    for width in (1, 7, 99, 241, 479, 481, 777):
        output, _ = developed(landscape, Recipe("jpeg", size=Size("exact", width, 100)))
        assert pixels(output).shape == (100, width, 3)


def test_filling_cuts_the_same_off_both_sides(chart: Path, developed: Develop) -> None:
    output, _ = developed(chart, Recipe("png", size=Size("fill", 40, 80)))
    shown = pixels(output)
    assert (shown[20, 10] == RED).all()
    assert (shown[60, 30] == YELLOW).all()


def test_a_crop_takes_the_very_pixels(landscape: Path, developed: Develop) -> None:
    output, _ = developed(landscape, Recipe("png", crop=Box(33, 21, 101, 57)))
    assert (pixels(output) == pixels(landscape)[21:78, 33:134]).all()


@pytest.mark.parametrize(
    ("recipe", "first", "second"),
    [
        (Recipe("png", rotate=90), BLUE, RED),
        (Recipe("png", rotate=180), YELLOW, BLUE),
        (Recipe("png", rotate=270), GREEN, YELLOW),
        (Recipe("png", flip="horizontal"), GREEN, RED),
        (Recipe("png", flip="vertical"), BLUE, YELLOW),
        (Recipe("png", flip="horizontal", rotate=90), YELLOW, GREEN),
    ],
)
def test_turning_is_clockwise_after_mirroring(
    chart: Path,
    developed: Develop,
    recipe: Recipe,
    first: tuple[int, int, int],
    second: tuple[int, int, int],
) -> None:
    output, _ = developed(chart, recipe)
    shown = pixels(output)
    assert (shown[5, 5] == first).all()
    assert (shown[5, -5] == second).all()


def test_straightening_turns_to_the_right_and_leaves_no_corners(
    chart: Path, developed: Develop
) -> None:
    output, made = developed(chart, Recipe("png", straighten=10))
    shown = pixels(output).astype(int)
    assert (made.picture.width, made.picture.height) == geometry(
        Recipe("png", straighten=10), 120, 80
    ).final
    assert abs(made.picture.width / made.picture.height - 1.5) < 0.05
    assert shown.sum(axis=2).min() > 200  # empty corners would be black
    middle = made.picture.width // 2
    # The border between red and green leans to the right at its upper end.
    assert np.abs(shown[3, middle + 2] - RED).max() < 12
    assert np.abs(shown[-4, middle - 2] - YELLOW).max() < 12


def test_brightness_and_contrast_are_those_of_css(chart: Path, developed: Develop) -> None:
    output, _ = developed(chart, Recipe("png", colours=Colours(brightness=-50)))
    assert np.abs(pixels(output)[5, 5].astype(int) - (100, 20, 20)).max() <= 1
    output, _ = developed(chart, Recipe("png", colours=Colours(contrast=-100)))
    assert np.abs(pixels(output).astype(int) - 128).max() <= 1


def test_without_saturation_everything_is_grey(landscape: Path, developed: Develop) -> None:
    output, _ = developed(landscape, Recipe("png", colours=Colours(saturation=-100)))
    shown = pixels(output).astype(int)
    assert np.abs(shown.max(axis=2) - shown.min(axis=2)).max() <= 1


def test_sharpening_strengthens_edges_and_nothing_else(chart: Path, developed: Develop) -> None:
    blurred = chart.with_name("blurred.png")
    quarters().convert("L").resize((60, 40)).resize((120, 80), Image.Resampling.BICUBIC).save(
        blurred
    )
    output, _ = developed(blurred, Recipe("png", colours=Colours(sharpen=100)))
    before, after = pixels(blurred).astype(int), pixels(output).astype(int)
    assert np.abs(np.diff(after, axis=1)).max() > 1.1 * np.abs(np.diff(before, axis=1)).max()
    assert np.abs(after[5, 5] - before[5, 5]).max() <= 2


def test_a_watermark_stands_where_it_was_asked_for(chart: Path, developed: Develop) -> None:
    for position, rows, columns in (
        ("top-left", slice(0, 40), slice(0, 60)),
        ("bottom-right", slice(40, 80), slice(60, 120)),
        ("centre", slice(20, 60), slice(30, 90)),
    ):
        mark = Watermark("<b>é</b>", position, 8, 100, "#ffffff")
        output, _ = developed(chart, Recipe("png", watermark=mark))
        changed = np.abs(pixels(output).astype(int) - pixels(chart)).max(axis=2) > 0
        assert changed.any()
        assert changed[rows, columns].sum() == changed.sum()


def test_a_long_watermark_is_made_to_fit_and_is_as_transparent_as_asked(
    chart: Path, developed: Develop
) -> None:
    mark = Watermark("a very long name of an author & studio", "bottom", 50, 50, "#000000")
    output, _ = developed(chart, Recipe("png", watermark=mark))
    shown = pixels(output).astype(int)
    assert (shown[:, 0] == pixels(chart)[:, 0]).all()
    # Half black over yellow and blue: never darker than half.
    assert shown[60:, 65:].max(axis=2).min() >= 220 // 2 - 1


def test_transparency_survives_every_step(tmp_path: Path, developed: Develop) -> None:
    source = tmp_path / "alpha.png"
    with_alpha().save(source)
    recipe = Recipe(
        "webp",
        rotate=90,
        size=Size("percent", percent=50),
        colours=Colours(10, 10, 10, 10),
        watermark=Watermark("x", "bottom-right", 10, 60, "#ffffff"),
        lossless=True,
    )
    output, made = developed(source, recipe)
    assert made.picture.alpha
    with Image.open(output) as image:
        alpha = np.asarray(image.getchannel("A"))
    assert alpha[10, 5] == 0  # what was the left half is the upper one
    assert alpha[50, 5] == 255


def test_where_there_is_no_transparency_the_background_shows(
    tmp_path: Path, developed: Develop
) -> None:
    source = tmp_path / "alpha.png"
    with_alpha().save(source)
    output, _ = developed(source, Recipe("bmp", background="#102030"))
    assert (pixels(output)[10, 10] == (0x10, 0x20, 0x30)).all()
    assert (pixels(output)[10, 100] == GREEN).all()
