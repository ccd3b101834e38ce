"""The command line that the service runs as a child process."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from backend.services.video.smart_cut import segments
from tests.services.video.smart_cut.clips import Recipe
from tests.services.video.smart_cut.conftest import Clip

COMMAND = (sys.executable, "-m", "backend.services.video.smart_cut")


def run(*arguments: str | Path) -> tuple[int, list[dict[str, object]], str]:
    finished = subprocess.run(
        [*COMMAND, *map(str, arguments)], capture_output=True, text=True, timeout=60, check=False
    )
    lines = [json.loads(line) for line in finished.stdout.splitlines()]
    return finished.returncode, lines, finished.stderr


def test_progress_and_then_a_report(clip: Clip, tmp_path: Path) -> None:
    output = tmp_path / "cut.mp4"
    code, lines, noise = run(clip("h264.mp4"), output, "--segments", "[[0.5, 2.5]]")
    assert (code, noise) == (0, "")
    assert [set(line) for line in lines[:-1]] == [{"progress"}] * (len(lines) - 1)
    report = lines[-1]["report"]
    assert isinstance(report, dict)
    assert report["frames_copied"] + report["frames_encoded"] == 60
    assert report["duration_seconds"] == 2.0
    assert (report["audio_tracks"], report["warnings"]) == (1, [])
    assert output.stat().st_size > 0


def test_a_refusal_has_a_code_and_a_reason(clip: Clip, tmp_path: Path) -> None:
    recipe = Recipe(video=("-c:v", "mpeg4", "-g", "30"))
    source = clip("mpeg4.mp4", recipe)
    code, lines, noise = run(source, tmp_path / "cut.mp4", "--segments", "[[0.5, 2.5]]")
    assert (code, noise) == (3, "")
    refusal = lines[-1]["unsupported"]
    assert isinstance(refusal, dict)
    assert refusal["code"] == "codec"
    assert "mpeg4" in refusal["message"]


@pytest.mark.parametrize(
    "typed", ["", "1", "[]", "[[1]]", "[[2, 1]]", "[[-1, 1]]", "[[0, NaN]]", '[["a", 1]]', "[1, 2]"]
)
def test_nonsense_is_a_wrong_command_line(typed: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        segments.parse(typed)


def test_segments_are_read_by_their_digits() -> None:
    first, second = segments.parse('[[0.1, 0.3], ["1001/30000", 2]]')
    assert first.end_seconds * 10 == 3
    assert second.start_seconds * 30000 == 1001


def test_a_wrong_command_line_exits_with_2(tmp_path: Path) -> None:
    code, lines, noise = run(tmp_path / "a", tmp_path / "b", "--segments", "[[2, 1]]")
    assert (code, lines) == (2, [])
    assert "A segment must end after it starts." in noise


def test_sigterm_ends_it_at_once(clip: Clip, tmp_path: Path) -> None:
    # One GOP of 26 s, so that all of it is encoded.
    film = Recipe(
        seconds=26,
        size=(640, 360),
        video=("-c:v", "libx264", "-preset", "ultrafast", "-g", "800", "-sc_threshold", "0"),
        audio_tracks=0,
    )
    output = tmp_path / "cut.mp4"
    arguments = [str(clip("one long GOP.mp4", film)), str(output)]
    child = subprocess.Popen(
        [*COMMAND, *arguments, "--segments", "[[0.5, 25]]"], stdout=subprocess.PIPE
    )
    with child:
        while not output.exists() and child.poll() is None:
            time.sleep(0.002)
        child.send_signal(signal.SIGTERM)
        assert child.wait(timeout=2) == -signal.SIGTERM
