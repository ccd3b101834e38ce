"""Clips are made once a session, and only those that are asked for."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.services.video.smart_cut.clips import make_clip

Clip = Callable[..., Path]


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Clip:
    """`clip("name.mp4", ...)`: the path of a clip made by `make_clip` with these arguments."""
    folder = tmp_path_factory.mktemp("clips")

    @cache
    def make(name: str, **recipe: object) -> Path:
        return make_clip(folder / name, **recipe)  # type: ignore[arg-type]  # passed through

    return make
