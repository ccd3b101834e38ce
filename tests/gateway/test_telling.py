"""Mails about the end of long work."""

import logging
import threading
from datetime import datetime, timedelta

import pytest

from backend.gateway.context import Context
from backend.gateway.database.models import now
from backend.gateway.jobs.telling import tell_owners
from backend.gateway.mail import Mailer
from config import GatewayConfig
from tests.gateway.personas import Person
from tests.gateway.test_achievements import finished_job

MINUTE = timedelta(minutes=1)


@pytest.fixture
def moment() -> datetime:
    return now()


@pytest.fixture
def account_id(alice: Person) -> str:
    """Alice's account, whose owner wants to be told."""
    answer = alice.request("PATCH", "/v1/account", body={"mail_when_done": True})
    assert answer.json()["mail_when_done"] is True
    return str(answer.json()["id"])


def end_job(
    context: Context, account_id: str, moment: datetime, minutes: int = 11, state: str = "done"
) -> str:
    """Record a job that has just ended after so many minutes; return its id."""
    source, job, _ = finished_job(account_id)
    job.state, job.finished_at, job.created_at = state, moment, moment - minutes * MINUTE
    with context.sessions.begin() as db:
        db.add(source)
        db.flush()
        db.add(job)
    return job.id


def mails(config: GatewayConfig) -> list[str]:
    return [path.read_text() for path in sorted(config.outbox_dir.glob("*.eml"))]


def test_long_work_is_told_of_once(
    context: Context, config: GatewayConfig, account_id: str, moment: datetime
) -> None:
    job_id = end_job(context, account_id, moment)
    for minutes in range(3):
        tell_owners(context, moment + minutes * MINUTE)
    (mail,) = mails(config)
    assert "To: alice@example.org" in mail
    assert "is done" in mail
    assert f"http://converter.example.org/jobs/{job_id}" in mail


def test_work_that_failed_is_told_of_too(
    context: Context, config: GatewayConfig, account_id: str, moment: datetime
) -> None:
    end_job(context, account_id, moment, state="failed")
    tell_owners(context, moment)
    assert "could not be finished" in mails(config)[0]


@pytest.mark.parametrize(("minutes", "state"), [(9, "done"), (30, "cancelled"), (30, "running")])
def test_short_cancelled_and_unfinished_work_is_not(
    context: Context,
    config: GatewayConfig,
    account_id: str,
    moment: datetime,
    minutes: int,
    state: str,
) -> None:
    end_job(context, account_id, moment, minutes, state)
    tell_owners(context, moment)
    assert mails(config) == []


def test_nobody_is_told_who_did_not_ask(
    context: Context, config: GatewayConfig, bob: Person, moment: datetime
) -> None:
    account = bob.get("/v1/account").json()
    assert account["mail_when_done"] is False
    end_job(context, account["id"], moment)
    tell_owners(context, moment)
    assert mails(config) == []


def test_the_wish_can_be_taken_back_and_other_changes_leave_it(
    alice: Person, account_id: str
) -> None:
    alice.request("PATCH", "/v1/account", body={"first_name": "Alice"})
    assert alice.get("/v1/account").json()["mail_when_done"] is True
    alice.request("PATCH", "/v1/account", body={"mail_when_done": False})
    account = alice.get("/v1/account").json()
    assert (account["mail_when_done"], account["first_name"]) == (False, "Alice")


def test_what_ended_long_ago_is_no_news(
    context: Context, config: GatewayConfig, account_id: str, moment: datetime
) -> None:
    end_job(context, account_id, moment)
    tell_owners(context, moment + 11 * MINUTE)
    assert mails(config) == []


def test_of_several_runners_one_tells(
    context: Context, config: GatewayConfig, account_id: str, moment: datetime
) -> None:
    end_job(context, account_id, moment)
    together = threading.Barrier(6)

    def tell() -> None:
        together.wait()
        tell_owners(context, moment)

    threads = [threading.Thread(target=tell) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(mails(config)) == 1


def test_a_mail_that_cannot_be_sent_harms_nothing(
    context: Context,
    account_id: str,
    moment: datetime,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(*_arguments: object) -> None:
        raise OSError("disk full")

    end_job(context, account_id, moment)
    monkeypatch.setattr(Mailer, "_write", fail)
    with caplog.at_level(logging.ERROR):
        tell_owners(context, moment)
    assert "mail_failed" in caplog.text
