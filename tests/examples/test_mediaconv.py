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
from tests.system.stack import ROOT

pytestmark = pytest.mark.system

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
    done = run(programmer(), tmp_path, str(picture), "convert", "format=webp")
    assert done.returncode == 0, done.stderr
    made = tmp_path / done.stdout.strip()
    with Image.open(made) as image:
        assert (image.format, image.size) == ("WEBP", (64, 48))
    assert "Uploading   0%" in done.stderr


def test_an_upload_that_was_broken_off_goes_on_where_it_stopped(
    programmer: Callable[..., Programmer], tmp_path: Path
) -> None:
    owner = programmer()
    film = padded(make_clip(tmp_path / "film.mp4"), 160 * 1024 * 1024)
    order = [str(film), "cut", "start=1", "end=2"]
    broken = subprocess.Popen(
        [*PROGRAM, *order], cwd=tmp_path, env=owner.environment, stderr=subprocess.PIPE
    )
    assert broken.stderr is not None
    with broken.stderr:
        seen = b""
        while not re.search(rb" [1-9]\d%", seen):
            seen += broken.stderr.read(1)
        broken.kill()
        broken.wait(timeout=10)
    (upload,) = owner.user.get("/v1/uploads")["items"]
    assert 0 < upload["offset_bytes"] < upload["size_bytes"]
    done = run(owner, tmp_path, *order)
    assert done.returncode == 0, done.stderr
    first = re.search(r"Uploading +(\d+)%", done.stderr)
    assert first is not None
    assert int(first[1]) >= 5
    assert len(owner.user.get("/v1/files")["items"]) == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["convert", "format=docx"], "format: "),
        (["fold"], "No service can do “fold”"),
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
    failed = run(programmer(), tmp_path, str(picture), *arguments)
    assert failed.returncode == 1
    assert words in failed.stderr


def test_a_token_that_allows_too_little_is_told_so(
    programmer: Callable[..., Programmer], picture: Path, tmp_path: Path
) -> None:
    failed = run(programmer("files:read"), tmp_path, str(picture), "convert", "format=webp")
    assert failed.returncode == 1
    assert "files:write" in failed.stderr
