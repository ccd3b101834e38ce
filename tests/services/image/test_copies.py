"""Previews made from a working copy: the same picture, much sooner, and in bounded room."""

import asyncio
from pathlib import Path

import numpy as np
import pytest

from backend.services.image.copies import MOST_COPIES, Copies
from backend.services.image.engine.developing import develop
from backend.services.image.recipe import Box, Colours, Recipe
from backend.services.image.screening import COPY_PIXELS, SCREEN, Screen
from tests.services.image.image_process import ImageProcess
from tests.services.image.pictures import camera_exif, photo, pixels, quarters, stored_as
from tests.services.service_process import ServiceProcess


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("large") / "large.jpg"
    photo(4000, 3000).jpegsave(str(path), Q=95)
    return path


@pytest.mark.parametrize(
    "recipe",
    [
        Recipe("jpeg"),
        Recipe("jpeg", crop=Box(400, 300, 2400, 2000), straighten=3),
        Recipe("png", rotate=90, colours=Colours(10, 10, 10, 20)),
    ],
)
def test_a_preview_from_the_copy_is_the_preview(
    tmp_path: Path, large: Path, recipe: Recipe
) -> None:
    shown = []
    for number, copy in enumerate(("", str(tmp_path / "copy.v"), str(tmp_path / "copy.v"))):
        output = tmp_path / f"{number}.webp"
        develop(large, recipe, output, Screen(640, copy), lambda _: None)
        shown.append(pixels(output).astype(int))
    assert (tmp_path / "copy.v").exists()
    assert (shown[1] == shown[2]).all()
    assert shown[0].shape == shown[1].shape
    # Each is shrunk by another decoder, and compressed again.
    assert np.abs(shown[0] - shown[1]).mean() < 3


def test_a_small_part_is_shown_from_the_picture_itself(tmp_path: Path) -> None:
    source, copy = tmp_path / "fine.png", tmp_path / "copy.v"
    lines = quarters(4000, 3000)
    for x in range(1000, 1100, 2):
        lines.paste((255, 255, 255), (x, 1000, x + 1, 1100))
    lines.save(source, compress_level=1)
    for _ in range(2):
        output = tmp_path / "part.webp"
        recipe = Recipe("png", crop=Box(1000, 1000, 100, 100))
        develop(source, recipe, output, Screen(100, str(copy), faithful=True), lambda _: None)
        # In a copy of two thirds of the size, the lines would run into each other.
        assert pixels(output)[50, :, 2].astype(int).std() > 80
        develop(source, SCREEN, tmp_path / "all.webp", Screen(100, str(copy)), lambda _: None)
    assert copy.exists()


def test_a_copy_is_upright_and_has_no_more_pixels_than_it_needs(tmp_path: Path) -> None:
    source, copy = tmp_path / "turned.jpg", tmp_path / "copy.v"
    image, exif = stored_as(quarters(3600, 2700), 6)
    image.save(source, exif=exif)
    for _ in range(2):
        develop(source, SCREEN, tmp_path / "shown.webp", Screen(100, str(copy)), lambda _: None)
        shown = pixels(tmp_path / "shown.webp").astype(int)
        assert shown.shape == (75, 100, 3)
        assert shown[10, 10].argmax() == 0
    assert copy.stat().st_size < 3 * COPY_PIXELS * COPY_PIXELS


def test_the_room_for_copies_is_bounded(tmp_path: Path) -> None:
    async def all_of() -> None:
        copies = Copies(tmp_path / "copies")
        for number in range(MOST_COPIES + 3):
            source = tmp_path / f"source-{number}"
            source.write_bytes(bytes([number]))
            (await copies.of(source)).write_bytes(b"copy")
            # The first is asked for again and again, and stays.
            assert (await copies.of(tmp_path / "source-0")).exists()
        assert len(list((tmp_path / "copies").iterdir())) == MOST_COPIES

    asyncio.run(all_of())


def test_the_service_keeps_one_copy_and_takes_it_along(tmp_path: Path, large: Path) -> None:
    service: ServiceProcess = ImageProcess(tmp_path / "data").started()
    try:
        first, second = service.stored(large), tmp_path / "same.jpg"
        second.write_bytes(large.read_bytes())
        for number, url in enumerate((first, service.stored(second))):
            for kind in ("before", "edited"):
                parameters = {"operation": "edit", "parameters": {"brightness": 20}}
                service.preview(url, f"{kind}-{number}", kind, **parameters)
        (copies,) = service.scratch.glob("service-*/copies")
        assert len(list(copies.iterdir())) == 1
    finally:
        assert service.stop() == 0
    assert list(service.scratch.glob("service-*")) == []


def test_the_guessed_size_counts_the_metadata_that_is_kept(tmp_path: Path) -> None:
    source = tmp_path / "tagged.jpg"
    quarters(3000, 2000).save(source, exif=camera_exif())
    screen = Screen(2560, str(tmp_path / "copy.v"), faithful=True)
    recipe = Recipe("jpeg", crop=Box(0, 0, 200, 100))
    kept = develop(source, recipe, tmp_path / "kept.webp", screen, lambda _: None)
    whole = develop(source, recipe, tmp_path / "whole.jpg", None, lambda _: None)
    assert kept.tried_bytes == pytest.approx(whole.picture.size_bytes, rel=0.1)
