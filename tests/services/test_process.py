"""Child processes on a short lead: limits, cancelling, and nothing left behind."""

import asyncio
import sys
import time
from pathlib import Path

import psutil
import pytest

from backend.services import process
from backend.services.failures import MediaFailure
from backend.services.process import Finished, ProcessLimits

MIB = 1024 * 1024
AUTOGROUP = Path("/proc/self/autogroup")
ROOMY = ProcessLimits(seconds=20, memory_bytes=1024 * MIB, output_bytes=MIB)


async def _run(
    code: str, folder: Path, limits: ProcessLimits = ROOMY
) -> tuple[Finished, list[str]]:
    lines: list[str] = []

    async def on_line(line: str) -> None:
        lines.append(line)

    finished = await process.run([sys.executable, "-c", code], limits, folder, on_line)
    return finished, lines


def _ended_by(code: str, folder: Path, limits: ProcessLimits) -> str:
    with pytest.raises(MediaFailure) as failure:
        asyncio.run(_run(code, folder, limits))
    assert failure.value.status.name == "RESOURCE_EXHAUSTED"
    return failure.value.code


def test_lines_are_heard_and_the_end_is_told(tmp_path: Path) -> None:
    code = "import sys; print('one'); print('two'); sys.stderr.write('[error] no'); sys.exit(7)"
    finished, lines = asyncio.run(_run(code, tmp_path))
    assert lines == ["one", "two"]
    assert finished == Finished(7, "[error] no", 1)


def test_only_the_end_of_a_flood_of_errors_is_kept(tmp_path: Path) -> None:
    code = "import sys; sys.stderr.write('x' * 5_000_000 + 'last words')"
    finished, _ = asyncio.run(_run(code, tmp_path))
    assert len(finished.stderr_tail) < 10_000
    assert finished.stderr_tail.endswith("last words")


def test_a_child_knows_nothing_of_its_parents_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SERVICE_KEY", "secret")
    _, lines = asyncio.run(_run("import os; print(*os.environ); print(os.getcwd())", tmp_path))
    assert "SERVICE_KEY" not in lines[0]
    assert lines[1] == str(tmp_path)


@pytest.mark.skipif(not AUTOGROUP.exists(), reason="this kernel does not know sessions as groups")
def test_a_child_is_nice_to_other_sessions_too(tmp_path: Path) -> None:
    _, lines = asyncio.run(_run(f"print(open('{AUTOGROUP}').read())", tmp_path))
    assert lines[0].endswith(f" nice {ROOMY.nice}")
    assert lines[0] != AUTOGROUP.read_text().strip()


def test_a_child_is_nice_and_dumps_no_core(tmp_path: Path) -> None:
    code = "import os, resource; print(os.nice(0), resource.getrlimit(resource.RLIMIT_CORE))"
    _, lines = asyncio.run(_run(code, tmp_path))
    assert lines == [f"{ROOMY.nice} (0, 0)"]


def test_a_child_cannot_put_itself_before_everybody_else(tmp_path: Path) -> None:
    code = "import os; os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))"
    finished, _ = asyncio.run(_run(code, tmp_path))
    assert "PermissionError" in finished.stderr_tail


def test_a_file_cannot_grow_over_its_limit(tmp_path: Path) -> None:
    # Most programs end by a signal; Python ignores that and tells of an error.
    restored = "import os, signal; signal.signal(signal.SIGXFSZ, signal.SIG_DFL);"
    for before in (restored, ""):
        code = f"{before}f = open('big', 'wb'); f.write(bytes({2 * MIB})); f.close()"
        assert _ended_by(code, tmp_path, ROOMY) == "OUTPUT_LIMIT"
        assert (tmp_path / "big").stat().st_size <= MIB


def test_memory_is_limited(tmp_path: Path) -> None:
    limits = ProcessLimits(seconds=20, memory_bytes=200 * MIB, output_bytes=MIB)
    assert _ended_by(f"bytearray({400 * MIB})", tmp_path, limits) == "MEMORY_LIMIT"


def test_time_is_limited(tmp_path: Path) -> None:
    limits = ProcessLimits(seconds=0.5, memory_bytes=1024 * MIB, output_bytes=MIB)
    assert _ended_by("import time; time.sleep(60)", tmp_path, limits) == "TIME_LIMIT"


def test_a_cancelled_child_is_gone_with_all_that_it_started(tmp_path: Path) -> None:
    # Neither of the two listens to SIGTERM.
    code = """
import os, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import signal, time; "
    "signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"],
    stdout=subprocess.PIPE)
child.stdout.readline()
print(os.getpid(), child.pid, flush=True)
time.sleep(60)
"""

    async def cancelled() -> tuple[list[int], float]:
        heard: asyncio.Future[list[int]] = asyncio.get_running_loop().create_future()

        async def on_line(line: str) -> None:
            heard.set_result([int(word) for word in line.split()])

        command = [sys.executable, "-c", code]
        task = asyncio.create_task(process.run(command, ROOMY, tmp_path, on_line))
        pids = await heard
        started = asyncio.get_running_loop().time()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return pids, asyncio.get_running_loop().time() - started

    pids, seconds = asyncio.run(cancelled())
    assert seconds < 2
    deadline = time.monotonic() + 2 - seconds
    while any(_alive(pid) for pid in pids):
        assert time.monotonic() < deadline


def _alive(pid: int) -> bool:
    # Whoever adopted an orphan may take its time to notice that it ended.
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
