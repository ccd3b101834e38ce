"""Cover pictures, carried into formats that hold them in three different ways.

MP3, MP4, FLAC and AIFF take a picture as a stream of its own. Ogg takes it as a Vorbis
comment: a picture block of FLAC (RFC 9639, section 8.8) in Base64 named
METADATA_BLOCK_PICTURE (https://wiki.xiph.org/VorbisComment#Cover_art), which ffmpeg
reads but does not write by itself. WAV has no place for one.
"""

import base64
import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from backend.protos.media.v1 import media_pb2
from backend.services import process
from backend.services.audio.formats import Target
from backend.services.failures import Violation, wrong_parameters
from backend.services.messages import warning
from backend.services.process import ProcessLimits, python_module
from backend.services.streams.probed import Track

PICTURE = "backend.services.audio.picture"
FRONT_COVER = 3  # of the picture types of ID3 and FLAC
# Everything that shows covers knows these; others become JPEG.
MEDIA_TYPES = {"mjpeg": "image/jpeg", "png": "image/png"}
# A comment header of Ogg is read as a whole by players; a cover so large is none.
MAX_BLOCK_BYTES = 12 * 1024 * 1024


@dataclass(frozen=True)
class NewCover:
    """A picture that is to become the cover, and what it is."""

    path: Path
    track: Track


def kept(
    covers: Sequence[Track], target: Target
) -> tuple[tuple[Track, ...], list[media_pb2.Warning]]:
    """Return the covers that `target` holds, and warnings for the others."""
    room = {"attached": len(covers), "comment": 1, "none": 0}[target.covers]
    if len(covers) <= room:
        return tuple(covers), []
    message = (
        f"{target.title} holds one cover: the first is kept."
        if room
        else f"The cover was dropped: {target.title} holds none."
    )
    return tuple(covers[:room]), [warning("cover_dropped", message)]


def attached(covers: Sequence[Track]) -> tuple[str, ...]:
    """Return ffmpeg's options for covers as streams of their own."""
    chosen = []
    for position, cover in enumerate(covers):
        codec = "copy" if cover.codec in MEDIA_TYPES else "mjpeg"
        chosen += ["-map", f"0:{cover.index}", f"-c:v:{position}", codec]
        chosen += [f"-disposition:v:{position}", "attached_pic"]
        # Without these words, readers of MP3 take it for any other picture.
        chosen += [f"-metadata:s:v:{position}", "comment=Cover (front)"]
    return tuple(chosen)


def added(number: int) -> tuple[str, ...]:
    """Return ffmpeg's options for a new cover, which is the input of this number."""
    return (
        *("-map", f"{number}:v", "-c:v", "copy", "-disposition:v:0", "attached_pic"),
        *("-metadata:s:v:0", "comment=Cover (front)"),
    )


async def prepared(picture: Path, folder: Path, limits: ProcessLimits) -> NewCover:
    """Make a cover of a stranger's picture. Raises `MediaFailure` about the parameter."""
    output = folder / "new-cover.jpg"
    answer: list[str] = []

    async def remember(line: str) -> None:
        answer.append(line)

    command = python_module(PICTURE, str(picture), str(output))
    finished = await process.run(command, limits, folder, remember)
    told = json.loads(answer[-1]) if finished.returncode == 0 and answer else {}
    if "width" not in told:
        message = "The cover must be a JPEG, PNG or WebP picture that can be read."
        raise wrong_parameters([Violation("cover", "NOT_A_PICTURE", message)])
    return NewCover(output, Track(0, "cover", "mjpeg", width=told["width"], height=told["height"]))


def extraction(cover: Track) -> tuple[str, ...]:
    """Return ffmpeg's options that write `cover` into a file of its own."""
    codec = "copy" if cover.codec in MEDIA_TYPES else "mjpeg"
    return ("-map", f"0:{cover.index}", "-frames:v", "1", "-c:v", codec, "-f", "image2pipe")


def write_comment(cover: Track, picture: Path, comment: Path) -> bool:
    """Write the file `picture` as a comment that ffmpeg can read (ffmetadata).

    Returns False, and writes nothing, if the picture is missing or too large.
    """
    if not picture.exists() or not 0 < picture.stat().st_size <= MAX_BLOCK_BYTES:
        return False
    content = picture.read_bytes()
    media_type = MEDIA_TYPES.get(cover.codec, MEDIA_TYPES["mjpeg"]).encode()
    block = (
        struct.pack(">II", FRONT_COVER, len(media_type))
        + media_type
        + struct.pack(">I", 0)  # no description
        + struct.pack(">IIII", cover.width, cover.height, 24, 0)
        + struct.pack(">I", len(content))
        + content
    )
    text = base64.b64encode(block).decode().replace("=", "\\=")
    comment.write_text(f";FFMETADATA1\nMETADATA_BLOCK_PICTURE={text}\n")
    return True
