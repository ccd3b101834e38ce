"""Presets of people's own: kept under a name, shared as JSON."""

from typing import Any

import httpx
import pytest

from backend.gateway.presets import keeping
from tests.gateway.media.conftest import Uploader
from tests.gateway.personas import Person


@pytest.fixture(autouse=True)
def known_service(by_alice: Uploader) -> None:
    """Have the gateway know what the toy can do."""
    by_alice.upload()


def keep(person: Person, name: str = "Short", **changes: object) -> httpx.Response:
    wish = {"service": "toy", "operation": "work", "name": name, "parameters": {"seconds": 1}}
    return person.post("/v1/presets", **{**wish, **changes})


def items(person: Person, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = person.get(f"/v1/presets{query}").json()["items"]
    return found


def test_a_preset_is_kept_found_changed_and_deleted(alice: Person) -> None:
    kept = keep(
        alice, "  A  short\tone ", parameters={"seconds": 1, "parts": [{"start": 0, "end": 1}]}
    )
    assert (kept.status_code, kept.json()["name"]) == (201, "A short one")
    assert items(alice, "?service=toy&operation=work") == [kept.json()]
    assert items(alice, "?service=video") == []
    path = f"/v1/presets/{kept.json()['id']}"
    changed = alice.request("PATCH", path, body={"name": "Long", "parameters": {"seconds": 9}})
    assert (changed.json()["name"], changed.json()["parameters"]) == ("Long", {"seconds": 9})
    assert alice.delete(path).status_code == 204
    assert items(alice) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"service": "fax"}, "service"),
        ({"operation": "explode"}, "operation"),
        ({"parameters": {"nothing": 1}}, "nothing"),
        ({"parameters": {"other": "f-1"}}, "other"),
        ({"parameters": {"others": ["f-1"]}}, "others"),
        ({"parameters": {"seconds": [1]}}, "seconds"),
        ({"name": " \n"}, "name"),
        ({"name": "x" * 81}, "name"),
    ],
)
def test_what_is_no_preset_is_refused(
    alice: Person, changes: dict[str, object], field: str
) -> None:
    answer = alice.post(
        "/v1/presets",
        **{"service": "toy", "operation": "work", "name": "n", "parameters": {}, **changes},
    )
    assert (answer.status_code, list(answer.json()["fields"])) == (422, [field])


def test_a_name_is_taken_once(alice: Person, bob: Person) -> None:
    keep(alice)
    other = keep(alice, "Other").json()["id"]
    assert keep(alice, "SHORT").json()["code"] == "name_taken"
    renamed = alice.request("PATCH", f"/v1/presets/{other}", body={"name": "short"})
    assert renamed.json()["code"] == "name_taken"
    assert keep(bob).status_code == 201


def test_what_was_exported_can_be_imported_elsewhere(alice: Person, bob: Person) -> None:
    keep(alice, "One")
    keep(alice, "Two", parameters={"outcome": "done"})
    keep(bob, "one")
    exported = [*items(alice), {"name": "none"}, {"service": "fax", "name": 5}]
    answer = bob.post("/v1/presets/import", items=exported)
    assert answer.json() == {"added": 1, "skipped": 3}
    assert [preset["name"] for preset in items(bob)] == ["one", "Two"]


def test_presets_are_their_owners_alone(alice: Person, outsider: Person) -> None:
    path = f"/v1/presets/{keep(alice).json()['id']}"
    assert items(outsider) == []
    assert outsider.request("PATCH", path, body={"name": "Mine"}).status_code == 404
    assert outsider.delete(path).status_code == 404


def test_there_can_be_too_many(alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MAX_PRESETS", 1)
    keep(alice)
    assert keep(alice, "Another").json()["code"] == "too_many_presets"
