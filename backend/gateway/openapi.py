"""`python -m backend.gateway.openapi`: write docs/openapi.json from the code."""

import json
import sys
from pathlib import Path
from typing import Any

from backend.gateway import errors
from backend.gateway.identity import TOKEN_PREFIX
from backend.gateway.main import routes
from backend.gateway.schemas.tokens import SCOPES

SECURITY_SCHEMES = {
    "session": {
        "type": "http",
        "scheme": "bearer",
        "description": "The token of a session, from logging in.",
    },
    "accessToken": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": f"{TOKEN_PREFIX}…",
        "description": "A personal access token. An operation names the scope that it needs:\n\n"
        + "\n".join(f"- `{scope}`: {meaning}." for scope, meaning in SCOPES.items()),
    },
}
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "openapi.json"


def text() -> str:
    """Return the OpenAPI document of the gateway as it stands in the repository."""
    document = routes().openapi()
    for path in document["paths"].values():
        for operation in path.values():
            _tell_our_errors(operation)
            _tell_who_may(operation)
    document["components"]["securitySchemes"] = SECURITY_SCHEMES
    for schema in ("HTTPValidationError", "ValidationError"):
        document["components"]["schemas"].pop(schema, None)
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _tell_our_errors(operation: dict[str, Any]) -> None:
    # FastAPI documents a shape of its own for wrong input, which `errors` replaces.
    answer = operation["responses"].get("422")
    if answer is not None:
        operation["responses"]["422"] = _problem(422)


def _tell_who_may(operation: dict[str, Any]) -> None:
    # FastAPI knows one kind of bearer token. Scopes are those of the other kind: a session
    # needs none of them.
    described = operation.get("security", [])
    for requirement in list(described):
        scopes = requirement.pop("HTTPBearer", None)
        if scopes is None:
            continue
        requirement["session"] = []
        if scopes:
            described.append({"accessToken": scopes})
        if "401" in operation["responses"]:
            operation["responses"]["403"] = _problem(403)


def _problem(status: int) -> dict[str, Any]:
    problem = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": errors.MEANING[status],
        "content": {"application/json": {"schema": problem}},
    }


def main() -> int:
    """Write the document; return the exit code."""
    DOCUMENT.write_text(text(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
