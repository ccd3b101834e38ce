"""Draws a filmstrip: ``python -m backend.services.video.previews.filmstrip TASK OUTPUT``.

A child process under limits, since it decodes what strangers upload. TASK is JSON:
``source``, ``stream`` (index), ``start`` and ``end`` in seconds, ``count`` of pictures and
their ``height``. OUTPUT becomes one JPEG with the pictures side by side, `COLUMNS` in a row.
Writes one line of JSON about it, or ends with 1 when no picture could be read.

Of a long span only keyframes are looked at: a seek, one decoded picture, the decoder
emptied, whatever the length of the film. Of a short span, where neighbours would show the
same keyframe, everything is decoded.
"""

import json
import multiprocessing
import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path

import av
import av.error
import numpy as np
import numpy.typing as npt
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image

from backend.services.video.smart_cut.source import origin_of, read_only
from backend.services.whitelist import INPUT_FORMATS

OPTIONS = {"protocol_whitelist": "file", "format_whitelist": INPUT_FORMATS}
COLUMNS = 10
# Tiles are never wider than this many times their height: what is, is shown narrower.
WIDEST = 4.0
JPEG_QUALITY = 78
# With fewer pictures for each core, another process takes longer than it saves.
WORTH_A_PROCESS = 12
# So many pixels are decoded within two seconds on one core: 16 s of 1080p30.
DECODED_WHOLE_PIXELS = 1e9
# Behind a seek into a container without an index come packets of a GOP that began before.
MAX_PACKETS_TO_A_KEYFRAME = 600
TOLERANCE_SECONDS = 1e-3
# Containers without an index are searched by guesses, which come out late.
EARLY_SECONDS = 1.0

Tile = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Task:
    """What to draw, as on the command line."""

    source: str
    stream: int
    start: float
    end: float
    count: int
    height: int

    @property
    def targets(self) -> list[float]:
        """The times to show: each the beginning of an equal part of the span."""
        step = (self.end - self.start) / self.count
        return [self.start + number * step for number in range(self.count)]


@dataclass(frozen=True)
class Shown:
    """One picture of the strip, and its own time."""

    seconds: float
    tile: Tile


def main(arguments: list[str]) -> int:
    """Draw a filmstrip."""
    task, output = Task(**json.loads(arguments[0])), Path(arguments[1])
    av.logging.set_level(None)
    strip = _without_gaps([shown for part in _parts(task) for shown in part])
    if not strip:
        return 1
    height, width, _ = strip[0].tile.shape
    columns = min(COLUMNS, len(strip))
    rows = -(-len(strip) // columns)
    sheet = Image.new("RGB", (columns * width, rows * height))
    for number, shown in enumerate(strip):
        place = (number % columns * width, number // columns * height)
        sheet.paste(Image.fromarray(shown.tile), place)
    sheet.save(output, "JPEG", quality=JPEG_QUALITY)
    told = {
        "columns": columns,
        "rows": rows,
        "tile_width": width,
        "tile_height": height,
        "times": [round(max(0.0, shown.seconds), 3) for shown in strip],
    }
    sys.stdout.write(json.dumps(told) + "\n")
    return 0


def _parts(task: Task) -> list[list[Shown | None]]:
    cores = os.cpu_count() or 1
    parts = max(1, min(cores, task.count // WORTH_A_PROCESS))
    bounds = [task.count * part // parts for part in range(parts + 1)]
    targets = [task.targets[a:b] for a, b in pairwise(bounds)]
    if parts == 1:
        return [pictures_at(task, targets[0])]
    # Forked: the parts share what was imported already.
    forked = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(parts, mp_context=forked) as pool:
        return list(pool.map(pictures_at, [task] * parts, targets))


def _without_gaps(strip: list[Shown | None]) -> list[Shown]:
    """Show the picture before where one could not be read."""
    first = next((shown for shown in strip if shown), None)
    filled: list[Shown] = []
    for shown in strip:
        before = shown or (filled[-1] if filled else first)
        if before:
            filled.append(before)
    return filled


def pictures_at(task: Task, targets: Sequence[float]) -> list[Shown | None]:
    """Return a picture for each time, None where there is none to be read."""
    with av.open(f"file:{task.source}", options=OPTIONS, metadata_errors="replace") as container:
        video = container.streams[task.stream]
        assert isinstance(video, VideoStream)
        read_only(container, (video,))
        reader = _Reader(container, video, task.height)
        span = (task.end - task.start) * len(targets) / task.count
        pixels = video.width * video.height * float(video.average_rate or 25)
        if span * pixels <= DECODED_WHOLE_PIXELS:
            return reader.all_between(targets)
        return [reader.keyframe_before(target) for target in targets]


class _Reader:
    """Reads pictures of one video."""

    def __init__(self, container: InputContainer, video: VideoStream, height: int) -> None:
        self._container = container
        self._video = video
        self._height = height
        self._base = float(video.time_base or 0)
        self._origin = float(origin_of(container, video))
        self._last: tuple[int | None, Shown | None] = (None, None)

    def keyframe_before(self, seconds: float) -> Shown | None:
        """Return the keyframe at or before a time, or the first one after it."""
        self._video.codec_context.flush_buffers()
        if not self._seek(seconds):
            return None
        try:
            for packet in islice(self._container.demux(self._video), MAX_PACKETS_TO_A_KEYFRAME):
                if not packet.is_keyframe or not packet.size:
                    continue
                if packet.pts is not None and packet.pts == self._last[0]:
                    return self._last[1]
                frames = [*packet.decode(), *self._video.codec_context.decode(None)]
                shown = self._shown(frames[0]) if frames else None
                self._last = (packet.pts, shown)
                return shown
        except (av.error.FFmpegError, IndexError):
            return None
        return None

    def all_between(self, targets: Sequence[float]) -> list[Shown | None]:
        """Return the pictures that players show at these times, which rise."""
        found: list[Shown | None] = []
        self._video.thread_type = "AUTO"
        before: VideoFrame | None = None
        for frame in self._frames_from(targets[0]):
            at = self._seconds(frame) - TOLERANCE_SECONDS
            while len(found) < len(targets) and at > targets[len(found)]:
                found.append(self._shown(before or frame))
            if len(found) == len(targets):
                break
            before = frame
        missing = len(targets) - len(found)
        return [*found, *([self._shown(before) if before else None] * missing)]

    def _frames_from(self, seconds: float) -> Iterator[VideoFrame]:
        if not self._seek(seconds - EARLY_SECONDS):
            return
        packets = self._container.demux(self._video)
        while True:
            try:
                packet = next(packets, None)
                if packet is None:
                    return
                yield from packet.decode()
            except (av.error.FFmpegError, IndexError):
                if packet is None or not packet.size:
                    return

    def _seek(self, seconds: float) -> bool:
        ticks = int((seconds + self._origin + TOLERANCE_SECONDS) / self._base)
        for attempt in (ticks, 0):
            try:
                self._container.seek(attempt, stream=self._video, backward=True)
            except av.error.FFmpegError:
                continue
            return True
        return False

    def _seconds(self, frame: VideoFrame) -> float:
        return (frame.pts or 0) * self._base - self._origin

    def _shown(self, frame: VideoFrame) -> Shown:
        """Return a picture as players show it: turned, with square pixels, small."""
        turns = round(frame.rotation / 90) % 4
        shape = float(self._video.sample_aspect_ratio or 1) or 1.0
        width, height = frame.width * shape, float(frame.height)
        if turns % 2:
            aspect = min(height / width, WIDEST)
            tile = (self._height, _even(self._height * aspect))
        else:
            aspect = min(width / height, WIDEST)
            tile = (_even(self._height * aspect), self._height)
        small = frame.reformat(*tile, format="rgb24", interpolation="AREA")
        return Shown(
            self._seconds(frame), np.ascontiguousarray(np.rot90(small.to_ndarray(), turns))
        )


def _even(pixels: float) -> int:
    return max(2, round(pixels / 2) * 2)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
