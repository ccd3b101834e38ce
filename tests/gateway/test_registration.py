"""Making an account."""

import threading
import unicodedata

import pytest
from sqlalchemy import select

from backend.gateway.accounts import passwords, rules
from backend.gateway.context import Context
from backend.gateway.database.models import Account
from backend.gateway.schemas.base import FieldProblem
from tests.gateway.personas import Person

GOOD = {"username": "dora", "email": "dora@example.org", "password": "a long enough one"}


def test_registering_makes_an_account_and_logs_in(visitor: Person) -> None:
    answer = visitor.post("/v1/accounts", **GOOD, first_name=" Dora  M. ", last_name="D’Arc")
    assert answer.status_code == 201
    visitor.token = answer.json()["token"]
    account = visitor.get("/v1/account").json()
    assert account == answer.json()["account"]
    assert (account["first_name"], account["last_name"]) == ("Dora M.", "D’Arc")


WRONG = [
    ("username", "", "required"),
    ("username", "ab", "too_short"),
    ("username", "a" * 41, "too_long"),
    ("username", "a b c", "invalid_characters"),
    ("username", "dora@example.org", "invalid_characters"),
    ("username", "do\u202era", "invalid_characters"),
    ("username", "do\x00ra", "invalid_characters"),
    ("username", "dor\u0430", "invalid_characters"),
    ("username", "---", "invalid_characters"),
    ("email", "", "required"),
    ("email", "nonsense", "invalid_email"),
    ("email", "a@b@example.org", "invalid_email"),
    ("email", "dora@example.org\nBcc: eve@example.org", "invalid_email"),
    ("email", "d" * 250 + "@example.org", "too_long"),
    ("password", "", "required"),
    ("password", "short", "too_short"),
    ("password", "é" * 600, "too_long"),
    ("password", "password123", "too_weak"),
    ("password", "aaaaaaaaaaaaaa", "too_weak"),
    ("password", "dora1234567", "too_weak"),
    ("password", "DORA@example.org", "same_as_email"),
    ("first_name", "x" * 81, "too_long"),
    ("last_name", "a\u202eb", "invalid_characters"),
]


def test_what_is_wrong_is_told_at_its_field(visitor: Person) -> None:
    for field, value, code in WRONG:
        answer = visitor.post("/v1/accounts", **{**GOOD, field: value})
        assert answer.status_code == 422, (field, value)
        assert answer.json()["code"] == "invalid"
        codes = {name: problem["code"] for name, problem in answer.json()["fields"].items()}
        assert codes == {field: code}, (field, value)


def test_everything_that_is_wrong_is_told_at_once(visitor: Person) -> None:
    answer = visitor.post("/v1/accounts", username="x", email="x", password="x")
    assert set(answer.json()["fields"]) == {"username", "email", "password"}


def test_a_missing_or_unknown_member_is_told_by_name(visitor: Person) -> None:
    answer = visitor.post(
        "/v1/accounts", username="dora", password="a long enough one", colour="red"
    )
    assert {name: p["code"] for name, p in answer.json()["fields"].items()} == {
        "email": "required",
        "colour": "unknown_field",
    }


def test_the_password_must_not_be_the_username(visitor: Person) -> None:
    answer = visitor.post(
        "/v1/accounts", username="dora.the.great", email="d@example.org", password="Dora.the.Great"
    )
    assert answer.json()["fields"]["password"]["code"] == "same_as_username"


@pytest.mark.parametrize(
    ("username", "email", "taken"),
    [
        ("ALICE", "other@example.org", {"username"}),
        ("ａｌｉｃｅ", "other@example.org", {"username"}),
        ("other", "Alice@EXAMPLE.org", {"email"}),
        ("alice", "alice@example.org", {"username", "email"}),
    ],
)
def test_what_is_taken_is_taken_however_it_is_written(
    alice: Person, visitor: Person, username: str, email: str, taken: set[str]
) -> None:
    answer = visitor.post(
        "/v1/accounts", username=username, email=email, password="a long enough one"
    )
    assert answer.status_code == 422
    assert {n: p["code"] for n, p in answer.json()["fields"].items()} == dict.fromkeys(
        taken, "taken"
    )


def test_of_two_who_want_one_name_at_once_one_gets_it(
    visitor: Person, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Both have seen the name free before either has it: the worst moment.
    both_have_looked = threading.Barrier(2, timeout=10)
    monkeypatch.setattr(context.hashing._limiter, "total_tokens", 2)
    real = passwords.hash_password

    def hash_password(password: str) -> str:
        both_have_looked.wait()
        return real(password)

    monkeypatch.setattr(passwords, "hash_password", hash_password)
    answers = []

    def register(number: int) -> None:
        answers.append(
            visitor.post("/v1/accounts", **{**GOOD, "email": f"dora{number}@example.org"})
        )

    threads = [threading.Thread(target=register, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers) == [201, 422]
    refused = next(answer for answer in answers if answer.status_code == 422)
    assert refused.json()["fields"]["username"]["code"] == "taken"
    with context.reading() as db:
        assert len(db.scalars(select(Account)).all()) == 1


@pytest.mark.parametrize("name", ["Ольга", "李小龙", "नरेंद्र", "jean-luc.p_1", "Zoë", "סבתא"])
def test_usernames_may_be_of_any_script(name: str) -> None:
    assert rules.username(name) == unicodedata.normalize("NFKC", name)


@pytest.mark.parametrize("name", ["a\u3164b", "ab\u200bc", "abc\ufe0f", "ab\u0600c", "x\ud800yz"])
def test_usernames_hold_nothing_that_cannot_be_seen(name: str) -> None:
    problem = rules.username(name)
    assert isinstance(problem, FieldProblem)
    assert problem.code == "invalid_characters"
