"""One task on files of strangers, done by a child process that lives for it alone.

A task is a JSON object: ``{"source": path}`` reads what the file is; with ``recipe`` and
``output`` it makes a picture, with ``screen`` one for a screen, with ``others``
(paths) of several. Writes one JSON
object per line: ``{"progress": fraction}``, and last ``{"picture": …, …}`` or
``{"failure": code}``.

Whoever forks the children imports this once, and so everything that most tasks need.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

# Loaded before it is needed: to import it takes longer than to make a small picture.
from backend.services.image.engine import pillow_writing  # noqa: F401
from backend.services.image.engine.developing import develop
from backend.services.image.engine.failures import UnfitError
from backend.services.image.engine.reading import read
from backend.services.image.recipe import Recipe
from backend.services.image.screening import Screen


def main(arguments: list[str]) -> int:
    """Do the task in `arguments`."""
    task: dict[str, Any] = json.loads(arguments[0])
    try:
        answer = _done(task)
    except UnfitError as error:
        answer = {"failure": error.code}
    _tell(answer)
    return 0


def _done(task: dict[str, Any]) -> dict[str, Any]:
    source = Path(task["source"])
    if "recipe" not in task:
        return {"picture": asdict(read(source))}
    recipe = Recipe.from_json(task["recipe"])
    screen = Screen(**task["screen"]) if task["screen"] else None
    output, others = Path(task["output"]), [Path(path) for path in task["others"]]
    made = develop(source, recipe, output, screen, _tell_progress, others=others)
    return asdict(made)


def _tell_progress(fraction: float) -> None:
    _tell({"progress": fraction})


def _tell(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()
