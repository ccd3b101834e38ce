"""Many who use the database at once."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from backend.gateway import database
from backend.gateway.context import Context
from backend.gateway.database.models import Throttle
from tests.gateway.personas import Person


def test_more_writers_than_threads_all_get_their_turn(alice: Person) -> None:
    # Were a lock held while a request waits for a thread, nobody would get on here.
    def change(number: int) -> int:
        body = {"first_name": f"Alice {number}"}
        return alice.request("PATCH", "/v1/account", body=body).status_code

    with ThreadPoolExecutor(64) as crowd:
        assert list(crowd.map(change, range(128))) == [200] * 128


def test_nothing_that_is_counted_at_once_is_lost(context: Context) -> None:
    with context.sessions.begin() as db:
        db.add(Throttle(subject="a", failures=0))

    def count(_number: int) -> None:
        with context.sessions.begin() as db:
            row = db.scalars(select(Throttle).with_for_update()).one()
            row.failures += 1

    with ThreadPoolExecutor(16) as crowd:
        list(crowd.map(count, range(64)))
    with context.reading() as db:
        assert db.scalars(select(Throttle.failures)).one() == 64


@pytest.mark.parametrize("end", ["commit", "rollback", "invalidate", "close"])
def test_however_a_transaction_ends_the_next_one_gets_its_turn(
    context: Context, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    monkeypatch.setattr(database._WritersInTurn, "LONGEST_WAIT_SECONDS", 1.0)
    for _ in range(2):
        db = context.sessions()
        db.execute(text("DELETE FROM throttles"))
        finish: Callable[[], None] = getattr(db, end)
        finish()
        db.close()


# PostgreSQL has many writers at once.
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_waits_too_long_for_a_turn_is_told(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database._WritersInTurn, "LONGEST_WAIT_SECONDS", 0.05)
    with context.sessions.begin() as db:
        db.execute(text("DELETE FROM throttles"))
        errors: list[Exception] = []

        def write() -> None:
            try:
                with context.sessions.begin() as second:
                    second.execute(text("DELETE FROM throttles"))
            except OperationalError as error:
                errors.append(error)

        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
    assert len(errors) == 1


def test_readers_do_not_wait_for_a_writer(context: Context) -> None:
    with context.sessions.begin() as db:
        db.add(Throttle(subject="a", failures=0))
        db.flush()
        with context.reading() as other:
            assert other.scalars(select(Throttle)).all() == []
