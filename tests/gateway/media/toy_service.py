# ruff: noqa: N802 - the contract names the methods
"""A real media service that does what its files and parameters tell it, also the wrong thing.

Run as a process of its own: ``python -m tests.gateway.media.toy_service PORT JOURNAL``.
What it does with jobs it appends to the journal.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import grpc
import grpc.aio
from google.protobuf import struct_pb2
from google.protobuf.json_format import MessageToDict
from grpc_health.v1 import health, health_pb2, health_pb2_grpc

from backend.protos.media.v1 import media_pb2, media_pb2_grpc
from backend.services.failures import MediaFailure, Violation, wrong_parameters
from backend.services.servicer import Context

Parameter = media_pb2.Parameter

OUTCOMES = (
    "done",
    "refused",
    "crash",
    "crash_once",
    "nothing",
    "nonsense",
    "big",
    "endless",
    "larger",
    "missing",
    "after",
)

QUICK = struct_pb2.Struct(fields={"seconds": struct_pb2.Value(number_value=0.05)})
DESCRIPTION = media_pb2.Description(
    contract_version="1",
    name="toy",
    title="Toy",
    summary="Does as it is told.",
    version="1",
    accepts=[
        media_pb2.AcceptedType(title="Toy", media_type="application/x-toy", extensions=["toy"])
    ],
    operations=[
        media_pb2.Operation(
            name="work",
            title="Work",
            summary="Copies the file, slowly.",
            parameters=[
                Parameter(name="seconds", title="Seconds", type=Parameter.NUMBER),
                Parameter(name="start", title="Start", type=Parameter.TIME),
                Parameter(name="end", title="End", type=Parameter.TIME),
                Parameter(name="other", title="Other file", type=Parameter.FILE),
                Parameter(name="others", title="Other files", type=Parameter.FILES),
                Parameter(name="parts", title="Parts", type=Parameter.SEGMENTS),
                Parameter(
                    name="outcome",
                    title="Outcome",
                    type=Parameter.CHOICE,
                    default_value=struct_pb2.Value(string_value="done"),
                    choices=[media_pb2.Choice(value=value, title=value) for value in OUTCOMES],
                ),
            ],
            presets=[
                media_pb2.Preset(
                    name="quick", title="Quick", summary="Is over soon.", parameters=QUICK
                )
            ],
        )
    ],
    previews=[
        media_pb2.PreviewKind(name="poster", media_type="image/webp", max_bytes=1000),
        media_pb2.PreviewKind(name="strip", media_type="application/json", max_bytes=2**30),
        media_pb2.PreviewKind(
            name="proxy", media_type="video/mp4", max_bytes=2**30, background=True
        ),
    ],
    concurrent_jobs=2,
)


WithFiles = media_pb2.ConvertRequest | media_pb2.PlanRequest | media_pb2.PreviewRequest


def path_of(url: str) -> Path:
    return Path(unquote(urlsplit(url).path))


def media_of(path: Path) -> media_pb2.Media:
    head = path.read_bytes()[:16]
    if not head.startswith(b"TOY"):
        raise MediaFailure("NOT_MEDIA", "This is not a toy.")
    return media_pb2.Media(
        kind="image" if head.startswith(b"TOY image") else "video",
        container="toy",
        media_type="text/html" if head.startswith(b"TOY html") else "video/mp4",
        size_bytes=path.stat().st_size,
        duration_seconds=float("nan") if head.startswith(b"TOY nan") else 10.0,
        tags={"title": "Toy"},
    )


class ToyService(media_pb2_grpc.MediaServiceServicer):
    def __init__(self, journal: Path) -> None:
        self.journal = journal

    def note(self, event: str, job_id: str) -> None:
        with self.journal.open("a") as file:
            file.write(f"{event} {job_id}\n")

    async def Describe(
        self, request: media_pb2.DescribeRequest, context: Context
    ) -> media_pb2.Description:
        return DESCRIPTION

    async def Probe(self, request: media_pb2.ProbeRequest, context: Context) -> media_pb2.Media:
        self.note("probe", request.source.filename)
        path = path_of(request.source.url)
        if path.read_bytes()[:16].startswith(b"DIE"):
            os._exit(1)
        try:
            return media_of(path)
        except MediaFailure as failure:
            await refuse(context, failure)
            raise

    async def Plan(self, request: media_pb2.PlanRequest, context: Context) -> media_pb2.PlanResult:
        asked = request.parameters
        if number_in(asked, "start", 0.0) >= number_in(asked, "end", 1e9):
            violation = Violation("end", "START_AFTER_END", "The end must lie after the start.")
            await refuse(context, wrong_parameters([violation]))
        return media_pb2.PlanResult(
            extension="toy",
            media_type="video/mp4",
            method="copy",
            facts=[media_pb2.Fact(name="files", title="Files", value=number(request))],
        )

    async def Preview(
        self, request: media_pb2.PreviewRequest, context: Context
    ) -> media_pb2.PreviewResult:
        content = path_of(request.source.url).read_bytes()
        if b"plain" in content:
            await refuse(context, MediaFailure("UNSUPPORTED", "This has no picture."))
        self.note(f"preview:{request.kind}", request.source.filename)
        if request.kind == "strip":
            return await self.strip(request, context)
        is_proxy = request.kind == "proxy"
        made = b"a proxy of " + content if is_proxy else b"a picture"
        await asyncio.sleep(0.5 if is_proxy else 0)
        path_of(request.output_url).write_bytes(made)
        return media_pb2.PreviewResult(
            media_type="video/mp4" if is_proxy else "image/webp", size_bytes=len(made)
        )

    async def strip(
        self, request: media_pb2.PreviewRequest, context: Context
    ) -> media_pb2.PreviewResult:
        """Write the parameters back, and as many bytes more as they ask for."""
        asked = request.parameters
        if "wrong" in asked.fields:
            violation = Violation("wrong", "UNKNOWN_PARAMETER", "There is no such parameter.")
            await refuse(context, wrong_parameters([violation]))
        await asyncio.sleep(number_in(asked, "seconds", 0.0))
        told = json.dumps(MessageToDict(asked), sort_keys=True).encode()
        if "nothing" not in asked.fields:
            output = path_of(request.output_url)
            output.parent.mkdir(exist_ok=True)  # its file may have been deleted meanwhile
            output.write_bytes(told + b" " * int(number_in(asked, "bytes", 0.0)))
        return media_pb2.PreviewResult(
            media_type="text/html" if "html" in asked.fields else "application/json",
            facts=[
                media_pb2.Fact(name="files", title="Files", value=number(request)),
                media_pb2.Fact(name="word", value=struct_pb2.Value(string_value="größer")),
            ],
        )

    async def Convert(
        self, request: media_pb2.ConvertRequest, context: Context
    ) -> AsyncIterator[media_pb2.ConvertEvent]:
        self.note("begin", request.job_id)
        try:
            async for event in self.convert(request, context):
                yield event
        except (asyncio.CancelledError, GeneratorExit):
            self.note("cancelled", request.job_id)
            raise
        self.note("end", request.job_id)

    async def convert(
        self, request: media_pb2.ConvertRequest, context: Context
    ) -> AsyncIterator[media_pb2.ConvertEvent]:
        outcome = request.parameters.fields["outcome"].string_value
        seconds = number_in(request.parameters, "seconds", 0.0)
        yield media_pb2.ConvertEvent(warning=media_pb2.Warning(code="toy", message="Only a toy."))
        steps = max(1, int(seconds / 0.05))
        for step in range(steps):
            yield media_pb2.ConvertEvent(
                progress=media_pb2.Progress(fraction=step / steps, speed=2.0, stage="playing")
            )
            await asyncio.sleep(seconds / steps)
        again = self.journal.read_text().count(f"begin {request.job_id}") > 1
        if outcome == "crash" or (outcome == "crash_once" and not again):
            os._exit(1)
        if outcome == "refused" or b"odd" in path_of(request.source.url).read_bytes():
            await refuse(context, MediaFailure("TOO_ODD", "This file is too odd."))
        if outcome == "nothing":
            return
        while outcome == "endless":
            yield media_pb2.ConvertEvent(progress=media_pb2.Progress(fraction=0.5))
        source = path_of(request.source.url)
        others = [
            path_of(request.files[value.string_value].url).read_bytes()
            for value in request.parameters.fields["others"].list_value.values
        ]
        path_of(request.output_url).write_bytes(b"".join([source.read_bytes(), *others]))
        if outcome == "larger":
            os.truncate(path_of(request.output_url), request.limits.max_output_bytes + 1)
        if outcome == "missing":
            path_of(request.output_url).unlink()
        yield media_pb2.ConvertEvent(
            result=media_pb2.ConvertResult(
                extension="../x" if outcome == "nonsense" else "toy",
                media=media_of(source),
                method="copy",
                facts=[media_pb2.Fact(name="files", title="Files", value=number(request))],
            )
        )
        while outcome == "after":
            await asyncio.sleep(0.05)
            yield media_pb2.ConvertEvent(progress=media_pb2.Progress(fraction=0.1))


def number_in(parameters: struct_pb2.Struct, name: str, default: float) -> float:
    return parameters.fields[name].number_value if name in parameters.fields else default


def number(request: WithFiles) -> struct_pb2.Value:
    return struct_pb2.Value(number_value=len(request.files))


async def refuse(context: Context, failure: MediaFailure) -> None:
    context.set_trailing_metadata(failure.trailing_metadata())
    await context.abort(failure.status, failure.message)


async def main(port: str, journal: str) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    server = grpc.aio.server(options=[("grpc.so_reuseport", 0)])
    media_pb2_grpc.add_MediaServiceServicer_to_server(  # type: ignore[no-untyped-call]
        ToyService(Path(journal)), server
    )
    checks = health.aio.HealthServicer()  # type: ignore[attr-defined]  # newer than its types
    health_pb2_grpc.add_HealthServicer_to_server(checks, server)
    await checks.set("", health_pb2.HealthCheckResponse.SERVING)
    bound = server.add_insecure_port(f"127.0.0.1:{port}")
    await server.start()
    sys.stdout.write(f"{bound}\n")
    sys.stdout.flush()
    await stop.wait()
    await server.stop(0)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
