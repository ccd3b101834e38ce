"""Files: what people brought along and what was made of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app.gateway.addresses import segment
from app.gateway.jobs import Fact, Job
from app.gateway.messages import decode
from app.gateway.presets import OwnPreset
from app.gateway.streams import Download
from app.gateway.transport import Transport


@dataclass(frozen=True)
class Stream:
    """One stream inside a file. What does not apply or is unknown is 0 or empty."""

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


@dataclass(frozen=True)
class Media:
    """What a file is, as its service read it."""

    kind: str
    container: str
    media_type: str
    duration_seconds: float
    bitrate_bps: int
    streams: tuple[Stream, ...]
    tags: dict[str, str]
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class File:
    """A file without what belongs to it. `root_id` names the original that it comes from."""

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


@dataclass(frozen=True)
class FileDetails(File):
    """A file with its media, where it comes from, its results and its unfinished jobs."""

    media: Media
    source: File | None
    results: tuple[File, ...]
    jobs: tuple[Job, ...]


@dataclass(frozen=True)
class FileEntry(File):
    """An original in the list, with its results and its jobs that produced nothing yet."""

    results: tuple[File, ...]
    jobs: tuple[Job, ...]


@dataclass(frozen=True)
class FilePage:
    """One page of the list of originals, and how much room all files take."""

    items: tuple[FileEntry, ...]
    page: int
    pages: int
    total: int
    used_bytes: int
    quota_bytes: int


@dataclass(frozen=True)
class SelectedFiles:
    """Files picked by hand, and how much else goes when they are deleted."""

    items: tuple[File, ...]
    results_made_from_them: int
    jobs_under_way: int


@dataclass(frozen=True)
class Workbench:
    """A file with what can be laid beside it: the newest other files, and own presets."""

    file: FileDetails
    others: tuple[FileEntry, ...] = ()
    presets: tuple[OwnPreset, ...] = ()


@dataclass(frozen=True)
class SelectedWorkbench:
    """The same for several files: `presets` are of the first one's service."""

    items: tuple[File, ...]
    others: tuple[FileEntry, ...] = ()
    presets: tuple[OwnPreset, ...] = ()


class Files:
    """The files of the account. All methods raise `GatewayError`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def search(
        self,
        *,
        words: str = "",
        kind: str = "",
        state: str = "any",
        sort: str = "newest",
        page: int = 1,
        page_size: int = 20,
    ) -> FilePage:
        """Return one page of the originals that match, or whose results match."""
        wish: dict[str, str | int] = {
            "q": words,
            "kind": kind,
            "state": state,
            "sort": sort,
            "page": page,
            "page_size": page_size,
        }
        query = {name: value for name, value in wish.items() if value != ""}
        return decode(FilePage, self._transport.call("GET", "/v1/files", query=query))

    def find(self, file_id: str) -> FileDetails:
        """Return all that is known of the file `file_id`."""
        return decode(FileDetails, self._transport.call("GET", f"/v1/files/{segment(file_id)}"))

    def workbench(self, file_id: str) -> Workbench:
        """Return the file with other files and the own presets of its service."""
        path = f"/v1/files/{segment(file_id)}/workbench"
        return decode(Workbench, self._transport.call("GET", path))

    def rename(self, file_id: str, name: str) -> File:
        """Give the file another name."""
        path = f"/v1/files/{segment(file_id)}"
        return decode(File, self._transport.call("PATCH", path, message={"name": name}))

    def delete(self, file_id: str) -> None:
        """Delete the file; an original takes its results along and stops its jobs."""
        self._transport.call("DELETE", f"/v1/files/{segment(file_id)}")

    def discard(self, file_id: str) -> None:
        """Delete the file so that it can be restored for ten seconds."""
        path = f"/v1/files/{segment(file_id)}"
        self._transport.call("DELETE", path, query={"undoable": "true"})

    def restore(self, file_id: str) -> File:
        """Undo `discard`; raises `NotFound` if it is too late."""
        return decode(File, self._transport.call("POST", f"/v1/files/{segment(file_id)}/restore"))

    def selected(self, file_ids: Sequence[str]) -> SelectedFiles:
        """Return what some files are, and what would be deleted with them."""
        answer = self._transport.call("GET", "/v1/files/selected", query={"id": file_ids})
        return decode(SelectedFiles, answer)

    def selected_workbench(self, file_ids: Sequence[str]) -> SelectedWorkbench:
        """Return some files with other files and the own presets of the first one's service."""
        path = "/v1/files/selected/workbench"
        return decode(SelectedWorkbench, self._transport.call("GET", path, query={"id": file_ids}))

    def delete_selected(self, file_ids: Sequence[str]) -> None:
        """Delete some files and what was made from them: all of them, or none."""
        self._transport.call("DELETE", "/v1/files/selected", query={"id": file_ids})

    def open_zip(self, file_ids: Sequence[str]) -> Download:
        """Open some files as one zip; its length is not known before."""
        return self._transport.open_download(
            "GET", "/v1/files/selected/zip", query={"id": file_ids}, headers={}
        )

    def open_content(
        self,
        file_id: str,
        *,
        method: str = "GET",
        disposition: Literal["inline", "attachment"] = "attachment",
        headers: Mapping[str, str] | None = None,
    ) -> Download:
        """Open the file's bytes. `headers` are the visitor's: Range, If-Range, If-None-Match."""
        return self._transport.open_download(
            method,
            f"/v1/files/{segment(file_id)}/content",
            query={"disposition": disposition},
            headers=headers or {},
        )

    def open_poster(
        self, file_id: str, *, method: str = "GET", headers: Mapping[str, str] | None = None
    ) -> Download:
        """Open the file's poster; raises `NotFound` while there is none."""
        return self._transport.open_download(
            method, f"/v1/files/{segment(file_id)}/poster", headers=headers or {}
        )

    def open_preview(
        self,
        file_id: str,
        kind: str,
        *,
        parameters: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> Download:
        """Open something that shows the file; `parameters` is a JSON object, or empty.

        While it is made in the background, raises `NotFound` with a time to wait.
        """
        return self._transport.open_download(
            "GET",
            f"/v1/files/{segment(file_id)}/previews/{segment(kind)}",
            query={"parameters": parameters} if parameters else {},
            headers=headers or {},
        )
