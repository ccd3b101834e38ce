"""What moves goes on moving where the target can, frame for frame."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from backend.services.image.engine.reading import read
from backend.services.image.recipe import Box, Colours, Recipe, Size, Watermark
from tests.services.image.conftest import Develop
from tests.services.image.pictures import animation

MARK = Watermark("x", "bottom-right", 20, 60, "#ffffff")


def _frames(path: Path) -> list[tuple[tuple[int, int, int], int]]:
    """Return colour (of the pixel in the corner) and milliseconds of each frame."""
    frames = []
    with Image.open(path) as image:
        for number in range(getattr(image, "n_frames", 1)):
            image.seek(number)
            red, green, blue = image.convert("RGB").tobytes()[:3]
            frames.append(((red, green, blue), int(image.info["duration"])))
    return frames


@pytest.mark.parametrize("source", ["gif", "webp"])
@pytest.mark.parametrize("target", ["gif", "webp"])
@pytest.mark.parametrize(
    ("steps", "size"),
    [
        ({}, (60, 40)),
        ({"metadata": "strip"}, (60, 40)),
        ({"size": Size("percent", percent=50), "rotate": 90}, (20, 30)),
        ({"crop": Box(0, 0, 50, 20), "colours": Colours(sharpen=1), "watermark": MARK}, (50, 20)),
    ],
)
def test_frames_and_their_times_are_kept(
    tmp_path: Path,
    developed: Develop,
    source: str,
    target: str,
    steps: dict[str, object],
    size: tuple[int, int],
) -> None:
    path = animation(tmp_path / f"moving.{source}")
    output, made = developed(path, Recipe(target, **steps))  # type: ignore[arg-type]  # mixed
    assert (made.picture.width, made.picture.height) == size
    assert made.picture.duration_seconds == pytest.approx(0.75)
    before, after = _frames(path), _frames(output)
    assert [milliseconds for _, milliseconds in after] == [100, 110, 120, 130, 140, 150]
    for (old, _), (new, _) in zip(before, after, strict=True):
        assert np.abs(np.subtract(old, new)).max() <= 14


@pytest.mark.parametrize("target", ["png", "jpeg", "pdf", "tiff"])
def test_elsewhere_the_first_frame_is_shown(
    tmp_path: Path, developed: Develop, target: str
) -> None:
    _, made = developed(animation(tmp_path / "moving.gif"), Recipe(target))
    assert made.picture.pages == 1
    assert (made.picture.width, made.picture.height) == (60, 40)


def test_the_number_of_repetitions_is_kept(tmp_path: Path, developed: Develop) -> None:
    output, _ = developed(animation(tmp_path / "moving.webp"), Recipe("webp"))
    with Image.open(output) as image:
        assert image.info["loop"] == 3


def test_transparent_frames_do_not_shine_through(tmp_path: Path, developed: Develop) -> None:
    path = tmp_path / "sprite.gif"
    frames = [Image.new("RGBA", (40, 40), (0, 0, 0, 0)) for _ in range(4)]
    for index, frame in enumerate(frames):
        frame.paste((255, 0, 0, 255), (10 * index, 0, 10 * index + 10, 40))
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=100, disposal=2)
    assert read(path).pages == 4
    output, _ = developed(path, Recipe("webp", lossless=True))
    with Image.open(output) as image:
        image.seek(2)
        alpha = np.asarray(image.convert("RGBA"))[20, :, 3]
    assert list(np.flatnonzero(alpha)) == list(range(20, 30))
