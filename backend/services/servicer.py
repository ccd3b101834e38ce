# ruff: noqa: N802 - the contract names the methods
"""The media contract, as far as it is the same for every service.

A service subclasses `MediaServicer` and fills in what its medium needs: how a
source is probed, how work is prepared, which previews there are. Fetching,
checking, limits, disk space, scratch folders and publishing happen here.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import grpc
import grpc.aio
from google.protobuf import struct_pb2
from google.protobuf.message import Message

from backend.protos.media.v1 import media_pb2, media_pb2_grpc
from backend.services import parameters
from backend.services.blobs import open_blobs
from backend.services.failures import (
    MediaFailure,
    Violation,
    limit_reached,
    wrong_parameters,
)
from backend.services.parameters import Parameters
from backend.services.process import ProcessLimits
from backend.services.scratch import Scratch
from config import ServiceConfig

# Probe, Plan and Preview are short; more of them than this wait for each other.
QUICK_CALLS = 8
QUICK_SECONDS = 20.0
# Previews in the background come one of a kind at a time, and give way to everything else.
BACKGROUND_PREVIEWS = 1
BACKGROUND_NICE = 10

Context: TypeAlias = "grpc.aio.ServicerContext[Message, Message]"
Report: TypeAlias = Callable[[media_pb2.ConvertEvent], Awaitable[None]]


@dataclass(frozen=True)
class Job:
    """What running work is given: a folder of its own, limits, and an ear."""

    folder: Path
    limits: ProcessLimits
    report: Report


@dataclass(frozen=True)
class Product:
    """Finished work: the file, still in the job's folder, and what is told about it."""

    path: Path
    result: media_pb2.ConvertResult


@dataclass(frozen=True)
class Work:
    """Work that was checked and planned: `run` does once what `plan` tells.

    `run` raises `MediaFailure`.
    """

    plan: media_pb2.PlanResult
    run: Callable[[Job], Awaitable[Product]]


class MediaServicer(media_pb2_grpc.MediaServiceServicer):
    """One media service; its subclass knows the medium."""

    def __init__(
        self, config: ServiceConfig, description: media_pb2.Description, scratch: Scratch
    ) -> None:
        self._config = config
        self._description = description
        self._operations = {operation.name: operation for operation in description.operations}
        self._kinds = {kind.name: kind for kind in description.previews}
        self._scratch = scratch
        self._blobs = open_blobs(config.storage_url)
        self._quick = asyncio.Semaphore(QUICK_CALLS)
        # A lane for each kind, so that a strip of pictures does not wait for a whole copy.
        self._background = {
            name: asyncio.Semaphore(BACKGROUND_PREVIEWS)
            for name, kind in self._kinds.items()
            if kind.background
        }
        self._jobs = 0

    # What a subclass knows

    async def probe(self, source: Path, folder: Path) -> media_pb2.Media:
        """Tell what the file `source` is."""
        raise NotImplementedError

    async def prepare(
        self,
        source: Path,
        folder: Path,
        operation: str,
        checked: Parameters,
        files: Mapping[str, Path],
    ) -> Work:
        """Check the parameters against the source, and plan the work.

        `files` holds all files that FILE and FILES parameters name, by their ids.
        """
        raise NotImplementedError

    async def preview(
        self,
        source: Path,
        folder: Path,
        kind: str,
        asked: struct_pb2.Struct,
        files: Mapping[str, Path],
    ) -> tuple[Path, media_pb2.PreviewResult]:
        """Make a preview of a kind that is described; the file lies in `folder`.

        What `asked` may hold depends on the kind, and is not checked yet; `files` holds
        the other files that came along, by their ids: `require_files` checks them.
        """
        raise NotImplementedError

    # The contract

    async def Describe(
        self, request: media_pb2.DescribeRequest, context: Context
    ) -> media_pb2.Description:
        """Answer what the service is and can do."""
        return self._description

    async def Probe(self, request: media_pb2.ProbeRequest, context: Context) -> media_pb2.Media:
        """Answer what a file is."""
        async with self._call_folder(self._quick) as folder:
            return await self.probe(await self._fetched(request.source, folder), folder)

    async def Plan(self, request: media_pb2.PlanRequest, context: Context) -> media_pb2.PlanResult:
        """Answer what Convert would do."""
        checked = self.checked(request.operation, request.parameters)
        self.require_files(request.operation, checked, request.files)
        async with self._call_folder(self._quick) as folder:
            source = await self._fetched(request.source, folder)
            files = await self._fetched_files(request.files, folder)
            work = await self.prepare(source, folder, request.operation, checked, files)
            return work.plan

    async def Preview(
        self, request: media_pb2.PreviewRequest, context: Context
    ) -> media_pb2.PreviewResult:
        """Make a small artefact that shows the source."""
        if request.kind not in self._kinds:
            raise _unknown("UNKNOWN_PREVIEW", "There is no such preview.")
        self._blobs.check_output(request.output_url)
        kind, asked = request.kind, request.parameters
        # With parameters, a page waits for it.
        turns = self._quick if asked.fields else self._background.get(kind, self._quick)
        async with self._call_folder(turns) as folder:
            source = await self._fetched(request.source, folder)
            files = await self._fetched_files(request.files, folder)
            path, result = await self.preview(source, folder, kind, asked, files)
            await self._blobs.publish(path, request.output_url)
            return result

    async def Convert(self, request: media_pb2.ConvertRequest, context: Context) -> None:
        """Do the work; progress, warnings and the result are written to the stream."""
        checked = self.checked(request.operation, request.parameters)
        self.require_files(request.operation, checked, request.files)
        self._blobs.check_output(request.output_url)
        with self._job_slot(), self._scratch.call_folder() as folder:
            source = await self._fetched(request.source, folder)
            files = await self._fetched_files(request.files, folder)
            work = await self.prepare(source, folder, request.operation, checked, files)
            # Encoding rarely makes more of a source than it was.
            self._scratch.require_space(work.plan.estimated_bytes or source.stat().st_size)
            for warning in work.plan.warnings:
                # mypy takes the message Warning, read from its stub, for the built-in.
                event = media_pb2.ConvertEvent(warning=warning)  # type: ignore[arg-type]
                await context.write(event)
            product = await work.run(Job(folder, self._job_limits(request.limits), context.write))
            await self._blobs.publish(product.path, request.output_url)
        await context.write(media_pb2.ConvertEvent(result=product.result))

    # Limits

    @property
    def quick_limits(self) -> ProcessLimits:
        """Limits of a child process that answers a short call."""
        return ProcessLimits(
            seconds=QUICK_SECONDS,
            memory_bytes=self._config.max_memory_bytes,
            output_bytes=self._largest_preview(background=False),
            nice=0,
        )

    @property
    def background_limits(self) -> ProcessLimits:
        """Limits of a child process that makes a preview in the background."""
        return ProcessLimits(
            seconds=self._config.max_job_seconds,
            memory_bytes=self._config.max_memory_bytes,
            output_bytes=self._largest_preview(background=True),
            nice=BACKGROUND_NICE,
        )

    def _largest_preview(self, background: bool) -> int:
        kinds = self._description.previews
        return max((kind.max_bytes for kind in kinds if kind.background == background), default=0)

    def _job_limits(self, asked: media_pb2.Limits) -> ProcessLimits:
        own = self._config
        return ProcessLimits(
            seconds=min(asked.max_seconds or own.max_job_seconds, own.max_job_seconds),
            memory_bytes=own.max_memory_bytes,
            output_bytes=min(asked.max_output_bytes or own.max_output_bytes, own.max_output_bytes),
        )

    @contextlib.contextmanager
    def _job_slot(self) -> Iterator[None]:
        # Refused rather than queued: the caller has a queue that survives restarts.
        if self._jobs >= self._config.concurrent_jobs:
            raise limit_reached("BUSY", "The service works on as many jobs as it may.")
        self._jobs += 1
        try:
            yield
        finally:
            self._jobs -= 1

    @contextlib.asynccontextmanager
    async def _call_folder(self, turns: asyncio.Semaphore) -> AsyncIterator[Path]:
        async with turns:
            with self._scratch.call_folder() as folder:
                yield folder

    async def _fetched(self, source: media_pb2.Source, folder: Path) -> Path:
        path = await self._blobs.fetch(source.url, folder, self._scratch)
        if path.stat().st_size == 0:
            raise MediaFailure("EMPTY", "The file is empty.")
        return path

    async def _fetched_files(
        self, sources: Mapping[str, media_pb2.Source], folder: Path
    ) -> dict[str, Path]:
        """Return the paths of other files by their ids; each copy has a folder of its own."""
        fetched = {}
        for number, (file_id, source) in enumerate(sources.items()):
            own = folder / f"file-{number}"
            own.mkdir()
            fetched[file_id] = await self._fetched(source, own)
        return fetched

    def checked(self, operation: str, sent: struct_pb2.Struct) -> Parameters:
        """Return the parameters of a described operation; raises `MediaFailure`."""
        if operation not in self._operations:
            raise _unknown("UNKNOWN_OPERATION", "There is no such operation.")
        return parameters.checked(self._operations[operation], sent)

    def require_files(self, operation: str, checked: Parameters, files: Collection[str]) -> None:
        """Raise `MediaFailure` where a parameter names a file that did not come along."""
        named = parameters.named_files(self._operations[operation], checked)
        violations = [
            Violation(name, "FILE_MISSING", "A file that is needed for this is not there.")
            for name, ids in named.items()
            if not set(ids) <= set(files)
        ]
        if violations:
            raise wrong_parameters(violations)


def _unknown(code: str, message: str) -> MediaFailure:
    return MediaFailure(code, message, grpc.StatusCode.INVALID_ARGUMENT)
