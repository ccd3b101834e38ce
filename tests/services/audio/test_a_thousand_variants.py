"""A thousand damaged files: each is read as far as it goes, or refused by a clear code."""

import asyncio
import json
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from backend.services import process
from backend.services.process import ProcessLimits, python_module
from backend.services.streams.inspector import FAILURES
from tests.services.audio.conftest import MakeSound
from tests.services.audio.sounds import ENCODERS

VARIANTS = 1008
EACH = VARIANTS // len(ENCODERS)
SOUND = "aevalsrc='0.4*sin(2*PI*(200+900*t)*t)':s=44100:d=0.6"
# Of Ogg, one wrong bit costs a page, which usually lasts a second.
SHORT_PAGES = ("-page_duration", "50000")
MEMORY_BYTES = 1024 * 1024 * 1024  # of address space, for reading any of them
RESIDENT_BYTES = 200 * 1024 * 1024
SECONDS = 2.0
OUTCOMES = {*FAILURES, "NO_SOUND", "SILENT", "READ"}


def variants(content: bytes, suffix: str) -> Iterator[bytes]:
    """Yield damaged copies: bits flipped, the end cut off, a hole, or all of it."""
    for number in range(EACH):
        chance = random.Random(f"{suffix} {number}")
        damaged = bytearray(content)
        if number % 4 != 1:
            for _ in range(chance.choice((1, 8, 64, 512))):
                # Headers are short, and most that can go wrong stands in them.
                end = chance.choice((64, 512, len(damaged)))
                damaged[chance.randrange(min(end, len(damaged)))] ^= 1 << chance.randrange(8)
        if number % 4 in {1, 3}:
            del damaged[chance.randrange(len(damaged)) :]
        if number % 4 == 2:
            begin = chance.randrange(len(damaged))
            del damaged[begin : begin + chance.randrange(2000)]
        yield bytes(damaged)


@pytest.mark.parametrize("suffix", ENCODERS)
def test_damaged_files_never_crash_hang_or_fill_the_memory(
    sound: MakeSound, tmp_path: Path, suffix: str
) -> None:
    folder = tmp_path / suffix
    folder.mkdir()
    options = SHORT_PAGES if suffix in {"ogg", "opus"} else ()
    content = sound(f"short.{suffix}", source=SOUND, options=options).read_bytes()
    for number, damaged in enumerate(variants(content, suffix)):
        (folder / f"{number:03d}.{suffix}").write_bytes(damaged)
    told: list[dict[str, Any]] = []

    async def note(line: str) -> None:
        told.append(json.loads(line))

    command = python_module("tests.services.audio.read_variants", str(folder))
    limits = ProcessLimits(seconds=60, memory_bytes=MEMORY_BYTES, output_bytes=1 << 20, nice=0)
    finished = asyncio.run(process.run(command, limits, tmp_path, note))
    assert finished.returncode == 0, (told[-1:], finished)
    assert len(told) == EACH
    outcomes = Counter(each["code"] for each in told)
    assert set(outcomes) <= OUTCOMES
    assert outcomes["READ"] > 0, outcomes
    assert max(each["seconds"] for each in told) < SECONDS
    assert told[-1]["peak_kib"] * 1024 < RESIDENT_BYTES
