"""Fixtures of the media services: clips made once, and running services."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.media import make_clip
from tests.services.service_process import ServiceProcess

MakeClip = Callable[..., Path]
StartService = Callable[..., ServiceProcess]


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> MakeClip:
    """Return a function that makes a clip, or finds it made already.

    The first argument is the file's name, the others those of `make_clip`.
    """
    folder = tmp_path_factory.mktemp("clips")

    def made(name: str, **recipe: Any) -> Path:
        mark = hashlib.sha256(repr(sorted(recipe.items())).encode()).hexdigest()[:12]
        path = folder / mark / name
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            make_clip(path, **recipe)
        return path

    return made


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceProcess]:
    """A running video service, shared by all tests that do not need one of their own."""
    running = ServiceProcess(tmp_path_factory.mktemp("shared-service")).started()
    yield running
    assert running.stop() == 0


@pytest.fixture
def start_service(tmp_path: Path) -> Iterator[StartService]:
    """Return a function that starts a video service with settings of its own."""
    running: list[ServiceProcess] = []

    def start(**environment: str) -> ServiceProcess:
        service = ServiceProcess(tmp_path / f"service-{len(running)}", **environment)
        running.append(service)
        return service.started()

    yield start
    for service in running:
        service.stop()
