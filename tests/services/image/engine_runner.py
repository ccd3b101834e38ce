"""The engine in child processes, for tests that do not need a service around it."""

import asyncio
from pathlib import Path

from backend.services.image.child import Engine, Made
from backend.services.image.picture import Picture
from backend.services.image.recipe import Recipe
from backend.services.process import ProcessLimits


class EngineRunner:
    """An event loop with an engine in it, spoken to from outside."""

    def __init__(self) -> None:
        self._runner = asyncio.Runner()
        self._engine = Engine()

    def inspect(self, path: Path, limits: ProcessLimits) -> Picture:
        """Return what `path` is; raises `MediaFailure`."""
        return self._runner.run(self._engine.inspect(path, path.parent, limits))

    def develop(self, path: Path, recipe: Recipe, output: Path, limits: ProcessLimits) -> Made:
        """Make `output`; raises `MediaFailure`."""
        return self._runner.run(self._engine.develop(path, recipe, output, limits))

    def close(self) -> None:
        """End its processes."""
        self._runner.run(self._engine.close())
        self._runner.close()
