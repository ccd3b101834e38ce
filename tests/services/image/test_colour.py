"""Colours stay what they are, measured as people see them (CIEDE2000)."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import pyvips
from PIL import Image, ImageCms

from backend.services.image.engine.failures import UnfitError
from backend.services.image.engine.reading import read
from backend.services.image.recipe import Box, Colours, Recipe, Size
from tests.services.image.conftest import Develop
from tests.services.image.pictures import photo, pixels, quarters


def _difference(one: Path, other: Path) -> float:
    """Return the mean ΔE2000 of two pictures."""
    first, second = (
        pyvips.Image.new_from_array(pixels(path)).copy(interpretation="srgb").colourspace("lab")
        for path in (one, other)
    )
    mean: float = first.dE00(second).avg()
    return mean


@pytest.mark.parametrize("target", ["jpeg", "webp", "avif", "heic"])
def test_lossy_results_look_like_the_lossless_one(
    tmp_path: Path, developed: Develop, target: str
) -> None:
    source = tmp_path / "photo.png"
    photo(960, 640).pngsave(str(source))
    lossless = Recipe("png", Box(20, 20, 900, 600), rotate=90, size=Size("fit", 480, 480))
    reference, _ = developed(source, lossless)
    output, _ = developed(source, replace(lossless, target=target, quality=95))
    assert _difference(reference, output) <= 1


@pytest.mark.parametrize("target", ["webp", "avif", "png", "tiff"])
def test_lossless_results_lose_nothing(tmp_path: Path, developed: Develop, target: str) -> None:
    source = tmp_path / "photo.png"
    photo(240, 160).pngsave(str(source))
    output, made = developed(source, Recipe(target, lossless=True))
    again, _ = developed(output, Recipe("png"))
    assert (pixels(again) == pixels(source)).all()
    assert made.quality == 0


def test_a_wide_colour_profile_becomes_srgb_or_is_kept(tmp_path: Path, developed: Develop) -> None:
    source = tmp_path / "wide.tif"
    # Display P3's green lies outside sRGB; this one lies inside both.
    wide = photo(120, 80).icc_transform("p3", input_profile="srgb")
    wide.tiffsave(str(source), profile="p3")
    original = tmp_path / "original.png"
    photo(120, 80).pngsave(str(original))
    turned, made = developed(source, Recipe("png"))
    assert made.picture.profile == ""
    assert _difference(original, turned) < 0.6
    kept, made = developed(source, Recipe("png", profile="keep"))
    assert made.picture.profile == read(source).profile != ""
    assert (pixels(kept) == pixels(source)).all()
    _, made = developed(source, Recipe("gif", profile="keep"))
    assert made.picture.profile == ""  # it cannot hold one, so its colours are turned


def test_a_damaged_profile_does_not_harm_the_picture(tmp_path: Path, developed: Develop) -> None:
    source = tmp_path / "odd.png"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    quarters().save(source, icc_profile=profile[:200])
    output, _ = developed(source, Recipe("png"))
    assert np.abs(pixels(output).astype(int) - np.asarray(quarters())).max() <= 1


def test_print_colours_become_screen_colours_unless_kept(
    tmp_path: Path, developed: Develop
) -> None:
    source = tmp_path / "print.jpg"
    quarters().convert("CMYK").save(source, quality=95)
    assert read(source).colour_space == "CMYK"
    output, made = developed(source, Recipe("png"))
    assert made.picture.colour_space == "RGB"
    red, green, blue = pixels(output)[10, 10].astype(int)
    assert red > green + 60
    assert red > blue + 60
    for target in ("jpeg", "tiff"):
        _, made = developed(source, Recipe(target, profile="keep"))
        assert made.picture.colour_space == "CMYK"


def test_sixteen_bits_stay_where_the_format_holds_them(tmp_path: Path, developed: Develop) -> None:
    source = tmp_path / "deep.png"
    deep = (photo(120, 80).cast("ushort") * 257 + 100).cast("ushort")
    deep.copy(interpretation="rgb16").pngsave(str(source))
    for target, bits in (("png", 16), ("tiff", 16), ("avif", 10), ("jpeg", 8), ("heic", 8)):
        output, made = developed(source, Recipe(target, colours=Colours(sharpen=1)))
        assert made.picture.bits == bits
        eight, _ = developed(output, Recipe("png", size=Size("exact", 1, 1)))
        assert np.abs(pixels(eight).mean() - photo(120, 80).avg()) < 8


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "F", "I;16"])
def test_pictures_of_any_pillow_mode_can_be_read(
    tmp_path: Path, developed: Develop, mode: str
) -> None:
    source = tmp_path / "mode.tif"
    if mode == "I;16":
        Image.fromarray(np.asarray(quarters().convert("L"), dtype=np.uint16) * 257).save(source)
    else:
        quarters().convert(mode).save(source)
    output, _ = developed(source, Recipe("jpeg"))
    brightness = pixels(output)[60, 90].mean()  # yellow, the brightest
    assert brightness > 140
    assert brightness > pixels(output)[60, 30].mean() + 30


@pytest.mark.parametrize("bands", [5, 8])
def test_more_colours_than_pictures_have_are_refused(
    tmp_path: Path, developed: Develop, bands: int
) -> None:
    source = tmp_path / "satellite.tif"
    satellite = pyvips.Image.black(40, 30, bands=bands).copy(interpretation="multiband")
    satellite.tiffsave(str(source))
    with pytest.raises(UnfitError, match="UNSUPPORTED"):
        developed(source, Recipe("jpeg"))
