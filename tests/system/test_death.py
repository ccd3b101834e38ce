"""Any process may die at any moment: work is never lost, and never done twice."""

from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.media import make_clip
from tests.system import journeys
from tests.system.api_user import ApiUser
from tests.system.stack import Stack, running_stack


@pytest.fixture(scope="module")
def long_video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clip that takes a few seconds to convert, so that there is time to die in."""
    return make_clip(tmp_path_factory.mktemp("long") / "long.mp4", seconds=12, size="854x480")


@pytest.fixture(scope="module")
def mortal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack of its own: others are not disturbed by its dead."""
    with running_stack(tmp_path_factory.mktemp("mortal")) as stack:
        yield stack


@pytest.mark.parametrize("victim", ["jobs", "video", "gateway", "ffmpeg"])
def test_a_conversion_survives_the_death_of(victim: str, mortal: Stack, long_video: Path) -> None:
    user = ApiUser(mortal.gateway_url)
    file_id = user.upload(long_video)
    ids = [user.start_job(file_id, "convert", format="webm") for _ in range(2)]
    user.wait_for(ids[0], "running")
    mortal.wait_for_process("ffmpeg")

    mortal.kill(victim)

    jobs = [user.wait_for(job_id, limit=150) for job_id in ids]
    if victim == "ffmpeg":
        # Killed by the system, for want of memory perhaps: repeated or told, never lost.
        assert {job["state"] for job in jobs} <= {"done", "failed"}
    else:
        assert [job["state"] for job in jobs] == ["done", "done"], (jobs, mortal.log(40))
    done = [job["result_file_id"] for job in jobs if job["state"] == "done"]
    results = [result["id"] for result in user.get(f"/v1/files/{file_id}")["results"]]
    assert sorted(results) == sorted(done)
    mortal.wait_until_healthy()
    # Nothing of dead attempts stays: with the file gone, so is every trace of its jobs.
    user.http.delete(f"{user.url}/v1/files/{file_id}", timeout=60).raise_for_status()
    journeys.wait_until(lambda: not _leftovers(mortal))


def test_cancelling_ends_the_work_within_two_seconds(mortal: Stack, long_video: Path) -> None:
    user = ApiUser(mortal.gateway_url)
    file_id = user.upload(long_video)
    job_id = user.start_job(file_id, "convert", format="webm")
    process = mortal.wait_for_process("ffmpeg")
    user.post(f"/v1/jobs/{job_id}/cancel")
    _, alive = psutil.wait_procs([process], timeout=2)
    assert not alive
    assert user.wait_for(job_id)["state"] == "cancelled"
    assert user.get(f"/v1/files/{file_id}")["results"] == []
    # The poster of the new file may be in the making.
    journeys.wait_until(lambda: not _leftovers(mortal))


def _leftovers(stack: Stack) -> list[Path]:
    """Return what conversions left behind: attempts and scratch folders."""
    places = [stack.data_dir / "blobs" / "jobs", stack.data_dir / "scratch"]
    files = [path for place in places for path in place.rglob("*") if path.is_file()]
    return [path for path in files if path.suffix != ".lock"]
