"""Several files as one zip, made while it is sent: no temporary file, constant memory.

The files are stored, not compressed: media is compressed already. Sizes may pass 4 GiB
(zip64), and names are UTF-8, as every unpacker of the last fifteen years takes them.
"""

import io
import unicodedata
import zipfile
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.responses import StreamingResponse

from backend.gateway.context import Context
from backend.gateway.database.models import File
from backend.gateway.files import filenames
from backend.gateway.files.content import content_disposition

# Its times have two seconds' precision and begin here.
ZIP_EPOCH = datetime(1980, 1, 1, tzinfo=UTC)
_REGULAR_FILE = 0o100644 << 16


@dataclass(frozen=True)
class Member:
    """One file of a zip: its name there, and its bytes: stored under `key`, or `content`."""

    name: str
    key: str
    size_bytes: int
    modified_at: datetime
    content: bytes = b""


def members_of(files: Sequence[File], folder: str = "") -> list[Member]:
    """Return the files under names that differ, also for systems that ignore case."""
    place = f"{folder}/" if folder else ""
    taken: set[str] = set()
    members = []
    for file in files:
        name = _free_name(file.name, taken)
        taken.add(_as_file_systems_see(name))
        members.append(Member(place + name, file.blob_key, file.size_bytes, file.created_at))
    return members


def response(
    context: Context, members: Sequence[Member], title: str = "MediaConverterApp"
) -> StreamingResponse:
    """Return the answer that sends the zip, named by `title` and the present moment."""
    return StreamingResponse(
        stream(context, members),
        media_type="application/zip",
        headers={
            "Content-Disposition": content_disposition(
                "attachment", _name(title, datetime.now(UTC))
            ),
            "Cache-Control": "private, no-store",
        },
    )


async def stream(context: Context, members: Sequence[Member]) -> AsyncIterator[bytes]:
    """Yield the zip in blocks."""
    sent = _Outlet()
    with zipfile.ZipFile(sent, "w", zipfile.ZIP_STORED) as archive:
        for member in members:
            with archive.open(_entry(member), "w", force_zip64=True) as entry:
                async for block in _bytes_of(context, member):
                    entry.write(block)
                    yield sent.taken()
    yield sent.taken()


async def _bytes_of(context: Context, member: Member) -> AsyncIterator[bytes]:
    if not member.key:
        yield member.content
        return
    async for block in context.storage.stream(member.key, 0, member.size_bytes):
        yield block


class _Outlet(io.RawIOBase):
    """What `zipfile` writes to: keeps the bytes until they are taken.

    It cannot seek, so that `zipfile` puts sizes and checksums behind each file.
    """

    def __init__(self) -> None:
        self._blocks: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, block: bytes, /) -> int:  # type: ignore[override]  # zipfile writes bytes only
        self._blocks.append(bytes(block))
        return len(block)

    def taken(self) -> bytes:
        """Return what was written since the last time."""
        blocks, self._blocks = self._blocks, []
        return b"".join(blocks)


def _entry(member: Member) -> zipfile.ZipInfo:
    at = max(member.modified_at.astimezone(UTC), ZIP_EPOCH)
    entry = zipfile.ZipInfo(member.name, at.timetuple()[:6])
    entry.external_attr = _REGULAR_FILE
    entry.file_size = member.size_bytes
    return entry


def _free_name(name: str, taken: set[str]) -> str:
    """Return `name`, numbered if it is taken: "lake (2).mp4"."""
    stem = filenames.stem_of(name)
    tail = name[len(stem) :]
    free, number = name, 2
    while _as_file_systems_see(free) in taken:
        free = filenames.joined(stem, f" ({number}){tail}")
        number += 1
    return free


def _as_file_systems_see(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _name(title: str, moment: datetime) -> str:
    return f"{title} {moment:%Y-%m-%d %H.%M}.zip"
