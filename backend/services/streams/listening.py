"""Reads sound frame by frame with PyAV, for children that look at samples."""

import contextlib
import errno
from collections.abc import Iterator
from dataclasses import dataclass

import av
import av.error
from av.stream import Discard

from backend.services.whitelist import INPUT_FORMATS

# Decoders need some sound before the first that is right; and players forgive this much.
PREROLL_SECONDS = 0.2
GAP_SECONDS = 0.1
OPTIONS = {
    "protocol_whitelist": "file",
    "format_whitelist": INPUT_FORMATS,
    # PCM comes in larger pieces than 4 kB where the demuxer can be told so.
    "max_size": str(1 << 18),
}


@dataclass(frozen=True)
class Recording:
    """One sound of an open file; its time begins where players begin."""

    container: av.container.InputContainer
    stream: av.AudioStream

    @property
    def origin_seconds(self) -> float:
        """What the file's own clock shows when players show 0."""
        return (self.container.start_time or 0) / av.time_base

    def seek(self, seconds: float) -> None:
        """Go to a moment, or somewhat before or after it: containers differ."""
        with contextlib.suppress(av.error.FFmpegError):
            self.container.seek(int(max(0.0, seconds + self.origin_seconds) * av.time_base))

    def frames(self) -> Iterator[av.AudioFrame]:
        """Yield what can be decoded from here on; what is damaged is left out."""
        with contextlib.suppress(av.error.FFmpegError):
            for packet in self.container.demux(self.stream):
                with contextlib.suppress(av.error.FFmpegError):
                    for frame in packet.decode():
                        if isinstance(frame, av.AudioFrame) and frame.samples and frame.sample_rate:
                            yield frame

    def seconds_of(self, frame: av.AudioFrame, otherwise: float) -> float:
        """Return when `frame` is heard; `otherwise` where it does not tell."""
        return otherwise if frame.time is None else frame.time - self.origin_seconds


@contextlib.contextmanager
def opened(source: str, track: int, **more: str) -> Iterator[Recording]:
    """Open the stream `track` of a file, read by one thread; raises PyAV's errors."""
    options = {**OPTIONS, **more}
    with av.open(f"file:{source}", options=options, metadata_errors="replace") as container:
        stream = container.streams[track]
        assert isinstance(stream, av.AudioStream)
        # Of a codec that nobody knows there is nothing.
        if not stream.codec_context:
            raise av.error.DecoderNotFoundError(errno.ENOENT, "There is no such decoder.")
        stream.codec_context.thread_count = 1
        for other in container.streams:
            if other is not stream:
                other.discard = Discard.all
        yield Recording(container, stream)
