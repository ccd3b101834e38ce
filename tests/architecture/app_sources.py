"""The frontend's own source, parsed."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
APP = ROOT / "app"


@cache
def modules() -> dict[str, ast.Module]:
    """Return each module of the frontend by its path from the root."""
    return {
        path.relative_to(ROOT).as_posix(): ast.parse(path.read_text())
        for path in sorted(APP.rglob("*.py"))
    }


def imports(module: ast.Module) -> set[str]:
    """Return the full names of all modules that `module` imports, wherever it does."""
    names = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            names |= {each.name for each in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module}
    return names


def templates() -> dict[str, str]:
    """Return the text of each template by its path from the templates' folder."""
    folder = APP / "templates"
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in sorted(folder.rglob("*.html"))
    }
