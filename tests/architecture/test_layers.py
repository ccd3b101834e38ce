"""Who may know whom: rooms talk through their contracts only."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import ROOT

FORBIDDEN = {
    "app": ["backend", "tests"],
    "backend/gateway": ["app", "backend.services", "av", "numpy", "pyvips", "PIL"],
    "backend/services": ["app", "backend.gateway", "sqlalchemy", "fastapi", "dbos"],
    # One service never leans on another: each can be left out, or run elsewhere.
    "backend/services/video": ["backend.services.image", "backend.services.audio"],
    "backend/services/image": ["backend.services.video", "backend.services.audio"],
    "backend/services/audio": ["backend.services.video", "backend.services.image"],
    "config.py": ["app", "backend", "tests"],
}


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("room", FORBIDDEN)
def test_no_room_reaches_into_another(room: str) -> None:
    place = ROOT / room
    reaching = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in ([place] if place.suffix else place.rglob("*.py"))
        for name in _imports(path)
        for other in FORBIDDEN[room]
        if name == other or name.startswith(f"{other}.")
    ]
    assert reaching == []
