"""What was unlocked is told once."""

import json
import threading

import pytest
from sqlalchemy.exc import OperationalError

from backend.gateway.achievements import announcing
from backend.gateway.context import Context
from backend.gateway.database.models import now
from tests.gateway.personas import Person
from tests.gateway.test_achievements import do

WELCOME = {"name": "welcome", "title": "Welcome", "tier": "bronze"}


def news(person: Person, path: str = "/v1/account") -> list[dict[str, str]]:
    """Ask with the promise to show what comes along; return what came along."""
    answer = person.get(path, **{"X-Announce": "1"})
    heard: list[dict[str, str]] = json.loads(answer.headers.get("X-Unlocked", "[]"))
    return heard


def test_what_was_unlocked_comes_along_with_one_answer_only(alice: Person) -> None:
    assert news(alice) == [WELCOME]
    assert news(alice) == []


def test_it_waits_for_somebody_who_will_show_it(alice: Person) -> None:
    assert "X-Unlocked" not in alice.get("/v1/account").headers
    assert "X-Unlocked" not in alice.get("/v1/account", **{"X-Announce": "0"}).headers
    assert news(alice) == [WELCOME]


@pytest.mark.parametrize("path", ["/v1/stats", "/v1/jobs/nothing", "/v1/nothing"])
def test_any_answer_can_bring_it(alice: Person, path: str) -> None:
    assert news(alice, path) == [WELCOME]


def test_an_answer_brings_what_its_own_request_has_unlocked(alice: Person) -> None:
    news(alice)
    body = {"first_name": "Alice", "last_name": "Liddell"}
    answer = alice.request("PATCH", "/v1/account", body=body, headers={"X-Announce": "1"})
    assert [each["name"] for each in json.loads(answer.headers["X-Unlocked"])] == [
        "name_on_the_door"
    ]


def test_everyone_hears_of_their_own_only(alice: Person, bob: Person, context: Context) -> None:
    news(alice)
    news(bob)
    do(context, alice.get("/v1/account").json()["id"])
    assert news(bob) == []
    assert "first_cut" in {each["name"] for each in news(alice)}


def test_without_a_session_that_holds_there_is_no_news(alice: Person, visitor: Person) -> None:
    assert news(visitor) == []
    stranger = alice.at("203.0.113.99")
    stranger.token = alice.token
    alice.delete("/v1/sessions/current")
    assert news(stranger) == []


def test_of_many_that_ask_at_once_one_hears(alice: Person, context: Context) -> None:
    heard: list[str] = []
    together = threading.Barrier(8)

    def ask() -> None:
        together.wait()
        heard.extend(each.name for each in announcing.take_news(context, alice.token, now()))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert heard == ["welcome"]


def test_more_than_a_header_can_hold_comes_in_turns(
    alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(announcing, "MOST_AT_ONCE", 1)
    alice.request("PATCH", "/v1/account", body={"first_name": "A", "last_name": "L"})
    assert [each["name"] for each in news(alice) + news(alice)] == ["welcome", "name_on_the_door"]


def test_a_database_that_fails_costs_the_news_and_not_the_answer(
    alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise OperationalError("UPDATE", {}, Exception("connection refused"))

    with monkeypatch.context() as patch:
        patch.setattr(announcing, "take_news", fail)
        answer = alice.get("/v1/account", **{"X-Announce": "1"})
        assert answer.status_code == 200
        assert "X-Unlocked" not in answer.headers
    assert news(alice) == [WELCOME]
