"""`python -m backend.gateway.openapi`: write docs/openapi.json from the code."""

import json
import sys
from pathlib import Path
from typing import Any

from backend.gateway import errors
from backend.gateway.main import routes

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "openapi.json"


def text() -> str:
    """Return the OpenAPI document of the gateway as it stands in the repository."""
    document = routes().openapi()
    for path in document["paths"].values():
        for operation in path.values():
            _tell_our_errors(operation)
    for schema in ("HTTPValidationError", "ValidationError"):
        document["components"]["schemas"].pop(schema, None)
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _tell_our_errors(operation: dict[str, Any]) -> None:
    # FastAPI documents a shape of its own for wrong input, which `errors` replaces.
    answer = operation["responses"].get("422")
    if answer is not None:
        problem = {"$ref": "#/components/schemas/Problem"}
        answer["content"] = {"application/json": {"schema": problem}}
        answer["description"] = errors.MEANING[422]


def main() -> int:
    """Write the document; return the exit code."""
    DOCUMENT.write_text(text(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
