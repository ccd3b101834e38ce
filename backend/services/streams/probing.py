"""Reads what a file is: ``python -m backend.services.streams.probing SOURCE``.

Runs as a child process under limits, because it parses what strangers upload with
libraries written in C. Writes one JSON object: ``{"probed": …}`` or
``{"failure": code}`` with NOT_MEDIA, TRUNCATED or UNSUPPORTED.
"""

import contextlib
import json
import re
import sys
from collections.abc import Callable
from dataclasses import asdict, replace
from itertools import islice
from pathlib import Path

import av
import av.container
import av.error
import av.stream
from av.stream import Disposition

from backend.services.streams.probed import Probed, Track
from backend.services.whitelist import INPUT_FORMATS, MAX_PIXELS

# ffmpeg reads a still GIF or a result of this service with the same eyes.
OPTIONS = {"protocol_whitelist": "file", "format_whitelist": f"{INPUT_FORMATS},gif"}
MAX_TAGS = 64
MAX_TAG_CHARACTERS = 1000
MAX_STREAMS = 64
# Decoders with several threads hand out the first picture after a few more.
MAX_PACKETS_TO_A_PICTURE = 64
# What muxers write for each other.
TECHNICAL_TAGS = frozenset({"major_brand", "minor_version", "compatible_brands", "encoder"})

CONTAINERS = {"3gp": "3gp", "qt": "mov"}
BEGINNINGS = frozenset({b"\x1aE\xdf\xa3", b"RIFF", b"FORM", b"OggS", b"fLaC", b"caff"})
# Transfer characteristics of HDR (ITU-T H.273), by ffmpeg's names.
HDR_TRANSFERS = {16: "smpte2084", 18: "arib-std-b67"}


class UnreadableError(Exception):
    """The file cannot be read; the argument is the code for the caller."""


def probe(path: Path) -> Probed:
    """Return what the file `path` is. Raises `UnreadableError`."""
    with _opened(path) as container:
        tracks = [_track(stream) for stream in islice(container.streams, MAX_STREAMS)]
        if not any(track.kind in {"video", "audio"} for track in tracks):
            raise UnreadableError("NOT_MEDIA")
        if any(track.width * track.height > MAX_PIXELS for track in tracks):
            raise UnreadableError("UNSUPPORTED")
        first = _first_picture(container)
        size_bytes = path.stat().st_size
        return Probed(
            container=_container(container, path),
            size_bytes=size_bytes,
            duration_seconds=(container.duration or 0) / av.time_base,
            tracks=tuple(_shown(track, first) for track in tracks),
            tags=_tags(container),
            truncated=_truncated(container, size_bytes),
        )


def _opened(path: Path) -> av.container.InputContainer:
    try:
        return av.open(f"file:{path}", options=OPTIONS, metadata_errors="replace")
    except av.error.ArgumentError:
        raise UnreadableError("UNSUPPORTED") from None  # a format, but none of ours
    except (av.error.FFmpegError, ValueError):
        raise UnreadableError("TRUNCATED" if _begins_as_media(path) else "NOT_MEDIA") from None


def _begins_as_media(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(12)
    return head[4:8] in {b"ftyp", b"moov", b"mdat"} or head[:4] in BEGINNINGS


def _container(container: av.container.InputContainer, path: Path) -> str:
    names = container.format.name.split(",")
    if "mp4" in names:
        brand = container.metadata.get("major_brand", "").strip().lower()
        return next((name for start, name in CONTAINERS.items() if brand.startswith(start)), "mp4")
    if "matroska" in names:
        with path.open("rb") as file:
            # DocType stands in the EBML header at the very beginning (RFC 8794).
            return "webm" if b"webm" in file.read(64) else "mkv"
    return names[0]


def _track(stream: av.stream.Stream) -> Track:
    context = stream.codec_context
    codec = context.codec.canonical_name if context else "unknown"
    track = Track(
        index=stream.index,
        kind=stream.type if stream.type in {"video", "audio", "subtitle"} else "data",
        codec=codec,
        bitrate_bps=(context.bit_rate or 0) if context else 0,
        duration_seconds=_duration(stream),
        language=_short(stream.metadata.get("language", "")),
        title=_short(stream.metadata.get("title", "")),
    )
    if context and isinstance(stream, av.VideoStream):
        rate = stream.average_rate or stream.guessed_rate
        return replace(
            track,
            kind="cover" if stream.disposition & Disposition.attached_pic else "video",
            width=stream.codec_context.width,
            height=stream.codec_context.height,
            frame_rate=float(rate) if rate else 0.0,
            pixel_format=stream.codec_context.pix_fmt or "",
        )
    if context and isinstance(stream, av.AudioStream):
        return replace(
            track,
            sample_rate_hz=stream.codec_context.sample_rate or 0,
            channels=stream.codec_context.channels,
            sample_format=stream.format.name if stream.format else "",
            channel_layout=stream.layout.name,
        )
    return track


def _duration(stream: av.stream.Stream) -> float:
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    # Matroska has no durations of streams; those who mux it write them as tags.
    clock = re.match(r"(\d+):(\d+):(\d+\.?\d*)", stream.metadata.get("DURATION", ""))
    if not clock:
        return 0.0
    hours, minutes, seconds = (float(part) for part in clock.groups())
    return hours * 3600 + minutes * 60 + seconds


def _first_picture(container: av.container.InputContainer) -> av.VideoFrame | None:
    """Return the first picture that can be decoded: only that tells how it is shown."""
    with contextlib.suppress(av.error.FFmpegError, IndexError, AttributeError):
        # AttributeError: PyAV has no decoder for a stream of an unknown codec.
        for packet in islice(container.demux(video=0), MAX_PACKETS_TO_A_PICTURE):
            for frame in packet.decode():
                if isinstance(frame, av.VideoFrame):
                    return frame
    return None


def _shown(track: Track, picture: av.VideoFrame | None) -> Track:
    """Return a track of pictures as players show it: turned clockwise, by whole quarters."""
    if track.kind != "video" or picture is None:
        return track
    rotation = -round(picture.rotation / 90) * 90 % 360
    width, height = (track.height, track.width) if rotation % 180 else (track.width, track.height)
    return replace(
        track,
        rotation_degrees=rotation,
        width=width,
        height=height,
        interlaced=bool(picture.interlaced_frame),
        transfer=HDR_TRANSFERS.get(int(picture.color_trc), ""),
    )


def _truncated(container: av.container.InputContainer, size_bytes: int) -> bool:
    """Tell whether the index of an MP4 or MOV points behind the end of the file."""
    if "mp4" not in container.format.name.split(","):
        return False
    for stream in container.streams:
        entries = stream.index_entries
        if (
            len(entries)
            and entries[len(entries) - 1].pos + entries[len(entries) - 1].size > size_bytes
        ):
            return True
    return False


def _tags(container: av.container.InputContainer) -> dict[str, str]:
    metadata = dict(container.metadata)
    if container.format.name == "ogg":
        # Vorbis comments belong to a stream; players take those of the first sound.
        for stream in container.streams.audio[:1]:
            metadata |= stream.metadata
    told = islice(metadata.items(), MAX_TAGS)
    return {
        _short(name).lower(): _short(value)
        for name, value in told
        if name.lower() not in TECHNICAL_TAGS
    }


def _short(text: str) -> str:
    # Tags are what strangers wrote: any length, any characters.
    return "".join(c for c in text if c.isprintable())[:MAX_TAG_CHARACTERS]


def main(arguments: list[str]) -> int:
    """Probe the file named by `arguments`."""
    (path,) = arguments
    return answer(lambda: {"probed": asdict(probe(Path(path)))})


def answer(find_out: Callable[[], dict[str, object]]) -> int:
    """Write what `find_out` returns, or the failure that it raised, as the child's answer."""
    av.logging.set_level(None)
    try:
        told = find_out()
    except UnreadableError as error:
        told = {"failure": str(error)}
    sys.stdout.write(json.dumps(told) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
