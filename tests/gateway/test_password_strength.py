"""Passwords: what is said of them while they are chosen, and when they are refused."""

import importlib.util
import time

import pytest

from backend.gateway.accounts.common_words import RankedWords
from backend.gateway.accounts.strength import ABOUT_YOU, estimate
from backend.gateway.context import Context
from tests.gateway.personas import Person

DORA = {"username": "dora", "email": "explorer@example.org", "first_name": "Theodora"}


def judged(person: Person, password: str, **more: str) -> dict[str, object]:
    """Ask about a password."""
    answer = person.post("/v1/password-strength", password=password, **more)
    assert answer.status_code == 200, answer.text
    verdict: dict[str, object] = answer.json()
    return verdict


def test_a_common_password_is_very_weak_and_the_answer_says_why(visitor: Person) -> None:
    verdict = judged(visitor, "qwertyuiop")
    assert (verdict["score"], verdict["verdict"]) == (0, "Very weak")
    assert verdict["acceptable"] is False
    assert "common password" in str(verdict["weakness"])
    assert verdict["suggestions"]


def test_a_few_words_are_strong_without_any_rule_of_what_they_are_made_of(
    visitor: Person,
) -> None:
    verdict = judged(visitor, "lamp tuesday violin gravel")
    assert verdict == {
        "score": 4,
        "verdict": "Strong",
        "meaning": "Nobody will guess this.",
        "weakness": "",
        "suggestions": [],
        "acceptable": True,
    }


@pytest.mark.parametrize("password", ["dora123456", "Theodora2024", "explorer1234"])
def test_what_is_known_of_somebody_is_guessed_first(visitor: Person, password: str) -> None:
    score = judged(visitor, password, **DORA)["score"]
    assert isinstance(score, int)
    assert score <= 1


def test_words_are_found_in_little_memory_as_in_a_dictionary() -> None:
    spec = importlib.util.find_spec("zxcvbn.frequency_lists")
    assert spec
    assert spec.loader
    fresh = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(fresh)
    words = fresh.FREQUENCY_LISTS["passwords"]
    ranks = {word: rank for rank, word in enumerate(words, 1)}
    ranked = RankedWords(ranks)
    assert len(ranks) > 10_000
    assert {word: ranked[word] for word in ranks} == ranks
    others = ("", "no such word", words[0] * 50, *(f"{word}\N{SNOWMAN}" for word in words))
    assert [other for other in others if other in ranked] == []
    with pytest.raises(KeyError):
        ranked["no such word"]


def test_a_name_alone_is_told_to_be_one() -> None:
    assert estimate("marmaduke", ["marmaduke"]).weakness == ABOUT_YOU


def test_a_strong_one_that_is_too_short_is_not_acceptable(visitor: Person) -> None:
    verdict = judged(visitor, "x9$Kq2!v")
    assert verdict["acceptable"] is False
    assert verdict["meaning"] == "Use at least 10 characters."


def test_the_refusal_at_the_field_says_the_same(visitor: Person) -> None:
    verdict = judged(visitor, "password123", **DORA)
    refused = visitor.post("/v1/accounts", **DORA, password="password123")
    problem = refused.json()["fields"]["password"]
    assert problem["code"] == "too_weak"
    assert problem["message"].startswith(str(verdict["weakness"]))
    assert "Add another word or two." in problem["message"]


@pytest.mark.parametrize(
    "password",
    ["a" * 1024, "password" * 128, "@4($30" * 170, "aA1!" * 256, "\U0001f600" * 1000, "\0" * 99],
)
def test_a_long_one_takes_no_long_time(visitor: Person, password: str) -> None:
    begun = time.perf_counter()
    judged(visitor, password)
    # 0.2 s on a quiet machine; without the bound it is minutes.
    assert time.perf_counter() - begun < 5


def test_half_a_surrogate_pair_is_judged_like_any_other_letter(visitor: Person) -> None:
    content = b'{"password": "\\ud800 and other words"}'
    headers = {"Content-Type": "application/json"}
    answer = visitor.request("POST", "/v1/password-strength", headers=headers, content=content)
    assert answer.status_code in {200, 422}


def test_one_longer_than_any_is_not_even_read(visitor: Person) -> None:
    answer = visitor.post("/v1/password-strength", password="x" * 1025)
    assert answer.json()["fields"]["password"]["code"] == "too_long"


def test_whoever_asks_too_often_waits_and_nobody_else(
    visitor: Person, context: Context, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(context.judging_pace, "_burst", 3)
    codes = [visitor.post("/v1/password-strength", password="x").status_code for _ in range(5)]
    assert codes[:3] == [200] * 3
    assert codes[-1] == 429
    assert judged(alice, "x")
