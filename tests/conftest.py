"""The stack that system and contract tests share; each test takes accounts of its own."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.services.process import NICE
from tests.media import make_clip
from tests.system.stack import Stack, running_stack


def pytest_configure(config: pytest.Config) -> None:
    """Leave work that tests wait for as much of the machine as the tests beside them take.

    Work gives way to other sessions, and a kernel that knows such lets it wait for all tests.
    """
    if hasattr(config, "workerinput"):
        with contextlib.suppress(OSError):
            os.setsid()
            Path("/proc/self/autogroup").write_text(str(NICE))


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Everything that `make run` starts, for the whole session."""
    with running_stack(tmp_path_factory.mktemp("stack")) as stack:
        yield stack


@pytest.fixture(scope="session")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four seconds of moving picture and a tone, with a name as people give them."""
    return make_clip(tmp_path_factory.mktemp("clips") / "Été à la mer 🏖.mp4")


@pytest.fixture(autouse=True)
def ordinary_priority() -> Iterator[None]:
    """SVT-AV1, run by root inside a test's own process, makes that a real-time process.

    The browser and the stacks that the process starts later would inherit it, and everything
    else on the machine would starve.
    """
    yield
    if hasattr(os, "SCHED_FIFO") and os.sched_getscheduler(0) != os.SCHED_OTHER:
        os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
