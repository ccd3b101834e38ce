"""Fixtures of the image service."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

import pytest

from backend.services.image.engine.developing import Made, develop
from backend.services.image.formats import TARGETS
from backend.services.image.recipe import Recipe
from tests.services.image.engine_runner import EngineRunner
from tests.services.image.image_process import ImageProcess
from tests.services.image.pictures import every_format
from tests.services.service_process import ServiceProcess

Developed = tuple[Path, Made]


class Develop(Protocol):
    """Carries out a recipe."""

    def __call__(self, source: Path, recipe: Recipe, others: Sequence[Path] = ()) -> Developed:
        """Return the result, and what was told of it."""


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceProcess]:
    """A running image service, shared by all tests that do not need one of their own."""
    running = ImageProcess(tmp_path_factory.mktemp("image-service")).started()
    yield running
    assert running.stop() == 0


@pytest.fixture(scope="session")
def engine() -> Iterator[EngineRunner]:
    """The engine in child processes, without a service."""
    running = EngineRunner()
    yield running
    running.close()


@pytest.fixture(scope="session")
def sources(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same picture in every format that is read."""
    return every_format(tmp_path_factory.mktemp("sources"))


@pytest.fixture
def developed(tmp_path: Path) -> Develop:
    """Return a function that carries out a recipe here: these files are our own."""

    def made(source: Path, recipe: Recipe, others: Sequence[Path] = ()) -> Developed:
        number = sum(1 for _ in tmp_path.glob("result-*"))
        output = tmp_path / f"result-{number}.{TARGETS[recipe.target].extension}"
        return output, develop(source, recipe, output, None, lambda _: None, others=others)

    return made
