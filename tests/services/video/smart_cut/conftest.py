"""Clips are made once a session, and only those that are asked for."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.services.video.smart_cut.clips import Recipe, make_clip

Clip = Callable[..., Path]


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Clip:
    """`clip("name.mp4", recipe)`: the path of such a clip."""
    folder = tmp_path_factory.mktemp("clips")

    @cache
    def make(name: str, recipe: Recipe = Recipe()) -> Path:  # noqa: B008  # frozen
        return make_clip(folder / name, recipe)

    return make
