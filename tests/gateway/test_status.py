"""The state of every part, for everyone to see."""

import asyncio
import threading
import time
from dataclasses import replace

import pytest
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient

from backend.gateway.context import Context
from backend.gateway.jobs import heartbeat
from backend.gateway.main import create_gateway
from backend.gateway.status import checks
from backend.gateway.status.board import Remembered, StatusBoard
from config import GatewayConfig
from tests.gateway.personas import Person
from tests.gateway.test_achievements import do, finished_job


def parts(person: Person) -> dict[str, str]:
    """Return the state of each part by name."""
    answer = person.get("/v1/status")
    assert answer.status_code == 200
    return {part["name"]: part["state"] for part in answer.json()["components"]}


def test_everyone_sees_every_part(visitor: Person, context: Context) -> None:
    with context.sessions.begin() as db:
        heartbeat.beat(db, "a-runner")
    answer = visitor.get("/v1/status").json()
    assert {part["name"]: part["state"] for part in answer["components"]} == {
        "gateway": "up",
        "database": "up",
        "storage": "up",
        "jobs": "up",
        "mail": "up",
    }
    assert answer["state"] == "up"
    measured = [p["latency_ms"] for p in answer["components"] if p["name"] != "gateway"]
    assert all(latency > 0 for latency in measured)


def test_a_runner_that_is_away_shows_and_does_not_bring_all_down(visitor: Person) -> None:
    answer = visitor.get("/v1/status").json()
    assert answer["state"] == "degraded"
    assert next(p for p in answer["components"] if p["name"] == "jobs")["state"] == "down"


def test_a_service_that_is_away_shows_by_its_address(config: GatewayConfig) -> None:
    away = replace(config, media_services=("127.0.0.1:1",))
    with TestClient(create_gateway(away)) as client:
        states = parts(Person(client, "visitor", "203.0.113.1"))
    assert states["127.0.0.1:1"] == "down"
    assert states["database"] == "up"


def test_a_full_disk_shows(config: GatewayConfig) -> None:
    full = replace(config, reserve_disk_bytes=2**62)
    with TestClient(create_gateway(full)) as client:
        assert parts(Person(client, "visitor", "203.0.113.1"))["storage"] == "degraded"


def test_storage_that_cannot_be_written_shows(
    visitor: Person, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object) -> None:
        raise PermissionError

    monkeypatch.setattr(context.storage, "put", refuse)
    assert parts(visitor)["storage"] == "down"
    assert visitor.get("/v1/status").json()["state"] == "down"


def test_a_part_that_hangs_is_given_up_in_time(
    visitor: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "DEADLINE_SECONDS", 0.2)
    released = threading.Event()
    monkeypatch.setattr(checks, "_database", lambda context: str(released.wait(10)))
    begun = time.monotonic()
    try:
        assert parts(visitor)["database"] == "down"
        assert time.monotonic() - begun < 5
    finally:
        released.set()


def test_the_queue_is_counted(alice: Person, context: Context) -> None:
    account_id = alice.get("/v1/account").json()["id"]
    for state in ("queued", "queued", "running", "done", "failed"):
        source, job, _ = finished_job(account_id)
        job.state = state
        with context.sessions.begin() as db:
            db.add(source)
            db.flush()
            db.add(job)
    answer = alice.get("/v1/status").json()
    assert (answer["queue_depth"], answer["running_jobs"]) == (2, 1)


def test_many_who_ask_at_once_cost_one_check() -> None:
    looked = []

    async def look() -> int:
        looked.append(1)
        await asyncio.sleep(0)
        return len(looked)

    async def ask() -> list[int]:
        value = Remembered(look, seconds=60)
        return await asyncio.gather(*(value.get() for _ in range(100)))

    assert asyncio.run(ask()) == [1] * 100


def test_an_old_answer_is_not_given_again() -> None:
    looked = []

    async def look() -> int:
        looked.append(1)
        return len(looked)

    async def ask() -> list[int]:
        value = Remembered(look, seconds=-1)
        return [await value.get(), await value.get()]

    assert asyncio.run(ask()) == [1, 2]


def test_the_statistics_count_what_was_done(alice: Person, context: Context) -> None:
    do(context, alice.get("/v1/account").json()["id"], times=3, size_bytes=900)
    assert alice.get("/v1/stats").json() == {"files_processed": 3, "bytes_processed": 2700}


def test_with_the_database_away_the_status_still_answers(context: Context) -> None:
    def away() -> None:
        raise OperationalError("SELECT 1", {}, Exception("connection refused"))

    async def look() -> tuple[str, int]:
        board = StatusBoard(replace(context, reading=away))  # type: ignore[arg-type]  # it is away
        status = await board.status.get()
        return status.state, status.queue_depth

    assert asyncio.run(look()) == ("down", 0)
