"""Processes die in the middle of work: nothing is lost, nothing is doubled."""

import signal
from collections.abc import Callable
from typing import Any

from dbos import DBOSClient
from sqlalchemy import func, select, update

from backend.gateway.context import Context
from backend.gateway.database.models import File, RunnerHeartbeat, Tally
from backend.gateway.jobs.__main__ import EXIT_ALREADY_RUNNING
from backend.gateway.jobs.engine import JobEngine, engine_url
from config import GatewayConfig
from tests.gateway.media.conftest import Uploader
from tests.gateway.media.processes import Runner, Toy, wait_until
from tests.gateway.personas import Person

Submit = Callable[..., dict[str, Any]]
Wait = Callable[..., dict[str, Any]]
Blobs = Callable[[], list[str]]


def results_of(context: Context, job_id: str) -> int:
    with context.reading() as db:
        return db.scalar(select(func.count()).where(File.job_id == job_id)) or 0


def jobs_counted(context: Context) -> int:
    with context.reading() as db:
        return db.scalar(select(Tally.amount).where(Tally.subject == "job:done")) or 0


def test_a_job_whose_runner_was_killed_is_done_once_after_its_restart(
    by_alice: Uploader,
    context: Context,
    runner: Runner,
    toy: Toy,
    work: Submit,
    job_in: Wait,
    blobs: Blobs,
) -> None:
    job_id = work(by_alice.upload(), seconds=2)["id"]
    wait_until(lambda: toy.noted("begin", job_id))
    runner.end(signal.SIGKILL)
    assert job_in(job_id, "running")
    runner.start()
    job_in(job_id, "done", seconds=30)
    assert toy.noted("begin", job_id) == 2
    assert results_of(context, job_id) == 1
    assert jobs_counted(context) == 1
    wait_until(lambda: [key for key in blobs() if key.startswith("jobs/")] == [f"jobs/{job_id}/2"])


def test_a_stopped_runner_ends_quickly_and_its_jobs_go_on_after_a_restart(
    by_alice: Uploader, context: Context, runner: Runner, toy: Toy, work: Submit, job_in: Wait
) -> None:
    job_id = work(by_alice.upload(), seconds=2)["id"]
    wait_until(lambda: toy.noted("begin", job_id))
    assert runner.end(signal.SIGTERM) < 8.0
    wait_until(lambda: toy.noted("cancelled", job_id), seconds=2.0)
    runner.start()
    job_in(job_id, "done", seconds=30)
    assert results_of(context, job_id) == 1


def test_a_job_whose_service_was_killed_is_done_when_the_service_is_back(
    by_alice: Uploader, context: Context, runner: Runner, toy: Toy, work: Submit, job_in: Wait
) -> None:
    file_id = by_alice.upload()
    job_id = work(file_id, seconds=2)["id"]
    wait_until(lambda: toy.noted("begin", job_id))
    toy.end(signal.SIGKILL)
    toy.start()
    job_in(job_id, "done", seconds=30)
    assert results_of(context, job_id) == 1


def test_a_job_that_kills_its_service_again_and_again_is_given_up(
    by_alice: Uploader, runner: Runner, toy: Toy, work: Submit, job_in: Wait
) -> None:
    job_id = work(by_alice.upload(), outcome="crash", seconds=0.3)["id"]
    for _ in range(3):
        wait_until(lambda: toy.running is not None and toy.running.poll() is not None)
        toy.start()
    assert job_in(job_id, "failed", seconds=30)["error_code"] == "service_lost"


def test_jobs_wait_for_a_runner_that_is_not_there_yet(
    by_alice: Uploader, context: Context, config: GatewayConfig, work: Submit, job_in: Wait
) -> None:
    file_id = by_alice.upload()
    jobs = [work(file_id)["id"] for _ in range(3)]
    assert job_in(jobs[2], "queued")["queue_position"] == 3
    runner = Runner(config)
    runner.start()
    try:
        for job_id in jobs:
            job_in(job_id, "done", seconds=30)
    finally:
        runner.end()


def test_a_job_that_the_engine_gave_up_is_told_to_its_owner(
    by_alice: Uploader, config: GatewayConfig, runner: Runner, work: Submit, job_in: Wait
) -> None:
    runner.end(signal.SIGTERM)
    job_id = work(by_alice.upload())["id"]
    engine = JobEngine(config.jobs_database_url)
    engine.submit(job_id, turn=1)
    engine.close()
    operator = DBOSClient(system_database_url=engine_url(config.jobs_database_url))
    operator.cancel_workflow(job_id)
    operator.destroy()
    runner.start()
    assert job_in(job_id, "failed", seconds=30)["error_code"] == "given_up"


def test_the_work_of_a_runner_that_never_comes_back_is_taken_over(
    by_alice: Uploader,
    context: Context,
    config: GatewayConfig,
    runner: Runner,
    toy: Toy,
    work: Submit,
    job_in: Wait,
) -> None:
    job_id = work(by_alice.upload(), seconds=2)["id"]
    wait_until(lambda: toy.noted("begin", job_id))
    runner.end(signal.SIGKILL)
    with context.sessions.begin() as db:  # as if ten seconds had passed
        db.execute(update(RunnerHeartbeat).values(beat_at=RunnerHeartbeat.beat_at - 10))
    other = Runner(config, "other")
    other.start()
    try:
        job_in(job_id, "done", seconds=30)
    finally:
        other.end()
    assert results_of(context, job_id) == 1


def test_two_living_runners_share_the_work_and_do_none_of_it_twice(
    by_alice: Uploader,
    config: GatewayConfig,
    runner: Runner,
    toy: Toy,
    work: Submit,
    job_in: Wait,
) -> None:
    other = Runner(config, "other")
    other.start()
    try:
        file_id = by_alice.upload()
        jobs = [work(file_id)["id"] for _ in range(8)]
        for job_id in jobs:
            job_in(job_id, "done", seconds=30)
    finally:
        other.end()
    assert [toy.noted("end", job_id) for job_id in jobs] == [1] * 8


def test_a_second_runner_of_the_same_name_refuses_to_start(
    config: GatewayConfig, runner: Runner
) -> None:
    second = Runner(config)
    second.log = config.data_dir / "second.log"
    refused = second.begin()
    refused.join(20)
    assert refused.exitcode == EXIT_ALREADY_RUNNING
    assert b"is running already" in second.log.read_bytes()


def test_results_wait_for_the_service_to_answer_again(
    by_alice: Uploader, alice: Person, runner: Runner, toy: Toy, work: Submit, job_in: Wait
) -> None:
    file_id = by_alice.upload()
    job_id = work(file_id, outcome="crash_once")["id"]
    wait_until(lambda: toy.running is not None and toy.running.poll() is not None)
    # Meanwhile nothing else needs the service: files and jobs are still there.
    assert alice.get("/v1/files").json()["total"] == 1
    toy.start()
    job_in(job_id, "done", seconds=30)
