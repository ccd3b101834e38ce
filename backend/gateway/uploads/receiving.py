"""Bytes of an upload, from a request into staging."""

import asyncio
import errno
import logging
from collections.abc import AsyncIterable
from dataclasses import dataclass

from starlette.requests import ClientDisconnect

from backend.gateway.context import Context
from backend.gateway.database.models import Upload
from backend.gateway.problems import DiskFull, NotFound, TooLarge
from backend.gateway.uploads import lifecycle, tus
from backend.gateway.uploads.staging import Checksum, Mismatch, StagedUpload, TakenOver

log = logging.getLogger(__name__)


async def settled_offset(context: Context, upload: Upload) -> int:
    """Return how many bytes have arrived, when nobody writes any more.

    Who asks is about to go on: a connection that still hangs must not add what it
    holds after the answer. Raises `Locked` and `NotFound`.
    """
    if upload.file_id is not None:
        return upload.size_bytes
    try:
        async with context.staging.open(upload.id) as staged:
            return staged.size()
    except TakenOver as error:
        arrived = context.staging.size(upload.id)
        if arrived == upload.size_bytes:  # all is here, and being looked at
            return arrived
        raise tus.Locked() from error
    except FileNotFoundError:
        return lifecycle.offset(context, await _found_again(context, upload))


@dataclass(frozen=True)
class Part:
    """Bytes of an upload as one request brings them, from `offset` on."""

    offset: int
    body: AsyncIterable[bytes]
    declared_bytes: int | None
    checksum: Checksum | None


async def append(context: Context, upload: Upload, part: Part) -> tuple[int, str | None]:
    """Take in more bytes; return the new offset, and the file's id when complete.

    Raises the problems of `lifecycle.complete`, `Conflict` at a wrong offset,
    `TooLarge`, `Locked`, `ChecksumMismatch`, `DiskFull` and `NotFound`; and
    `ClientDisconnect` when the sender vanishes, after keeping what came.
    """
    if upload.file_id is None:
        try:
            async with context.staging.open(upload.id) as staged:
                return await _append(context, upload, staged, part)
        except TakenOver as error:
            raise tus.Locked() from error
        except FileNotFoundError:
            upload = await _found_again(context, upload)
    # Complete already: the sender did not hear so and repeats.
    if part.offset != upload.size_bytes:
        raise tus.wrong_offset(upload.size_bytes)
    return upload.size_bytes, upload.file_id


async def _found_again(context: Context, upload: Upload) -> Upload:
    """Return an upload whose bytes have just left staging; raise `NotFound` if it is gone."""
    again = await asyncio.to_thread(lifecycle.find, context, upload.account_id, upload.id)
    if again.file_id is None:
        raise NotFound()
    return again


async def _append(
    context: Context, upload: Upload, staged: StagedUpload, part: Part
) -> tuple[int, str | None]:
    arrived = staged.size()
    if part.offset != arrived:
        raise tus.wrong_offset(arrived)
    room = upload.size_bytes - arrived
    if part.declared_bytes is not None and part.declared_bytes > room:
        raise TooLarge("more_than_announced", "This is more than was announced.")
    try:
        await staged.append(part.body, room, part.checksum)
    except ClientDisconnect:
        log.info("upload=%s sender vanished at=%d", upload.id, staged.size())
        raise
    except Mismatch as error:
        if part.checksum is not None:
            raise tus.ChecksumMismatch() from error
        raise TooLarge("more_than_announced", "This is more than was announced.") from error
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            raise
        # What is here can never become whole while it takes the place itself.
        await asyncio.to_thread(lifecycle.give_up, context, upload)
        raise DiskFull() from error
    arrived = staged.size()
    if arrived < upload.size_bytes:
        return arrived, None
    # Under the lock: two requests must not complete one upload at the same time.
    return arrived, await lifecycle.complete(context, upload)
