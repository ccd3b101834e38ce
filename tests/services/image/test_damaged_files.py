"""A thousand damaged variants: each ends in a clear error or a valid file, never otherwise."""

import asyncio
import json
import random
import sys
from pathlib import Path

import pytest

from backend.services import process
from backend.services.failures import MediaFailure
from backend.services.image.child import FAILURES
from backend.services.image.recipe import Recipe, Size
from backend.services.process import ProcessLimits
from tests.services.image.engine_runner import EngineRunner
from tests.services.image.pictures import animation, every_format, photo, pixels

MIB = 1024 * 1024
LIMITS = ProcessLimits(seconds=120, memory_bytes=1536 * MIB, output_bytes=16 * MIB, nice=0)
VARIANTS = 84  # of each of twelve formats

# Many files in one process, since starting a thousand would take minutes. It reports
# every file before the next, so that one that ends the process can be told.
MANY = """
import json, sys
from dataclasses import asdict
from pathlib import Path
from backend.services.image.engine.developing import develop
from backend.services.image.engine.failures import UnfitError
from backend.services.image.recipe import Recipe, Size
recipe = Recipe("png", size=Size("fit", 40, 40))
output = Path("result.png")
for source in sorted(Path(sys.argv[1]).glob(sys.argv[2])):
    try:
        made = develop(source, recipe, output, None, lambda _: None)
        answer = "ok" if 0 < max(made.picture.width, made.picture.height) <= 40 else "wrong size"
    except UnfitError as error:
        answer = error.code
    print(json.dumps([source.name, answer]), flush=True)
"""


def _damaged(content: bytes, chance: random.Random) -> bytes:
    """Cut the end off, flip some bits, overwrite a stretch, or all of it."""
    damaged = bytearray(content)
    kind = chance.randrange(4)
    if kind in {0, 3}:
        del damaged[chance.randrange(1, len(damaged)) :]
    if kind in {1, 3}:
        for _ in range(chance.randrange(1, 20)):
            damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
    if kind == 2:
        start = chance.randrange(len(damaged))
        damaged[start : start + 50] = chance.randbytes(50)[: len(damaged) - start]
    return bytes(damaged)


@pytest.fixture(scope="module")
def variants(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of a thousand damaged files, the same in every run."""
    folder = tmp_path_factory.mktemp("variants")
    originals = every_format(tmp_path_factory.mktemp("originals"))
    # Some with real content, where there is more to damage than a header.
    photo(160, 120).jpegsave(str(originals["jpeg"]), interlace=True)
    photo(160, 120).pngsave(str(originals["png"]))
    animation(originals["gif"], frames=8)
    animation(originals["webp"], frames=8)
    for name, path in originals.items():
        content = path.read_bytes()
        for number in range(VARIANTS):
            seeded = random.Random(f"{name} {number}")
            (folder / f"{name}-{number:03}").write_bytes(_damaged(content, seeded))
    return folder


def _answers(folder: Path, pattern: str, work: Path) -> dict[str, str]:
    answers: dict[str, str] = {}

    async def listen(line: str) -> None:
        name, answer = json.loads(line)
        answers[name] = answer

    command = [sys.executable, "-c", MANY, str(folder), pattern]
    finished = asyncio.run(process.run(command, LIMITS, work, listen))
    assert finished.returncode == 0, f"after {max(answers, default='none')}: {finished.stderr_tail}"
    return answers


@pytest.mark.parametrize("half", ["*[02468]", "*[13579]"])
def test_a_damaged_file_is_an_error_or_a_picture(variants: Path, tmp_path: Path, half: str) -> None:
    answers = _answers(variants, half, tmp_path)
    assert len(answers) == 12 * VARIANTS // 2
    assert set(answers.values()) <= {"ok", *FAILURES}
    # Neither is everything taken for a picture, nor nothing.
    assert 100 < sum(answer == "ok" for answer in answers.values()) < 450
    assert {path.name for path in tmp_path.iterdir()} <= {"result.png"}


def test_a_photo_that_ends_early_is_shown_as_far_as_it_goes_and_told(
    tmp_path: Path, engine: EngineRunner
) -> None:
    whole = photo(400, 300).jpegsave_buffer(Q=90)
    source, output = tmp_path / "half.jpg", tmp_path / "output.png"
    source.write_bytes(whole[: len(whole) // 2])
    made = engine.develop(source, Recipe("png"), output, LIMITS)
    assert made.damaged
    assert pixels(output)[:100].std() > 5  # the upper part is there


def test_what_has_no_picture_left_is_an_error_and_no_file(
    tmp_path: Path, engine: EngineRunner
) -> None:
    whole = photo(400, 300).jpegsave_buffer(Q=90)
    source, output = tmp_path / "head.jpg", tmp_path / "output.png"
    source.write_bytes(whole[:200])
    with pytest.raises(MediaFailure) as refused:
        engine.develop(source, Recipe("png", size=Size("fit", 9, 9)), output, LIMITS)
    assert refused.value.code == "DAMAGED"
