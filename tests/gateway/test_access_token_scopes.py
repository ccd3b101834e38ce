"""Every operation of the gateway, asked with access tokens: what is not opened is closed."""

import re
from typing import Any

import pytest

from backend.gateway.main import routes
from backend.gateway.schemas.tokens import SCOPES
from tests.gateway.personas import Person
from tests.gateway.test_access_tokens import made, program
from tests.gateway.test_openapi import METHODS

# They do not ask who one is: a token is as good there as none.
OPEN_TO_ALL = {
    "log_in", "register", "request_password_reset", "check_password_reset", "reset_password",
    "judge_password", "describe_uploads", "get_shared_file", "get_shared_content", "list_services",
    "get_service", "get_status", "get_status_history", "get_stats", "live",
}  # fmt: skip

# Whatever else there may be one day: what manages the account itself is its owner's.
NEVER = re.compile(r"password|session|token|email|(change|delete)_account")


def described() -> list[tuple[str, str, dict[str, Any]]]:
    paths = routes().openapi()["paths"]
    return [
        (method.upper(), path, operation)
        for path, operations in paths.items()
        for method, operation in operations.items()
        if method in METHODS
    ]


def scopes_of(operation: dict[str, Any]) -> list[str]:
    """Return what a token needs for an operation; nothing where none is enough."""
    return [
        scope
        for requirement in operation.get("security", [])
        for scope in requirement.get("HTTPBearer", [])
    ]


def asks_who(operation: dict[str, Any]) -> bool:
    return bool(operation.get("security")) and {} not in operation["security"]


def test_what_asks_nobody_who_they_are_is_known_by_name() -> None:
    found = {each["operationId"] for _, _, each in described() if not asks_who(each)}
    assert found <= OPEN_TO_ALL, found - OPEN_TO_ALL


def test_the_account_itself_is_never_open_to_tokens() -> None:
    for _, _, operation in described():
        if NEVER.search(operation["operationId"]):
            assert not scopes_of(operation), operation["operationId"]


@pytest.fixture
def by_scope(alice: Person) -> dict[str, Person]:
    """A program per scope, which has this one only."""
    return {scope: program(alice, made(alice, scopes=[scope])["token"]) for scope in SCOPES}


@pytest.fixture
def all_but(alice: Person) -> dict[str, Person]:
    """A program per scope, which has all scopes but this one."""
    return {
        scope: program(
            alice, made(alice, scopes=[each for each in SCOPES if each != scope])["token"]
        )
        for scope in SCOPES
    }


def test_each_operation_takes_tokens_with_its_scope_and_no_others(
    by_scope: dict[str, Person], all_but: dict[str, Person]
) -> None:
    tried = 0
    for method, path, operation in described():
        scopes = scopes_of(operation)
        if not scopes:
            continue
        (scope,) = scopes
        # What a token may do is decided before anything else of the request is looked at.
        asked = (method, re.sub(r"\{[^}]+\}", "none", path))
        headers = {"Tus-Resumable": "1.0.0", "Content-Type": "application/json"}
        refused = all_but[scope].request(*asked, headers=headers)
        assert refused.status_code == 403, asked
        if method != "HEAD":
            assert refused.json()["code"] == "insufficient_scope", asked
        assert by_scope[scope].request(*asked, headers=headers).status_code not in {401, 403}, asked
        tried += 1
    assert tried > 20


def test_an_operation_that_declares_no_scope_refuses_every_token(alice: Person) -> None:
    bot = program(alice, made(alice, scopes=list(SCOPES))["token"])
    tried = 0
    for method, path, operation in described():
        if not asks_who(operation) or scopes_of(operation):
            continue
        asked = (method, re.sub(r"\{[^}]+\}", "none", path))
        answer = bot.request(*asked)
        assert answer.status_code == 403, asked
        assert answer.json()["code"] == "not_for_tokens", asked
        tried += 1
    assert tried > 8
    assert alice.get("/v1/account").status_code == 200
