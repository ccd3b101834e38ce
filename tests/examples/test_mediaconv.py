"""The command-line client against the real stack."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from tests.examples.conftest import Programmer
from tests.media import make_clip, padded
from tests.system import journeys
from tests.system.stack import ROOT

pytestmark = pytest.mark.system

WEBP = '{"format": "webp"}'
PROGRAM = [sys.executable, str(ROOT / "examples/mediaconv.py")]


def run(of: Programmer, folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*PROGRAM, *arguments],
        cwd=folder,
        env=of.environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "in" / "Été.png"
    path.parent.mkdir()
    Image.new("RGB", (64, 48), "teal").save(path)
    return path


def test_a_file_is_uploaded_converted_and_downloaded(
    programmer: Callable[..., Programmer], picture: Path, tmp_path: Path
) -> None:
    done = run(programmer(), tmp_path, "image", str(picture), "convert", WEBP)
    assert done.returncode == 0, done.stderr
    made = tmp_path / done.stdout.strip()
    with Image.open(made) as image:
        assert (image.format, image.size) == ("WEBP", (64, 48))
    assert "from byte 0 on" in done.stderr
    assert "0%" in done.stderr


def test_an_upload_that_was_broken_off_goes_on_where_it_stopped(
    programmer: Callable[..., Programmer], tmp_path: Path
) -> None:
    owner = programmer()
    film = padded(make_clip(tmp_path / "film.mp4"), 400 * 1024 * 1024)
    order = ["video", str(film), "cut", '{"start": 1, "end": 2}']
    broken = subprocess.Popen([*PROGRAM, *order], cwd=tmp_path, env=owner.environment)

    def arrived() -> int:
        return sum(each["offset_bytes"] for each in owner.user.get("/v1/uploads")["items"])

    journeys.wait_until(lambda: arrived() > 0)
    broken.kill()
    broken.wait(timeout=10)
    kept = arrived()
    assert 0 < kept < film.stat().st_size
    done = run(owner, tmp_path, *order)
    assert done.returncode == 0, done.stderr
    first = re.search(r"from byte (\d+) on", done.stderr)
    assert first is not None
    assert int(first[1]) >= kept
    assert len(owner.user.get("/v1/files")["items"]) == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["convert", '{"format": "docx"}'], "format: "),
        (["fold"], "operation: "),
        ([], "Usage"),
    ],
    ids=["parameter", "operation", "usage"],
)
def test_what_is_wrong_is_told_in_the_words_of_the_gateway(
    arguments: list[str],
    words: str,
    programmer: Callable[..., Programmer],
    picture: Path,
    tmp_path: Path,
) -> None:
    failed = run(programmer(), tmp_path, "image", str(picture), *arguments)
    assert failed.returncode == 1
    assert words in failed.stderr


def test_a_token_that_allows_too_little_is_told_so(
    programmer: Callable[..., Programmer], picture: Path, tmp_path: Path
) -> None:
    failed = run(programmer("files:read"), tmp_path, "image", str(picture), "convert", WEBP)
    assert failed.returncode == 1
    assert "files:write" in failed.stderr
