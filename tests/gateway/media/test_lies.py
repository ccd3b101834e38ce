"""A service that never ends, or makes what it may not, costs one job and nothing else."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from config import GatewayConfig
from tests.gateway.media.conftest import Uploader
from tests.gateway.media.processes import Runner, Toy, wait_until
from tests.gateway.personas import Person

Submit = Callable[..., dict[str, Any]]
Wait = Callable[..., dict[str, Any]]
Blobs = Callable[[], list[str]]


@pytest.fixture
def config(config: GatewayConfig) -> GatewayConfig:
    """Work may take two seconds."""
    return replace(config, max_job_seconds=2.0)


def nothing_is_left(blobs: Blobs) -> bool:
    return not [key for key in blobs() if key.startswith("jobs/")]


@pytest.mark.parametrize(
    ("outcome", "code"),
    [("endless", "time_limit"), ("larger", "output_limit"), ("missing", "result_missing")],
)
def test_what_no_honest_service_does_fails_the_job_with_a_word(
    outcome: str,
    code: str,
    by_alice: Uploader,
    runner: Runner,
    work: Submit,
    job_in: Wait,
    blobs: Blobs,
) -> None:
    job = job_in(work(by_alice.upload(), outcome=outcome)["id"], "failed", seconds=30)
    assert job["error_code"] == code
    assert job["error_message"].endswith(".")
    assert job["result_file_id"] is None
    wait_until(lambda: nothing_is_left(blobs))


def test_work_without_end_is_ended_at_the_service_and_holds_up_nobody(
    by_alice: Uploader, runner: Runner, toy: Toy, work: Submit, job_in: Wait
) -> None:
    file_id = by_alice.upload()
    endless = work(file_id, outcome="endless")["id"]
    wait_until(lambda: toy.noted("begin", endless))
    assert job_in(work(file_id)["id"], "done")
    job_in(endless, "failed", seconds=30)
    wait_until(lambda: toy.noted("cancelled", endless), seconds=2.0)
    assert toy.noted("begin", endless) == 1


def test_who_talks_on_after_the_result_is_not_waited_for(
    by_alice: Uploader, alice: Person, runner: Runner, work: Submit, job_in: Wait
) -> None:
    job = job_in(work(by_alice.upload(), outcome="after")["id"], "done", "failed", seconds=30)
    assert (job["state"], job["fraction"]) == ("done", 1.0)
    assert alice.get(f"/v1/files/{job['result_file_id']}").status_code == 200
