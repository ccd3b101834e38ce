"""Plays pieces of sounds in a row to a command: ``python -m
backend.services.audio.splicing ORDER COMMAND...``, where COMMAND reads raw samples from
its stdin and writes its progress to its stdout, which is this child's own.

Pieces are cut at the sample. Between two of them the first can fade over into the second.
Whatever the length of the sounds, a frame and the sound of one crossfade are held.
Ends as COMMAND ends.
"""

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from typing import IO, Any

import av
import av.error
import numpy as np
import numpy.typing as npt

from backend.services.audio.splice import Piece, Splice
from backend.services.streams.listening import GAP_SECONDS, PREROLL_SECONDS, Recording, opened

Samples = npt.NDArray[Any]  # of shape (moments, channels)
DTYPES = {"s16": np.int16, "s32": np.int32, "flt": np.float32}
# Reading on is no slower than a seek as long as no more than this is thrown away.
READ_ON_SECONDS = 20.0


class Player:
    """One open sound, played piece by piece."""

    def __init__(self, recording: Recording, exact_seeking: bool) -> None:
        self._recording = recording
        self._exact_seeking = exact_seeking
        self._frames = self._placed()
        self._left: list[tuple[int, av.AudioFrame]] = []
        self._seconds = 0.0

    def piece(self, start: float, end: float) -> Iterator[av.AudioFrame]:
        """Yield the frames between two moments, cut at the sample."""
        self._go_to(start)
        for at, frame in self._following():
            rate = frame.sample_rate
            first, last = round(start * rate) - at, round(end * rate) - at
            if last < frame.samples:
                # Another piece may begin in it.
                self._left = [(at, frame)]
            if last > 0 and first < frame.samples:
                yield cut(frame, max(first, 0), min(last, frame.samples))
            if last <= frame.samples:
                return

    def _go_to(self, start: float) -> None:
        ahead = start - self._seconds
        if ahead < 0 or (self._exact_seeking and ahead > READ_ON_SECONDS):
            # Where seeks come out somewhere, everything before the start is read.
            there = start - PREROLL_SECONDS if self._exact_seeking else 0.0
            self._recording.seek(there)
            self._left, self._frames = [], self._placed()

    def _following(self) -> Iterator[tuple[int, av.AudioFrame]]:
        left, self._left = self._left, []
        yield from left
        for at, frame in self._frames:
            self._seconds = (at + frame.samples) / frame.sample_rate
            yield at, frame

    def _placed(self) -> Iterator[tuple[int, av.AudioFrame]]:
        """Yield frames with the number of their first sample, counted from the beginning."""
        place = rate = 0
        for frame in self._recording.frames():
            told = self._recording.seconds_of(frame, place / rate if rate else 0.0)
            # Clocks of containers are coarse: samples are counted, unless some are missing.
            if rate != frame.sample_rate or abs(told - place / rate) > GAP_SECONDS:
                rate = frame.sample_rate
                place = round(told * rate)
            yield place, frame
            place += frame.samples


def cut(frame: av.AudioFrame, first: int, last: int) -> av.AudioFrame:
    """Return the samples of `frame` from `first` to before `last`."""
    if first == 0 and last == frame.samples:
        return frame
    samples = frame.to_ndarray()
    wide = 1 if frame.format.is_planar else frame.layout.nb_channels
    part: Any = np.ascontiguousarray(samples[:, first * wide : last * wide])
    made = av.AudioFrame.from_ndarray(part, format=frame.format.name, layout=frame.layout.name)
    made.sample_rate = frame.sample_rate
    return made


def played(order: Splice, player: Player, piece: Piece) -> Iterator[Samples]:
    """Yield the samples of a piece in the form that is ordered."""
    resampler, kind = None, None
    for frame in player.piece(piece.start_seconds, piece.end_seconds):
        frame.pts = None
        this = (frame.format.name, frame.layout.name, frame.sample_rate)
        if resampler is None or this != kind:
            if resampler is not None:
                yield from (samples_of(order, each) for each in resampler.resample(None))
            resampler, kind = _resampler(order), this
        yield from (samples_of(order, each) for each in resampler.resample(frame))
    if resampler is not None:
        yield from (samples_of(order, each) for each in resampler.resample(None))


def _resampler(order: Splice) -> av.AudioResampler:
    return av.AudioResampler(order.sample_format, order.layout, order.sample_rate_hz)


def samples_of(order: Splice, frame: av.AudioFrame) -> Samples:
    """Return the samples of a frame that stand side by side."""
    dtype, channels = DTYPES[order.sample_format], frame.layout.nb_channels
    plane = np.frombuffer(memoryview(frame.planes[0]), dtype, frame.samples * channels)
    return plane.reshape(-1, channels).copy()


def crossfaded(pieces: Iterable[Iterator[Samples]], length: int) -> Iterator[Samples]:
    """Yield pieces in a row, the last `length` moments of each faded into the next."""
    tail: Samples | None = None
    for piece in pieces:
        blocks = piece
        if tail is not None and length:
            head, blocks = _taken(piece, length)
            yield _faded(tail, head)
        tail = None
        for block in blocks:
            held = block if tail is None else np.concatenate((tail, block))
            ready = len(held) - length
            if ready > 0:
                yield held[:ready]
                held = held[ready:]
            tail = held
    if tail is not None and len(tail):
        yield tail


def _taken(piece: Iterator[Samples], length: int) -> tuple[Samples, Iterator[Samples]]:
    """Return the first `length` moments of a piece, and what follows."""
    blocks: list[Samples] = []
    missing = length
    for block in piece:
        blocks.append(block[:missing])
        missing -= len(blocks[-1])
        if not missing:
            return np.concatenate(blocks), _with(block[len(blocks[-1]) :], piece)
    return np.concatenate(blocks) if blocks else np.zeros((0, 1), np.float32), iter(())


def _with(first: Samples, others: Iterator[Samples]) -> Iterator[Samples]:
    if len(first):
        yield first
    yield from others


def _faded(tail: Samples, head: Samples) -> Samples:
    """Return both at once, the one going while the other comes, equally loud all the time."""
    length = min(len(tail), len(head))
    if not length:
        return np.concatenate((tail, head)) if len(tail) and len(head) else tail
    turn = (np.arange(length, dtype=np.float32) + 0.5) / length * np.float32(np.pi / 2)
    before = tail[-length:] * np.cos(turn)[:, None]
    after = head[:length] * np.sin(turn)[:, None]
    return np.concatenate((tail[:-length], (before + after).astype(tail.dtype), head[length:]))


def play(order: Splice, sink: IO[bytes]) -> None:
    """Write all pieces to `sink`."""
    with contextlib.ExitStack() as stack:
        players: dict[str, Player] = {}

        def player(piece: Piece) -> Player:
            if piece.source not in players:
                recording = stack.enter_context(opened(piece.source, piece.track))
                players[piece.source] = Player(recording, piece.exact_seeking)
            return players[piece.source]

        pieces = (played(order, player(piece), piece) for piece in order.pieces)
        length = round(order.crossfade_seconds * order.sample_rate_hz)
        for block in crossfaded(pieces, length):
            sink.write(np.ascontiguousarray(block).view(np.uint8).data)


def main(arguments: list[str]) -> int:
    """Play what is ordered; return the exit code of the command."""
    order, command = Splice.from_json(json.loads(arguments[0])), arguments[1:]
    av.logging.set_level(None)
    with subprocess.Popen(command, stdin=subprocess.PIPE) as listener:
        assert listener.stdin is not None
        # A file that cannot be read gives less; a command that ended early tells why itself.
        with contextlib.suppress(av.error.FFmpegError, BrokenPipeError), listener.stdin as sink:
            play(order, sink)
    return listener.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
