"""The gateway's OpenAPI document, against which every mock is held."""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema

DOCUMENT = Path(__file__).parents[2] / "docs" / "openapi.json"


@cache
def document() -> dict[str, Any]:
    """Return the parsed document."""
    parsed: dict[str, Any] = json.loads(DOCUMENT.read_text())
    return parsed


@cache
def operation(method: str, path: str) -> dict[str, Any]:
    """Return what the document says of `method` and `path`, whose literal parts match best."""
    if method == "HEAD":
        # A GET without its body, and not described once more.
        method = "GET"
    matches = [
        (template.count("{"), operations[method.lower()])
        for template, operations in document()["paths"].items()
        if method.lower() in operations
        and re.fullmatch(re.sub(r"\\?\{[^}]+\}", "[^/]+", re.escape(template)), path)
    ]
    assert matches, f"the gateway has no {method} {path}"
    found: dict[str, Any] = min(matches, key=lambda match: match[0])[1]
    return found


def check_answer(method: str, path: str, status: int, payload: object) -> None:
    """Raise unless the gateway may answer `method` `path` with this status and JSON."""
    if status >= 400:
        _validate({"$ref": "#/components/schemas/Problem"}, payload)
        return
    answers = operation(method, path)["responses"]
    assert str(status) in answers, f"{method} {path} never answers {status}, only {list(answers)}"
    content = answers[str(status)].get("content", {}).get("application/json")
    if status != 204 and content:
        _validate(content["schema"], payload)
    else:
        assert payload is None, f"{method} {path} answers {status} without a body"


def check_request(method: str, path: str, query: Mapping[str, str], body: object) -> None:
    """Raise unless the gateway may be asked so."""
    described = operation(method, path)
    known = {each["name"] for each in described.get("parameters", []) if each["in"] == "query"}
    assert set(query) <= known, f"{method} {path} knows no {set(query) - known}"
    wanted = described.get("requestBody", {}).get("content", {}).get("application/json")
    if wanted:
        _validate(wanted["schema"], body)
    else:
        assert body is None, f"{method} {path} takes no JSON"


def _validate(schema: Mapping[str, Any], value: object) -> None:
    jsonschema.validate(value, {**schema, "components": document()["components"]})
