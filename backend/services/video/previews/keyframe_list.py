"""Lists keyframes: ``python -m backend.services.video.previews.keyframe_list`` with the
arguments SOURCE STREAM OUTPUT.

A child process under limits. OUTPUT becomes JSON::

    {"times": [0.0, 2.0, ...],      seconds on the file's own timeline, rising
     "every_picture": false,        every picture is one, so none are listed
     "complete_until": 62.5}        later ones were not looked for

Where a container has an index, the demuxer skips everything else by it; an hour takes
less than a second.
"""

import json
import sys
import time
from pathlib import Path

import av
import av.error
from av.stream import Discard
from av.video.stream import VideoStream

from backend.services.video.smart_cut.source import origin_of, read_only
from backend.services.whitelist import INPUT_FORMATS

OPTIONS = {"protocol_whitelist": "file", "format_whitelist": INPUT_FORMATS}
MAX_KEYFRAMES = 20_000
# A page waits for the answer; of what was not reached it says so.
PATIENCE_SECONDS = 6.0


def main(arguments: list[str]) -> int:
    """List the keyframes of a file."""
    source, stream, output = Path(arguments[0]), int(arguments[1]), Path(arguments[2])
    av.logging.set_level(None)
    try:
        told = keyframes(source, stream)
    except (av.error.FFmpegError, IndexError):
        return 1
    output.write_text(json.dumps(told, separators=(",", ":")))
    return 0


def keyframes(source: Path, stream_index: int) -> dict[str, object]:
    """Return what is written. Raises `av.error.FFmpegError`."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    with av.open(f"file:{source}", options=OPTIONS, metadata_errors="replace") as container:
        video = container.streams[stream_index]
        assert isinstance(video, VideoStream)
        origin = origin_of(container, video)
        duration = (container.duration or 0) / av.time_base
        if video.codec_context.codec.intra_only:
            return {"times": [], "every_picture": True, "complete_until": duration}
        read_only(container, (video,))
        video.discard = Discard.nonkey
        times: list[float] = []
        complete = True
        for packet in container.demux(video):
            if not packet.is_keyframe or packet.pts is None or not packet.size:
                continue
            times.append(round(float(packet.pts * (video.time_base or 0) - origin), 6))
            if len(times) >= MAX_KEYFRAMES or time.monotonic() > deadline:
                complete = False
                break
    until = max(duration, times[-1] if times else 0.0) if complete else times[-1]
    return {
        "times": sorted({max(0.0, at) for at in times}),
        "every_picture": False,
        "complete_until": until,
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
