"""One check per part of the installation. Each ends by itself or is given up in time."""

import asyncio
import functools
import secrets
import time
from collections.abc import Awaitable, Callable

import anyio
import anyio.to_thread
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from backend.gateway.context import Context
from backend.gateway.jobs import heartbeat
from backend.gateway.mail import MailError
from backend.gateway.media_client import MediaUnavailable
from backend.gateway.schemas.status import Component, ComponentState
from backend.gateway.services.catalogue import MediaService

DEADLINE_SECONDS = 1.5
# More of what a service tells of itself would not be a line any more.
MAX_FACTS = 5
# Checks that hang hold a thread each; these must not be the threads that serve.
_threads = anyio.CapacityLimiter(16)


class NotWell(Exception):
    """A part is not as it should be: its state, and a sentence for people."""

    def __init__(self, state: ComponentState, details: str) -> None:
        self.state = state
        self.details = details
        super().__init__(details)


# A check returns one sentence about a part that is well, or raises `NotWell`.
Check = Callable[[], Awaitable[str]]


def all_of(context: Context) -> list[Awaitable[Component]]:
    """Return the checks of all parts, in the order in which they are shown."""
    return [
        _gateway(),
        _judge("database", "Database", _in_thread(_database, context)),
        _judge("storage", "Storage", _in_thread(_storage, context)),
        _judge("jobs", "Job runner", _in_thread(_jobs, context)),
        _judge("mail", "Mail", _in_thread(_mail, context)),
        *(
            _judge(*_names(service), functools.partial(_media_service, service))
            for service in context.services.all()
        ),
    ]


async def _judge(name: str, title: str, check: Check) -> Component:
    """Run one check and put what it found into words."""
    state: ComponentState = "up"
    begun = time.perf_counter()
    try:
        async with asyncio.timeout(DEADLINE_SECONDS):
            details = await check()
    except NotWell as finding:
        state, details = finding.state, finding.details
    except TimeoutError:
        state, details = "down", f"No answer within {DEADLINE_SECONDS:g} seconds."
    latency_ms = round((time.perf_counter() - begun) * 1000, 1)
    return Component(
        name=name,
        title=title,
        state=state,
        latency_ms=None if state == "down" else latency_ms,
        details=details,
    )


def _in_thread(check: Callable[[Context], str], context: Context) -> Check:
    async def run() -> str:
        return await anyio.to_thread.run_sync(
            check, context, abandon_on_cancel=True, limiter=_threads
        )

    return run


async def _gateway() -> Component:
    return Component(
        name="gateway",
        title="Gateway",
        state="up",
        latency_ms=None,
        details="It answers: this comes from it.",
    )


def _database(context: Context) -> str:
    try:
        with context.reading() as db:
            db.execute(text("SELECT 1"))
    except SQLAlchemyError:
        raise NotWell("down", "The database does not answer.") from None
    return {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[context.engine.dialect.name] + "."


def _storage(context: Context) -> str:
    key = f"status/{secrets.token_hex(8)}"
    try:
        context.storage.put(b"ok", key)
        found = context.storage.size(key)
        context.storage.delete(key)
    except Exception as error:
        # Every kind of store has exceptions of its own.
        raise NotWell("down", "Files cannot be written.") from error
    if found != 2:
        raise NotWell("down", "Files that were written cannot be read.")
    free = context.storage.free_bytes()
    if free is None:
        return "Files are kept in a bucket."
    if free < context.config.reserve_disk_bytes:
        raise NotWell("degraded", "The disk is full: no more uploads are taken.")
    return f"{free / 1024**3:.1f} GiB are free."


def _jobs(context: Context) -> str:
    try:
        with context.reading() as db:
            living = len(heartbeat.living(db))
    except SQLAlchemyError:
        raise NotWell("down", "Unknown: the database does not answer.") from None
    if living == 0:
        raise NotWell("down", "No runner is at work. Jobs wait until one is started.")
    return "One runner is at work." if living == 1 else f"{living} runners are at work."


def _mail(context: Context) -> str:
    try:
        return context.mailer.check(DEADLINE_SECONDS / 2)
    except MailError:
        # Nothing but forgotten passwords needs it.
        raise NotWell("degraded", "The mail server does not take mail.") from None


def _names(service: MediaService) -> tuple[str, str]:
    if service.described is not None:
        return service.described.name, f"{service.described.title} service"
    return service.address, f"Media service at {service.address}"


async def _media_service(service: MediaService) -> str:
    try:
        await service.client.latency_seconds()
    except MediaUnavailable:
        raise NotWell("down", "It does not answer. Its jobs wait until it is back.") from None
    if not service.available or service.described is None:
        raise NotWell("degraded", "It is there, but has not told yet what it can do.")
    facts = [f"{fact.title}: {fact.value}." for fact in service.facts[:MAX_FACTS]]
    return " ".join([f"Version {service.described.version}.", *facts])
