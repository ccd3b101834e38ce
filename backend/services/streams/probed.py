"""What probing found out about a file.

Free of protobuf: the probing child imports this, and has to start fast.
"""

from dataclasses import dataclass, field
from typing import Any

MEDIA_TYPES = {
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "3gp": "video/3gpp",
    "mkv": "video/x-matroska",
    "webm": "video/webm",
    "avi": "video/x-msvideo",
    "mpegts": "video/mp2t",
    "mpeg": "video/mpeg",
    "flv": "video/x-flv",
    "asf": "video/x-ms-asf",
    "ogg": "video/ogg",
    "gif": "image/gif",
    "webp": "image/webp",
    "mp3": "audio/mpeg",
    "aac": "audio/aac",
    "flac": "audio/flac",
    "wav": "audio/wav",
    "aiff": "audio/aiff",
    "caf": "audio/x-caf",
    "amr": "audio/amr",
    "ac3": "audio/ac3",
    "eac3": "audio/eac3",
}
SOUND_TYPES = {
    "mp4": "audio/mp4",
    "mkv": "audio/x-matroska",
    "webm": "audio/webm",
    "ogg": "audio/ogg",
    "asf": "audio/x-ms-asf",
}


@dataclass(frozen=True)
class Track:
    """One stream of a file; fields that do not apply are 0 or empty."""

    index: int
    kind: str  # "video", "audio", "subtitle", "data" or "cover"
    codec: str
    bitrate_bps: int = 0
    duration_seconds: float = 0.0
    width: int = 0  # as shown, after rotation
    height: int = 0
    frame_rate: float = 0.0
    rotation_degrees: int = 0  # clockwise, to be shown
    pixel_format: str = ""
    transfer: str = ""  # ffmpeg's name, of HDR only: "smpte2084", "arib-std-b67"
    interlaced: bool = False
    sample_rate_hz: int = 0
    channels: int = 0
    sample_format: str = ""  # ffmpeg's name: "s16", "fltp"
    channel_layout: str = ""  # ffmpeg's name: "5.1(side)"
    language: str = ""
    title: str = ""


@dataclass(frozen=True)
class Probed:
    """A file that could be read."""

    container: str
    size_bytes: int
    duration_seconds: float
    tracks: tuple[Track, ...]
    tags: dict[str, str] = field(default_factory=dict)
    truncated: bool = False  # the index points behind the end of the file

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> "Probed":
        """Read what the probing child wrote."""
        tracks = tuple(Track(**track) for track in told.pop("tracks"))
        return cls(tracks=tracks, **told)

    def of_kind(self, kind: str) -> tuple[Track, ...]:
        """Return the tracks of one kind, in the order of the file."""
        return tuple(track for track in self.tracks if track.kind == kind)

    @property
    def video(self) -> Track | None:
        """The picture track that players show."""
        return next(iter(self.of_kind("video")), None)

    @property
    def picture_seconds(self) -> float:
        """How long pictures are shown."""
        own = self.video.duration_seconds if self.video else 0.0
        return own or self.duration_seconds

    @property
    def frame_seconds(self) -> float:
        """How long one picture stays; a guess where the file does not tell."""
        rate = self.video.frame_rate if self.video else 0.0
        return 1 / rate if rate > 0 else 0.04

    @property
    def media_type(self) -> str:
        """The IANA media type."""
        own = MEDIA_TYPES.get(self.container, "application/octet-stream")
        return own if self.video else SOUND_TYPES.get(self.container, own)
