"""One task on one file: ``python -m backend.services.image.engine TASK``.

TASK is a JSON object: ``{"source": path}`` reads what the file is; with ``recipe`` and
``output`` it makes a picture, with ``screen`` (pixels) one for a screen. Writes one JSON
object per line: ``{"progress": fraction}``, and last ``{"picture": …, …}`` or
``{"failure": code}``.

A process of its own for each task starts in 60 ms. That is little enough to need no
pool of waiting processes: with two of them (reading, working) a small picture is done
in a fifth of a second, and nothing of one file ever meets another.
"""

import json
import signal
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from backend.services.image.engine.developing import develop
from backend.services.image.engine.failures import UnfitError
from backend.services.image.engine.reading import read
from backend.services.image.recipe import Recipe


def main(arguments: list[str]) -> int:
    """Do the task in `arguments`."""
    # Python ignores this signal; a result that is too large shall end the process.
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
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
    made = develop(source, recipe, Path(task["output"]), task["screen"], _tell_progress)
    return asdict(made)


def _tell_progress(fraction: float) -> None:
    _tell({"progress": fraction})


def _tell(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
