"""The file to cut: opened under guard, and asked quickly whether it can be cut.

Traps this module knows:

- Demuxers of playlists (HLS, DASH, concat) open other files and addresses that the
  file names, so only containers of media are let in, and only through `file:`.
- A file's own time 0 is not timestamp 0. Transport streams start anywhere (often
  1.4 s); MP4 hides pre-roll at negative times; Opus in Matroska starts 7 ms before 0,
  which players never sound.
- Cover art is a video stream. The first stream is not always the film.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.error import FFmpegError
from av.stream import Discard, Disposition, Stream
from av.subtitles.stream import SubtitleStream
from av.video.stream import VideoStream

from .codecs import Codec
from .errors import SmartCutUnsupportedError
from .registry import codec_of

ALLOWED_FORMATS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,mpegvideo,flv,asf,ogg,mxf"

# Demuxers with no index of their own: a seek lands by guess, so they are read from
# the beginning. Reading is hundreds of times faster than playing.
WITHOUT_INDEX = frozenset({"mpegts", "mpeg", "flv", "asf"})


SNAP_SECONDS = Fraction(1, 10)


@dataclass(frozen=True)
class Source:
    """An open file with the streams that a cut deals with."""

    path: Path
    container: InputContainer
    video: VideoStream
    audio: tuple[AudioStream, ...]
    subtitles: tuple[SubtitleStream, ...]
    codec: Codec
    origin_seconds: Fraction
    """Where on the container's clock the file's own time 0 lies."""

    @property
    def frame_seconds(self) -> Fraction:
        """Nominal duration of one frame."""
        rate = self.video.average_rate or self.video.guessed_rate
        return 1 / rate if rate else Fraction(1, 25)

    @property
    def snap_seconds(self) -> Fraction:
        """A first picture later than this after a time is no frame boundary but a gap
        (variable frame rate, video that begins after the sound), which a cut keeps.
        """
        return max(SNAP_SECONDS, self.frame_seconds)

    @property
    def duration_seconds(self) -> Fraction | None:
        """Length of the file, or None if it does not say."""
        duration = self.container.duration
        return None if duration is None else Fraction(duration, av.time_base)

    def check(self) -> None:
        """Refuse what cannot be cut exactly, as far as the headers tell.

        Raises:
            SmartCutUnsupportedError: with the reason.
        """
        self.codec.check(self.video)
        if "avi" in self.container.format.name and self.video.codec_context.has_b_frames:
            raise SmartCutUnsupportedError(
                "no_timestamps", "AVI does not say when each picture of this film is shown."
            )

    @property
    def seekable(self) -> bool:
        """Whether the container has an index that a seek can trust."""
        return not WITHOUT_INDEX & set(self.container.format.name.split(","))


@contextlib.contextmanager
def open_source(path: Path) -> Iterator[Source]:
    """Open a file for cutting; it is closed on leaving the block.

    Raises:
        SmartCutUnsupportedError: not media, no video, or a codec that cannot be cut.
    """
    with open_container(path) as container:
        yield _examine(path, container)


def open_container(path: Path) -> InputContainer:
    """Open a file for reading, under guard.

    Raises:
        SmartCutUnsupportedError: not media.
    """
    try:
        return av.open(
            f"file:{path}",
            "r",
            container_options={"protocol_whitelist": "file", "format_whitelist": ALLOWED_FORMATS},
            metadata_errors="replace",
        )
    except FFmpegError as error:
        raise SmartCutUnsupportedError(
            "not_media", "This file could not be read as a video."
        ) from error


def _examine(path: Path, container: InputContainer) -> Source:
    films = [s for s in container.streams.video if not s.disposition & Disposition.attached_pic]
    if not films:
        raise SmartCutUnsupportedError("no_video", "This file has no video track.")
    video = films[0]
    if video.codec_context is None or not video.time_base or not video.width:
        raise SmartCutUnsupportedError("unknown_codec", "The video codec of this file is unknown.")
    return Source(
        path=path,
        container=container,
        video=video,
        audio=tuple(s for s in container.streams.audio if s.codec_context is not None),
        subtitles=tuple(s for s in container.streams.subtitles if s.codec_context is not None),
        codec=codec_of(video),
        origin_seconds=origin_of(container, video),
    )


def origin_of(container: InputContainer, video: VideoStream) -> Fraction:
    """Where on the container's clock the file's own time 0 lies, in seconds."""
    start = Fraction(container.start_time or 0, av.time_base)
    if start >= 0:
        return start
    # Below zero lies only what decoders need to warm up, unless pictures are there too.
    video_start = Fraction(video.start_time or 0) * (video.time_base or 0)
    return min(video_start, Fraction(0))


def supported(source: Path) -> None:
    """A quick look, of a few milliseconds, at whether a file can be smart-cut.

    Raises:
        SmartCutUnsupportedError: it cannot, with the reason.
    """
    with open_source(source) as opened:
        opened.check()


def read_only(container: InputContainer, streams: tuple[Stream, ...]) -> None:
    """Let the demuxer skip the packets of all other streams."""
    for stream in container.streams:
        stream.discard = Discard.default if stream in streams else Discard.all
