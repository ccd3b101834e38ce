"""Forked children: on as short a lead as others, and there within milliseconds."""

import asyncio
import os
import signal
import time
from pathlib import Path

import psutil
import pytest

from backend.services import process
from backend.services.failures import MediaFailure
from backend.services.nursery import Nursery
from backend.services.process import Finished, ProcessLimits

MIB = 1024 * 1024
ROOMY = ProcessLimits(seconds=20, memory_bytes=1024 * MIB, output_bytes=MIB)
MODULE = "tests.services.forked"

Ran = tuple[Finished, list[str]]


async def _in(nursery: Nursery, code: str, folder: Path, limits: ProcessLimits = ROOMY) -> Ran:
    lines: list[str] = []

    async def on_line(line: str) -> None:
        lines.append(line)

    return await process.followed(nursery.started([code], limits, folder), limits, on_line), lines


def _ran(code: str, folder: Path, limits: ProcessLimits = ROOMY) -> Ran:
    async def run() -> Ran:
        nursery = Nursery(MODULE)
        try:
            return await _in(nursery, code, folder, limits)
        finally:
            await nursery.close()

    return asyncio.run(run())


def test_lines_are_heard_and_the_end_is_told(tmp_path: Path) -> None:
    code = "import sys; print('one'); print('two'); sys.stderr.write('[error] no'); sys.exit(7)"
    finished, lines = _ran(code, tmp_path)
    assert lines == ["one", "two"]
    assert finished == Finished(7, "[error] no", 1)


def test_an_error_ends_a_child_as_it_ends_a_program(tmp_path: Path) -> None:
    finished, _ = _ran("raise ValueError('odd')", tmp_path)
    assert finished.returncode == 1
    assert "ValueError: odd" in finished.stderr_tail


def test_a_child_has_nothing_of_the_service_and_no_way_to_its_maker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SERVICE_KEY", "secret")
    code = (
        "import os; print(open('/proc/self/environ').read()); print(os.getcwd());"
        "print(sorted(int(fd) for fd in os.listdir('/proc/self/fd'))[:-1])"
    )
    _, (environment, folder, files) = _ran(code, tmp_path)
    assert "secret" not in environment
    assert folder == str(tmp_path)
    assert files == "[0, 1, 2]"


@pytest.mark.parametrize(
    ("code", "limits", "expected"),
    [
        ("bytearray(400 << 20)", ProcessLimits(20, 200 * MIB, MIB), "MEMORY_LIMIT"),
        ("import time; time.sleep(60)", ProcessLimits(0.5, 999 * MIB, MIB), "TIME_LIMIT"),
        ("open('big', 'wb').write(bytes(2 << 20))", ROOMY, "OUTPUT_LIMIT"),
    ],
)
def test_limits_hold(tmp_path: Path, code: str, limits: ProcessLimits, expected: str) -> None:
    with pytest.raises(MediaFailure) as failure:
        _ran(code, tmp_path, limits)
    assert failure.value.code == expected


def test_a_cancelled_child_is_gone_with_all_that_it_started(tmp_path: Path) -> None:
    # Neither of the two listens to SIGTERM.
    code = """
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = os.fork()
if child:
    print(os.getpid(), child, flush=True)
time.sleep(60)
"""

    async def cancelled() -> tuple[list[int], float]:
        heard: asyncio.Future[list[int]] = asyncio.get_running_loop().create_future()

        async def on_line(line: str) -> None:
            heard.set_result([int(word) for word in line.split()])

        nursery = Nursery(MODULE)
        starting = nursery.started([code], ROOMY, tmp_path)
        task = asyncio.create_task(process.followed(starting, ROOMY, on_line))
        pids = await heard
        begun = time.monotonic()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        seconds = time.monotonic() - begun
        while any(_alive(pid) for pid in pids):
            assert time.monotonic() < begun + 2
        await nursery.close()
        return pids, seconds

    _, seconds = asyncio.run(cancelled())
    assert seconds < 2


def test_when_their_maker_dies_so_do_they_and_the_next_finds_another(tmp_path: Path) -> None:
    async def run() -> None:
        nursery = Nursery(MODULE)
        _, (first,) = await _in(nursery, "import os; print(os.getppid())", tmp_path)
        dying = asyncio.create_task(
            _in(nursery, "import os, time; open('up', 'w'); time.sleep(60)", tmp_path)
        )
        while not (tmp_path / "up").exists():
            await asyncio.sleep(0.01)
        os.kill(int(first), signal.SIGKILL)
        finished, _ = await dying
        assert finished.returncode == -signal.SIGKILL
        _, (second,) = await _in(nursery, "import os; print(os.getppid())", tmp_path)
        assert second != first
        await nursery.close()
        assert not _alive(int(second))

    asyncio.run(run())


def test_many_at_once_do_not_get_in_each_others_way(tmp_path: Path) -> None:
    async def run() -> list[Ran]:
        nursery = Nursery(MODULE)
        codes = [f"print({n}); raise SystemExit({n})" for n in range(40)]
        ran = await asyncio.gather(*(_in(nursery, code, tmp_path) for code in codes))
        await nursery.close()
        return ran

    for number, (finished, lines) in enumerate(asyncio.run(run())):
        assert (finished.returncode, lines) == (number, [str(number)])


def _alive(pid: int) -> bool:
    # Whoever adopted an orphan may take its time to notice that it ended.
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
