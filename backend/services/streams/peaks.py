"""Reads the peaks of a sound: ``python -m backend.services.streams.peaks OUTPUT ORDER``.

A child process, as the file is a stranger's. ORDER is an `Order` as JSON. OUTPUT becomes
pairs of signed bytes, the lowest and the highest sample of each of `count` equal parts of
the time between `start_seconds` and `end_seconds`, over all channels; 127 is full scale.
Ends with 1 when there was no sound.

Decoding is most of the work. ffmpeg hands each frame from thread to thread, which for
frames of 26 ms costs more than decoding them; here each worker decodes a range of its own
without threads, and one hour of MP3 takes four seconds of processor time instead of
fourteen. Whatever the length, a worker holds one block of sound and the peaks.
"""

import contextlib
import ctypes
import json
import mmap
import os
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path

import av
import av.error
import numpy as np
import numpy.typing as npt

from backend.services.streams.listening import GAP_SECONDS, PREROLL_SECONDS, Recording, opened
from backend.services.streams.peaks_order import Order

Floats = npt.NDArray[np.float32]

BLOCK_FRAMES = 512
FULL_SCALE = {"u8": 2.0**7, "s16": 2.0**15, "s32": 2.0**31, "flt": 1.0, "dbl": 1.0}
DTYPES = {"u8": np.uint8, "s16": np.int16, "s32": np.int32, "flt": np.float32, "dbl": np.float64}
# Below this, starting another process costs more than it brings.
SECONDS_FOR_A_WORKER = 120.0
# A glance: so many places are listened to, or as many as can be in this time.
GLANCES = 512
GLANCE_SECONDS = 0.8
FRAMES_OF_A_GLANCE = 4
PR_SET_PDEATHSIG = 1  # linux/prctl.h


class Peaks:
    """The lowest and the highest of each part, in memory that processes share."""

    def __init__(self, count: int) -> None:
        size = 4 * count
        self._memory = mmap.mmap(-1, 2 * size)
        self.low: Floats = np.frombuffer(self._memory, np.float32, count)
        self.high: Floats = np.frombuffer(self._memory, np.float32, count, size)
        self.low.fill(np.inf)
        self.high.fill(-np.inf)
        self._own = (0, count)

    def narrow(self, begin: int, end: int) -> None:
        """Take only these parts from now on: others are another process's to write."""
        self._own = (begin, end)

    def take(self, first: int, low: Floats, high: Floats) -> None:
        """Count in what the parts from `first` on hold."""
        begin, end = max(first, self._own[0]), min(first + len(low), self._own[1])
        if begin >= end:
            return
        room, told = slice(begin, end), slice(begin - first, end - first)
        np.minimum(self.low[room], low[told], out=self.low[room])
        np.maximum(self.high[room], high[told], out=self.high[room])

    def spread(self) -> None:
        """Give parts that nobody listened to what the nearest one before them has."""
        heard = np.flatnonzero(np.isfinite(self.low))
        if len(heard):
            nearest = heard[np.searchsorted(heard, np.arange(len(self.low)), "right") - 1]
            self.low[:], self.high[:] = self.low[nearest], self.high[nearest]

    def packed(self) -> bytes | None:
        """Return pairs of bytes, or None when there was no sound at all."""
        heard = np.isfinite(self.low)
        if not heard.any():
            return None
        pairs = np.stack((self.low, self.high), axis=1)
        pairs[~heard] = 0
        return np.rint(np.clip(pairs, -1, 1) * 127).astype(np.int8).tobytes()


@dataclass(frozen=True)
class Block:
    """Decoded sound in a row, and when it is heard."""

    seconds: float
    frames: list[av.AudioFrame]

    def count_into(self, peaks: Peaks, order: Order) -> None:
        """Tell `peaks` what is in here."""
        frame = self.frames[0]
        name = frame.format.name.removesuffix("p")
        channels = frame.layout.nb_channels
        planes = len(frame.planes)
        wide = channels // planes  # samples that stand side by side
        rate, dtype = frame.sample_rate, DTYPES.get(name)
        if dtype is None or not rate or not wide:
            return
        length = sum(each.samples for each in self.frames)
        first = int((self.seconds - order.start_seconds) * order.parts_per_second + 1e-6)
        last = int((self.seconds + length / rate - order.start_seconds) * order.parts_per_second)
        parts = np.arange(first, last + 1) / order.parts_per_second
        edges = np.ceil((parts + order.start_seconds - self.seconds) * rate - 1e-3)
        edges = np.maximum(edges[edges < length], 0).astype(np.intp)
        for plane in range(planes):
            samples = np.concatenate(
                [
                    np.frombuffer(memoryview(f.planes[plane]), dtype, f.samples * wide)
                    for f in self.frames
                ]
            )
            low = np.minimum.reduceat(samples, edges * wide).astype(np.float32)
            high = np.maximum.reduceat(samples, edges * wide).astype(np.float32)
            middle = 128 if name == "u8" else 0
            scale = FULL_SCALE[name]
            peaks.take(first, (low - middle) / scale, (high - middle) / scale)


def listen(order: Order, peaks: Peaks, begin: int, end: int) -> None:
    """Count the sound of the parts from `begin` to before `end` into `peaks`."""
    peaks.narrow(begin, end)
    wanted = order.second(begin)
    if not _counted(order, peaks, wanted, order.second(end)):
        _counted(order, peaks, 0.0, order.second(end))


def _counted(order: Order, peaks: Peaks, begin: float, end: float) -> bool:
    """Count from a moment on; tell whether the seek came out where, or before, it should."""
    with opened(order.source, order.track) as recording:
        seeks = begin > PREROLL_SECONDS
        for number, block in enumerate(_blocks(recording, begin if seeks else 0)):
            if number == 0 and seeks and block.seconds > begin:
                return False
            if block.seconds >= end:
                break
            block.count_into(peaks, order)
    return True


def glance(order: Order, peaks: Peaks) -> None:
    """Listen to a few places, the most telling first, for as long as that may take."""
    until = time.monotonic() + GLANCE_SECONDS
    places = min(GLANCES, order.count)
    bits = max(1, (places - 1).bit_length())
    with opened(order.source, order.track, fflags="fastseek") as recording:
        # Numbers whose bits are read backwards are spread evenly wherever one stops.
        for number in range(1 << bits):
            place = int(f"{number:0{bits}b}"[::-1], 2)
            if place >= places:
                continue
            if time.monotonic() > until:
                return
            part = place * order.count // places
            second = order.second(part)
            recording.seek(second)
            heard = list(islice(recording.frames(), FRAMES_OF_A_GLANCE))
            if heard:  # the first after a seek sounds as half of it
                whole = Order(order.source, order.track, second, second + 3600, 1)
                found = Peaks(1)
                Block(second, heard[-1:]).count_into(found, whole)
                peaks.take(part, found.low, found.high)


def _blocks(recording: Recording, begin: float) -> Iterator[Block]:
    """Yield the sound from `begin` on (a little before) in blocks without gaps."""
    if begin:
        recording.seek(begin - PREROLL_SECONDS)
    frames: list[av.AudioFrame] = []
    start = heard_until = 0.0
    kind = ("", 0, 0)
    for frame in recording.frames():
        told = recording.seconds_of(frame, heard_until)
        this = (frame.format.name, frame.sample_rate, frame.layout.nb_channels)
        follows = this == kind and abs(told - heard_until) < GAP_SECONDS
        if frames and (not follows or len(frames) >= BLOCK_FRAMES):
            yield Block(start, frames)
            frames = []
        if not frames:
            start, kind = (heard_until if follows else told), this
            heard_until = start
        frames.append(frame)
        heard_until += frame.samples / frame.sample_rate
    if frames:
        yield Block(start, frames)


def in_ranges(order: Order, peaks: Peaks) -> None:
    """Let as many processes listen as there are processors, each to a range of its own."""
    seconds = order.end_seconds - order.start_seconds
    workers = max(1, min(os.cpu_count() or 1, int(seconds / SECONDS_FOR_A_WORKER)))
    edges = [order.count * number // workers for number in range(workers + 1)]
    first, *others = pairwise(edges)
    children = []
    for begin, end in others:
        child = os.fork()
        if child == 0:
            os._exit(_worker(order, peaks, begin, end))
        children.append(child)
    listen(order, peaks, *first)
    for child in children:
        os.waitpid(child, 0)


def _worker(order: Order, peaks: Peaks, begin: int, end: int) -> int:
    parent = os.getppid()
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        return 1
    with contextlib.suppress(av.error.FFmpegError):
        listen(order, peaks, begin, end)
    return 0


def main(arguments: list[str]) -> int:
    """Write the peaks that are ordered."""
    output, order = Path(arguments[0]), Order(**json.loads(arguments[1]))
    av.logging.set_level(None)
    peaks = Peaks(order.count)
    with contextlib.suppress(av.error.FFmpegError):
        if order.glance:
            glance(order, peaks)
            peaks.spread()
        else:
            in_ranges(order, peaks)
    packed = peaks.packed()
    if packed is None:
        return 1
    output.write_bytes(packed)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
