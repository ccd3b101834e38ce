"""Files: originals and results."""

from datetime import datetime
from typing import Literal

from backend.gateway.schemas.base import Message
from backend.gateway.schemas.jobs import Fact, Job
from backend.gateway.schemas.presets import OwnPreset


class Stream(Message):
    """One stream inside a file."""

    index: int
    kind: str
    codec: str
    bitrate_bps: int
    duration_seconds: float
    width: int
    height: int
    frame_rate: float
    rotation_degrees: int
    pixel_format: str
    sample_rate_hz: int
    channels: int
    language: str
    title: str


class Media(Message):
    """What a file is, as its service read it."""

    kind: str
    container: str
    media_type: str
    duration_seconds: float
    bitrate_bps: int
    streams: list[Stream]
    tags: dict[str, str]
    facts: list[Fact]


class File(Message):
    """A file without what belongs to it."""

    id: str
    root_id: str
    source_id: str | None
    job_id: str | None
    service: str
    kind: str
    name: str
    extension: str
    media_type: str
    size_bytes: int
    duration_seconds: float
    has_poster: bool
    created_at: datetime


class FileDetails(File):
    """A file with all that is known of it: its media, its results, its unfinished jobs."""

    media: Media
    source: File | None
    results: list[File]
    jobs: list[Job]


class FileEntry(File):
    """An original in the list, with its results and its jobs that produced nothing yet."""

    results: list[File]
    jobs: list[Job]


class Workbench(Message):
    """All that a page needs to work on a file, besides what the file's service describes."""

    file: FileDetails
    others: list[FileEntry]
    presets: list[OwnPreset]


class SelectedWorkbench(Message):
    """The same for several files: `presets` are of the first one's service."""

    items: list[File]
    others: list[FileEntry]
    presets: list[OwnPreset]


class Files(Message):
    """One page of a list of originals."""

    items: list[FileEntry]
    page: int
    pages: int
    total: int
    used_bytes: int
    quota_bytes: int


class SelectedFiles(Message):
    """Files picked by hand, and what else goes when they are deleted."""

    items: list[File]
    results_made_from_them: int
    jobs_under_way: int


class FileChange(Message):
    """New values for the members that are given."""

    name: str


FileSort = Literal["newest", "oldest", "name", "largest", "longest"]
FileState = Literal["any", "running", "ready", "failed", "untouched"]
