"""Logging in and out."""

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update

from backend.gateway.accounts import passwords
from backend.gateway.accounts.sessions import MAX_SESSIONS
from backend.gateway.context import Context
from backend.gateway.database.models import Account, Session, now
from tests.gateway.personas import Person


def test_one_logs_in_by_username_or_by_email_however_they_are_written(alice: Person) -> None:
    for login in ("alice", "ALICE", " Alice ", "alice@example.org", "Alice@Example.ORG"):
        answer = alice.post("/v1/sessions", login=login, password=alice.password)
        assert answer.status_code == 201, login
        assert answer.json()["account"]["username"] == "alice"


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("alice", "a wrong password"),
        ("nobody", "a wrong password"),
        ("nobody@example.org", "correct horse of alice"),
        ("", ""),
        ("alice", ""),
        ("alice", "x" * 5000),
        ("ali\0ce", "correct horse of alice"),
    ],
)
def test_whatever_is_wrong_the_answer_is_the_same(
    alice: Person, visitor: Person, login: str, password: str
) -> None:
    answer = visitor.post("/v1/sessions", login=login, password=password)
    assert answer.status_code == 401
    assert answer.json()["code"] == "wrong_credentials"
    assert answer.json()["message"] == "Username or password is wrong."


def test_an_unknown_account_costs_as_many_hashes_as_a_known_one(
    alice: Person, visitor: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashes: list[str] = []

    class CountingHasher:
        def verify(self, stored: str, password: str) -> bool:
            hashes.append(stored)
            return real.verify(stored, password)

    real = passwords._hasher
    monkeypatch.setattr(passwords, "_hasher", CountingHasher())
    for login in ("alice", "nobody"):
        visitor.post("/v1/sessions", login=login, password="a wrong password")
    known, unknown = hashes
    # The same parameters: version, memory, passes and lanes.
    assert known.split("$")[1:4] == unknown.split("$")[1:4]


def test_a_token_opens_the_account_until_one_logs_out(alice: Person) -> None:
    assert alice.get("/v1/account").json()["username"] == "alice"
    assert alice.delete("/v1/sessions/current").status_code == 204
    answer = alice.get("/v1/account")
    assert answer.status_code == 401
    assert answer.json()["code"] == "not_authenticated"


def test_without_a_token_or_with_a_wrong_one_nobody_is_logged_in(visitor: Person) -> None:
    for value in ("", "Bearer", "Bearer x", "Basic YTpi", "Bearer " + "x" * 3000):
        answer = visitor.request("GET", "/v1/account", headers={"Authorization": value})
        assert answer.status_code == 401, value
        assert answer.json()["code"] == "not_authenticated"


def test_the_database_holds_no_token_and_no_password(alice: Person, context: Context) -> None:
    with context.reading() as db:
        session = db.scalars(select(Session)).one()
        account = db.scalars(select(Account)).one()
    assert alice.token not in str(vars(session))
    assert account.password_hash.startswith("$argon2id$v=19$m=7168,t=5,p=1$")


def test_logging_in_anew_replaces_the_session_that_the_caller_had(alice: Person) -> None:
    old = alice.token
    assert alice.log_in().status_code == 201
    assert alice.token != old
    new, alice.token = alice.token, old
    assert alice.get("/v1/account").status_code == 401
    alice.token = new
    assert len(alice.get("/v1/sessions").json()["items"]) == 1


def test_sessions_tell_where_one_is_logged_in(alice: Person) -> None:
    phone = alice.at("198.51.100.7")
    phone.log_in()
    items = alice.get("/v1/sessions").json()["items"]
    assert {(s["address"], s["user_agent"], s["current"]) for s in items} == {
        ("203.0.113.10", "alice's browser", True),
        ("198.51.100.7", "alice's browser", False),
    }


def test_a_session_can_be_ended_from_another(alice: Person) -> None:
    phone = alice.at("198.51.100.7")
    phone.log_in()
    other = next(s for s in alice.get("/v1/sessions").json()["items"] if not s["current"])
    assert alice.delete(f"/v1/sessions/{other['id']}").status_code == 204
    assert phone.get("/v1/account").status_code == 401
    assert alice.get("/v1/account").status_code == 200


def test_all_other_sessions_end_at_once(alice: Person) -> None:
    phone, tablet = alice.at("198.51.100.7"), alice.at("198.51.100.8")
    phone.log_in()
    tablet.log_in()
    assert alice.delete("/v1/sessions").status_code == 204
    assert [p.get("/v1/account").status_code for p in (alice, phone, tablet)] == [200, 401, 401]


def test_nobody_ends_or_sees_the_sessions_of_others(alice: Person, outsider: Person) -> None:
    session = alice.get("/v1/sessions").json()["items"][0]
    assert outsider.delete(f"/v1/sessions/{session['id']}").status_code == 404
    assert session not in outsider.get("/v1/sessions").json()["items"]
    assert alice.get("/v1/account").status_code == 200


def _age(context: Context, by: timedelta) -> None:
    """Let time pass for all sessions."""
    with context.sessions.begin() as db:
        for session in db.scalars(select(Session)):
            session.last_seen_at -= by
            session.expires_at -= by


def test_a_session_in_use_slides_on_and_an_idle_one_ends_after_12_hours(
    alice: Person, context: Context
) -> None:
    for _ in range(4):
        _age(context, timedelta(hours=11))
        assert alice.get("/v1/account").status_code == 200
    _age(context, timedelta(hours=12))
    assert alice.get("/v1/account").status_code == 401


def test_a_remembered_session_ends_after_30_days(alice: Person, context: Context) -> None:
    alice.log_in(remember=True)
    _age(context, timedelta(days=29))
    assert alice.get("/v1/account").status_code == 200
    _age(context, timedelta(days=1))
    assert alice.get("/v1/account").status_code == 401


def test_a_session_is_noted_as_seen_at_most_once_a_minute(alice: Person, context: Context) -> None:
    def seen() -> object:
        with context.reading() as db:
            return db.scalars(select(Session.last_seen_at)).one()

    first = seen()
    alice.get("/v1/account")
    assert seen() == first
    _age(context, timedelta(minutes=1))
    alice.get("/v1/account")
    assert seen() != first


def test_a_session_of_a_deleted_account_is_worth_nothing(alice: Person, context: Context) -> None:
    with context.sessions.begin() as db:
        db.delete(db.scalars(select(Account)).one())
    assert alice.get("/v1/account").status_code == 401


def test_the_oldest_session_gives_way_when_there_are_too_many(
    alice: Person, context: Context
) -> None:
    _age(context, timedelta(minutes=5))
    moment = now()
    with context.sessions.begin() as db:
        account_id = db.scalars(select(Account.id)).one()
        for number in range(MAX_SESSIONS - 1):
            db.add(
                Session(
                    account_id=account_id, token_hash=f"{number}", expires_at=moment + timedelta(1)
                )
            )
    assert alice.get("/v1/account").status_code == 200
    _age(context, timedelta(minutes=5))
    with context.sessions.begin() as db:
        db.execute(
            update(Session).where(Session.token_hash.in_(["0", "1"])).values(last_seen_at=moment)
        )
    assert alice.at("198.51.100.9").log_in().status_code == 201
    with context.reading() as db:
        assert len(db.scalars(select(Session.id)).all()) == MAX_SESSIONS


def test_a_hash_of_older_parameters_is_renewed_when_its_password_is_next_seen(
    alice: Person, context: Context
) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(alice.password)
    with context.sessions.begin() as db:
        db.execute(update(Account).values(password_hash=weak))
    assert alice.log_in().status_code == 201
    with context.reading() as db:
        assert "m=7168,t=5,p=1" in db.scalars(select(Account.password_hash)).one()
    assert alice.log_in().status_code == 201
