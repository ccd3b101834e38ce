"""Fixtures of the audio service."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.services.audio.audio_process import AudioProcess
from tests.services.audio.sounds import make_cover, make_sound, make_tagged
from tests.services.service_process import ServiceProcess

MakeSound = Callable[..., Path]


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceProcess]:
    """A running audio service, shared by all tests that do not need one of their own."""
    running = AudioProcess(tmp_path_factory.mktemp("audio-service")).started()
    yield running
    assert running.stop() == 0
    assert list(running.scratch.iterdir()) == []


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> MakeSound:
    """Return a function that makes a sound, or finds it made already; a name is one recipe."""
    folder = tmp_path_factory.mktemp("sounds")

    def made(name: str, source: str = "", options: tuple[str, ...] = ()) -> Path:
        path = folder / name
        if not path.exists():
            recipe = {"source": source} if source else {}
            make_sound(path, options=options, **recipe)
        return path

    return made


@pytest.fixture(scope="session")
def cover(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small picture."""
    return make_cover(tmp_path_factory.mktemp("cover") / "cover.jpg")


@pytest.fixture(scope="session")
def tagged(tmp_path_factory: pytest.TempPathFactory, cover: Path) -> Path:
    """A FLAC file with every tag and a cover."""
    return make_tagged(tmp_path_factory.mktemp("tagged") / "tagged.flac", cover)
