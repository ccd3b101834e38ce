"""The example of a service as a process, and a file for it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.system.stack import ROOT

SRT = """1
00:00:01,000 --> 00:00:02,500
<i>Who's there?</i>

2
00:00:03,000 --> 00:00:04,000
Nay, answer me:
stand, and unfold yourself.

3
00:01:00,000 --> 00:01:02,000
Long live the king!
"""


def srt_file(folder: Path, name: str = "Elsinore.srt") -> Path:
    """Write subtitles of a minute, as Windows programs do."""
    path = folder / name
    path.write_bytes(b"\xef\xbb\xbf" + SRT.replace("\n", "\r\n").encode())
    return path


@contextmanager
def running_service(port: int, data_dir: Path) -> Iterator["subprocess.Popen[str]"]:
    """Have the service run at `port`, on the data folder of a stack, for the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", "examples.subtitles_service"],
        cwd=ROOT,
        env={**os.environ, "DATA_DIR": str(data_dir), "SUBTITLES_PORT": str(port)},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    with process.stderr:
        try:
            line = json.loads(process.stderr.readline())
            assert line["event"] == "started", line
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=20)
