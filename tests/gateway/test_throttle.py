"""Whoever guesses is slowed down, and nobody else."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from backend.gateway.accounts import throttle
from backend.gateway.accounts.throttle import Limit
from backend.gateway.context import Context
from backend.gateway.database.models import Throttle, now
from backend.gateway.problems import TooManyAttempts
from tests.gateway.personas import Person

WRONG = "certainly not it"


def pass_time(context: Context, **time: float) -> None:
    """Let time pass for everything that is throttled."""
    with context.sessions.begin() as db:
        for row in db.scalars(select(Throttle)):
            row.blocked_until -= timedelta(**time)
            row.updated_at -= timedelta(**time)
            if row.succeeded_at is not None:
                row.succeeded_at -= timedelta(**time)


def fail(person: Person, times: int) -> list[int]:
    """Try a wrong password so many times."""
    return [person.log_in(WRONG).status_code for _ in range(times)]


def test_after_five_failures_one_waits_longer_and_longer(alice: Person, context: Context) -> None:
    assert fail(alice, 6) == [401] * 6
    waits = []
    for _ in range(4):
        answer = alice.log_in(WRONG)
        assert answer.status_code == 429
        assert answer.json()["code"] == "too_many_attempts"
        waits.append(int(answer.headers["Retry-After"]))
        pass_time(context, seconds=waits[-1])
        assert alice.log_in(WRONG).status_code == 401
    assert waits == [2, 4, 8, 16]


def test_the_wait_has_an_end(context: Context) -> None:
    limit, moment = Limit("a", free=0), now()
    for _ in range(60):
        with context.sessions.begin() as db:
            throttle.count_attempt(db, [limit], moment)
        moment += throttle.LONGEST_DELAY
    with context.reading() as db:
        row = db.scalars(select(Throttle)).one()
    assert row.blocked_until == moment


def test_having_waited_the_right_password_works_and_clears_the_failures(
    alice: Person, context: Context
) -> None:
    fail(alice, 6)
    pass_time(context, seconds=2)
    assert alice.log_in().status_code == 201
    assert fail(alice, 5) == [401] * 5
    assert alice.log_in().status_code == 201


def test_a_stranger_cannot_lock_somebody_out(alice: Person) -> None:
    stranger = alice.at("198.51.100.66")
    assert 429 in fail(stranger, 10)
    assert alice.log_in().status_code == 201
    assert alice.at("198.51.100.67").log_in().status_code == 201


def test_an_unknown_name_is_throttled_like_a_known_one(alice: Person, visitor: Person) -> None:
    stranger = alice.at("198.51.100.66")
    known, unknown = fail(stranger, 8), fail(visitor, 8)
    assert known == unknown
    assert 429 in known


def test_one_address_cannot_try_a_password_on_everybody(visitor: Person) -> None:
    statuses = [
        visitor.post("/v1/sessions", login=f"name{number}", password=WRONG).status_code
        for number in range(33)
    ]
    assert statuses[:31] == [401] * 31
    assert 429 in statuses[31:]


def _attack(context: Context, name: str) -> None:
    """Have as many failures from everywhere as make a name suspicious."""
    subject = f"login:name:{throttle._digest(name)}"
    with context.sessions.begin() as db:
        throttle.count_attempt(db, [Limit(subject, throttle.UNLIMITED)], now())
        rows = update(Throttle).where(Throttle.subject == subject)
        db.execute(rows.values(failures=throttle.SUSPICIOUS_FAILURES))


def test_under_attack_from_everywhere_strangers_get_one_guess_each(
    alice: Person, context: Context
) -> None:
    _attack(context, "alice")
    stranger = alice.at("198.51.100.66")
    assert fail(stranger, 3) == [401, 401, 429]
    assert int(stranger.log_in(WRONG).headers["Retry-After"]) > 30


def test_under_attack_from_everywhere_the_owner_notices_nothing(
    alice: Person, context: Context
) -> None:
    assert alice.log_in().status_code == 201
    _attack(context, "alice")
    assert fail(alice, 4) == [401] * 4
    assert alice.log_in().status_code == 201
    assert alice.at("198.51.100.67").log_in().status_code == 201


def test_attempts_sent_at_once_are_counted_before_they_are_judged(context: Context) -> None:
    limit, moment = Limit("a", free=3), now()

    def attempt() -> bool:
        try:
            with context.sessions.begin() as db:
                throttle.count_attempt(db, [limit], moment)
        except TooManyAttempts:
            return False
        return True

    # None of them has been judged, and the fourth already closes the door.
    assert [attempt() for _ in range(6)] == [True] * 4 + [False] * 2


def test_attempts_at_one_moment_that_are_free_never_block_each_other(context: Context) -> None:
    limit, later = Limit("a", free=3), now()
    earlier = later - timedelta(milliseconds=5)
    for moment in (later, earlier):
        with context.sessions.begin() as db:
            throttle.count_attempt(db, [limit], moment)


@pytest.mark.parametrize(
    "attempt",
    [
        lambda p: p.post("/v1/password-resets", login="alice"),
        lambda p: p.request(
            "PUT",
            "/v1/account/password",
            body={"old_password": WRONG, "new_password": "a long enough one"},
        ),
        lambda p: p.delete("/v1/account", password=WRONG),
    ],
    ids=["asking for mails", "changing the password", "deleting the account"],
)
def test_other_doors_are_throttled_too(alice: Person, attempt: Callable[[Person], object]) -> None:
    statuses = [getattr(attempt(alice), "status_code") for _ in range(8)]  # noqa: B009
    assert 429 in statuses
    assert 429 not in statuses[:3]


def test_registering_is_throttled_by_address(alice: Person, context: Context) -> None:
    wish = {"username": "alice", "email": "x@example.org", "password": "a long enough one"}
    subject = "register:address:203.0.113.10"
    with context.sessions.begin() as db:
        db.execute(update(Throttle).where(Throttle.subject == subject).values(failures=50))
    assert alice.post("/v1/accounts", **wish).status_code == 422
    assert alice.post("/v1/accounts", **wish).status_code == 429
    assert Person(alice.client, "carol", "198.51.100.1").register().status_code == 201


def test_rows_that_tell_nothing_any_more_are_swept(alice: Person, context: Context) -> None:
    fail(alice.at("198.51.100.66"), 1)
    alice.log_in()

    def rows_after(days: float) -> int:
        pass_time(context, days=days)
        with context.sessions.begin() as db:
            throttle.sweep(db, now())
            return len(db.scalars(select(Throttle)).all())

    assert rows_after(0.5) > 1
    # That Alice has logged in from her address is remembered longer than failures.
    assert rows_after(1) == 1
    assert rows_after(90) == 0


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.1", "203.0.113.2", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:203.0.113.1", "203.0.113.1", True),
        ("testclient", "unknown", False),
    ],
)
def test_of_ipv6_a_whole_network_counts_as_one_address(one: str, other: str, same: bool) -> None:
    assert (throttle.network(one) == throttle.network(other)) is same


def test_counts_are_forgotten_after_a_day(context: Context) -> None:
    limit, moment = Limit("a", free=1), now()

    def attempt(at: datetime) -> None:
        with context.sessions.begin() as db:
            throttle.count_attempt(db, [limit], at)

    attempt(moment)
    attempt(moment)
    attempt(moment + timedelta(days=2))
    attempt(moment + timedelta(days=2))
