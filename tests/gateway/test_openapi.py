"""The contract that every frontend is written from."""

import json
from typing import Any

import pytest

from backend.gateway import openapi

METHODS = {"get", "head", "post", "put", "patch", "delete", "options"}
PROBLEM = {"$ref": "#/components/schemas/Problem"}


def operations() -> list[tuple[str, dict[str, Any]]]:
    paths: dict[str, dict[str, Any]] = json.loads(openapi.text())["paths"]
    return [
        (path, operation)
        for path, methods in paths.items()
        for method, operation in methods.items()
        if method in METHODS
    ]


def test_the_document_in_the_repository_equals_the_code() -> None:
    assert openapi.DOCUMENT.read_text(encoding="utf-8") == openapi.text(), "run `make openapi`"


def test_every_operation_has_a_name_of_its_own_and_a_sentence() -> None:
    names = [operation["operationId"] for _, operation in operations()]
    assert len(names) == len(set(names))
    assert all(operation["description"] for _, operation in operations())


def test_every_error_is_a_problem() -> None:
    document = openapi.text()
    assert "HTTPValidationError" not in document
    for path, operation in operations():
        for status, answer in operation["responses"].items():
            if status >= "4":
                schema = answer["content"]["application/json"]["schema"]
                assert schema == PROBLEM, (path, status)


@pytest.mark.parametrize(
    ("applies", "status"),
    [
        (lambda path, operation: {"session": []} in operation.get("security", []), "401"),
        (lambda path, operation: {"session": []} in operation.get("security", [{}])[:1], "403"),
        (lambda path, operation: "{" in path, "404"),
        (lambda path, operation: "requestBody" in operation, "422"),
    ],
    ids=["not logged in", "not by this token", "not there", "wrong input"],
)
def test_every_operation_documents_how_it_can_fail(applies: Any, status: str) -> None:
    for path, operation in operations():
        if applies(path, operation):
            assert status in operation["responses"], (path, operation["operationId"])
