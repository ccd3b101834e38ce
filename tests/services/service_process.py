"""A media service as its users have it: a process of its own, spoken to by gRPC."""

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import grpc
import grpc.aio
from google.rpc import error_details_pb2
from grpc_status import rpc_status

from backend.protos.media.v1 import media_pb2, media_pb2_grpc

ROOT = Path(__file__).resolve().parents[2]
SERVICE_KEY = "a-key-only-for-tests-0123456789abcdef"
START_SECONDS = 20


# Lists for SEGMENTS and FILES.
Parameter: TypeAlias = str | float | bool | list[Any]
# URLs of the files that parameters name, by their ids.
Others: TypeAlias = Mapping[str, str]
NO_OTHERS: Others = {}


class RefusedError(Exception):
    """A call that ended with an error status, taken apart."""

    def __init__(self, error: grpc.RpcError) -> None:
        assert isinstance(error, grpc.Call | grpc.aio.AioRpcError)
        super().__init__(f"{error.code()}: {error.details()}")
        self.status: grpc.StatusCode = error.code()
        self.message = error.details() or ""
        self.code: str = ""
        self.violations: dict[str, str] = {}
        rich = rpc_status.from_call(error)  # type: ignore[arg-type]  # both have what it reads
        for detail in rich.details if rich else ():
            info, request = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest()
            if detail.Unpack(info):
                self.code = info.reason
            elif detail.Unpack(request):
                self.violations = {v.field: v.reason for v in request.field_violations}


def add_files(files: "MutableMapping[str, media_pb2.Source]", others: Others) -> None:
    """Add other files to a request."""
    for file_id, url in others.items():
        files[file_id].CopyFrom(media_pb2.Source(url=url))


@contextlib.contextmanager
def errors_taken_apart() -> Iterator[None]:
    """Turn gRPC's errors into `RefusedError`."""
    try:
        yield
    except grpc.RpcError as error:
        raise RefusedError(error) from None


@dataclass
class Converted:
    """Everything that one Convert said."""

    progress: list[media_pb2.Progress] = field(default_factory=list)
    warnings: dict[str, str] = field(default_factory=dict)
    result: media_pb2.ConvertResult = field(default_factory=media_pb2.ConvertResult)

    def fact(self, name: str) -> float:
        """Return the number of a fact."""
        return {f.name: f.value.number_value for f in self.result.facts}[name]


class ServiceProcess:
    """`python -m backend.services.<name>` on a port of the system's choice."""

    name = "video"

    def __init__(self, data_dir: Path, **environment: str) -> None:
        self.storage = data_dir / "blobs"
        self.scratch = data_dir / "scratch"
        self.lines: list[dict[str, Any]] = []
        self._arrived: queue.Queue[dict[str, Any]] = queue.Queue()
        settings = {
            "DATA_DIR": str(data_dir),
            f"{self.name.upper()}_PORT": "0",
            "SERVICE_KEY": SERVICE_KEY,
            "RESERVE_DISK_BYTES": "1",
            **environment,
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", f"backend.services.{self.name}"],
            cwd=ROOT,
            env={**os.environ, **settings},
            stderr=subprocess.PIPE,
            text=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def started(self) -> "ServiceProcess":
        """Wait until it serves, and connect."""
        line = self.wait_for("started")
        self.address = f"127.0.0.1:{line['port']}"
        self.channel = grpc.insecure_channel(self.address)
        self.stub = media_pb2_grpc.MediaServiceStub(self.channel)  # type: ignore[no-untyped-call]
        return self

    def wait_for(self, event: str, timeout: float = START_SECONDS) -> dict[str, Any]:
        """Return the next log line of an event."""
        while True:
            line = self._arrived.get(timeout=timeout)
            if line["event"] == event:
                return line

    def stop(self) -> int:
        """Stop it as a supervisor would; return the exit code."""
        if hasattr(self, "channel"):
            self.channel.close()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=10)
        self._reader.join(timeout=5)
        assert self.process.stderr is not None
        self.process.stderr.close()
        return code

    def url(self, name: str) -> str:
        """Return the URL of a blob."""
        return (self.storage / name).as_uri()

    def stored(self, clip: Path) -> str:
        """Put a copy of `clip` into the storage folder and return its URL."""
        target, number = self.storage / clip.name, 1
        # Tests that share a service have different clips of one name.
        while target.exists() and target.stat().st_size != clip.stat().st_size:
            number += 1
            target = self.storage / f"{number}-{clip.name}"
        if not target.exists():
            target.write_bytes(clip.read_bytes())
        return target.as_uri()

    def probe(self, url: str, key: str = SERVICE_KEY) -> media_pb2.Media:
        """Call Probe. Raises `RefusedError`."""
        request = media_pb2.ProbeRequest(source=media_pb2.Source(url=url))
        with errors_taken_apart():
            media: media_pb2.Media = self.stub.Probe(request, metadata=[("service-key", key)])
        return media

    def plan(
        self, url: str, operation: str, others: Others = NO_OTHERS, /, **parameters: Parameter
    ) -> media_pb2.PlanResult:
        """Call Plan; `others` are URLs of other files, by id. Raises `RefusedError`."""
        request = media_pb2.PlanRequest(source=media_pb2.Source(url=url), operation=operation)
        request.parameters.update(parameters)
        add_files(request.files, others)
        with errors_taken_apart():
            plan: media_pb2.PlanResult = self.stub.Plan(request, metadata=self.metadata)
        return plan

    def preview(
        self,
        url: str,
        output: str,
        kind: str = "poster",
        others: Others = NO_OTHERS,
        /,
        **parameters: Any,
    ) -> media_pb2.PreviewResult:
        """Call Preview. Raises `RefusedError`."""
        request = media_pb2.PreviewRequest(
            source=media_pb2.Source(url=url), kind=kind, output_url=self.url(output)
        )
        request.parameters.update(parameters)
        add_files(request.files, others)
        with errors_taken_apart():
            made: media_pb2.PreviewResult = self.stub.Preview(request, metadata=self.metadata)
        return made

    def request(
        self,
        url: str,
        operation: str,
        output: str,
        others: Others = NO_OTHERS,
        /,
        **parameters: Parameter,
    ) -> media_pb2.ConvertRequest:
        """Return a request for Convert."""
        request = media_pb2.ConvertRequest(
            job_id=f"job-{output}",
            source=media_pb2.Source(url=url),
            operation=operation,
            output_url=self.url(output),
        )
        request.parameters.update(parameters)
        add_files(request.files, others)
        return request

    def converted(self, request: media_pb2.ConvertRequest) -> Converted:
        """Call Convert and listen to the end. Raises `RefusedError`."""
        heard = Converted()
        with errors_taken_apart():
            for event in self.stub.Convert(request, metadata=self.metadata, timeout=120):
                kind = event.WhichOneof("event")
                if kind == "progress":
                    heard.progress.append(event.progress)
                elif kind == "warning":
                    heard.warnings[event.warning.code] = event.warning.message
                else:
                    heard.result = event.result
        return heard

    def convert(
        self,
        url: str,
        operation: str,
        output: str,
        others: Others = NO_OTHERS,
        /,
        **parameters: Parameter,
    ) -> Converted:
        """Call Convert with these parameters and listen to the end."""
        return self.converted(self.request(url, operation, output, others, **parameters))

    @property
    def metadata(self) -> list[tuple[str, str]]:
        """What every caller of this installation sends."""
        return [("service-key", SERVICE_KEY)]

    def _read(self) -> None:
        assert self.process.stderr is not None
        for text in self.process.stderr:
            line = json.loads(text)
            self.lines.append(line)
            self._arrived.put(line)
