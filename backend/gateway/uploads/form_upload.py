"""An upload in one go: a form's file becomes a file, or leaves nothing behind."""

import asyncio
import logging
from collections.abc import AsyncIterable
from dataclasses import dataclass

from starlette.requests import ClientDisconnect

from backend.gateway.context import Context
from backend.gateway.database.models import new_id
from backend.gateway.files.quota import require_room
from backend.gateway.problems import DiskFull, Invalid, TooLarge
from backend.gateway.uploads import lifecycle
from backend.gateway.uploads.form import MAX_OVERHEAD_BYTES, FormFile
from backend.gateway.uploads.staging import Mismatch, TakenOver

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Form:
    """A request that brings a form."""

    declared_bytes: int
    content_type: str
    body: AsyncIterable[bytes]


async def receive(context: Context, account_id: str, service: str, form: Form) -> str:
    """Take in a form's file and complete it; return the file's id.

    The declared length is checked before the first byte is read. Raises `Invalid`,
    `TooLarge`, `DiskFull` and `Unavailable`.
    """
    await asyncio.to_thread(_require_room, context, account_id, form.declared_bytes)
    file = FormFile(form.content_type, form.body)
    upload_id = new_id()
    context.staging.create(upload_id)
    try:
        async with context.staging.open(upload_id) as staged:
            await staged.append(file.content(), lifecycle.most_bytes(context, service))
            announced = lifecycle.Announcement(service, file.filename or "", staged.size())
            upload = await asyncio.to_thread(
                lifecycle.create, context, account_id, announced, upload_id
            )
            try:
                return await lifecycle.complete(context, upload)
            except BaseException:
                # Nobody can come back to it: a form knows of no resuming.
                await asyncio.to_thread(lifecycle.give_up, context, upload)
                raise
    except Mismatch as error:
        raise TooLarge() from error
    except (ClientDisconnect, TakenOver) as error:
        raise Invalid("damaged_form", "The form did not arrive whole.") from error
    except OSError as error:
        log.warning("form upload failed error=%s", error)
        raise DiskFull() from error
    finally:
        context.staging.remove(upload_id)


def _require_room(context: Context, account_id: str, declared_bytes: int) -> None:
    with context.sessions.begin() as db:
        require_room(context, db, account_id, max(0, declared_bytes - MAX_OVERHEAD_BYTES))
