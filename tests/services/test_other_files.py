"""Operations on several files: each is fetched, found by its id, and gone afterwards."""

import asyncio
import dataclasses
from collections.abc import Iterator, Mapping
from pathlib import Path

import grpc.aio
import pytest
from google.protobuf import struct_pb2

from backend.protos.media.v1 import media_pb2, media_pb2_grpc
from backend.services.guard import CallGuard
from backend.services.parameters import Parameters
from backend.services.scratch import Scratch
from backend.services.servicer import Job, MediaServicer, Product, Work
from config import ServiceConfig
from tests.services.object_store import Store, object_store
from tests.services.service_process import SERVICE_KEY, RefusedError

Parameter = media_pb2.Parameter
DESCRIPTION = media_pb2.Description(
    name="joiner",
    operations=[
        media_pb2.Operation(
            name="join",
            title="Join",
            parameters=[Parameter(name="clips", title="Clips", type=Parameter.FILES)],
        )
    ],
    previews=[media_pb2.PreviewKind(name="live", media_type="text/plain", max_bytes=1000)],
)


class Joiner(MediaServicer):
    """Puts files one behind the other."""

    async def prepare(
        self,
        source: Path,
        folder: Path,
        operation: str,
        checked: Parameters,
        files: Mapping[str, Path],
    ) -> Work:
        paths = [source, *(files[file_id] for file_id in checked.files("clips"))]

        async def run(job: Job) -> Product:
            result = job.folder / "joined"
            result.write_bytes(b"".join(path.read_bytes() for path in paths))
            return Product(result, media_pb2.ConvertResult(extension="txt"))

        estimated = sum(path.stat().st_size for path in paths)
        return Work(media_pb2.PlanResult(estimated_bytes=estimated), run)

    async def preview(
        self,
        source: Path,
        folder: Path,
        kind: str,
        asked: struct_pb2.Struct,
        files: Mapping[str, Path],
    ) -> tuple[Path, media_pb2.PreviewResult]:
        checked = self.checked("join", asked.fields["parameters"].struct_value)
        self.require_files("join", checked, files)
        shown = folder / "shown"
        shown.write_bytes(files[checked.files("clips")[0]].read_bytes())
        return shown, media_pb2.PreviewResult(media_type="text/plain", size_bytes=1)


@pytest.fixture
def store() -> Iterator[Store]:
    with object_store({"/source": b"one ", "/a": b"two ", "/b": b"three ", "/empty": b""}) as store:
        yield store


def _parameters(*clips: str) -> struct_pb2.Struct:
    sent = struct_pb2.Struct()
    sent.update({"clips": list(clips)})
    return sent


def _files(store: Store, *names: str) -> dict[str, media_pb2.Source]:
    return {f"id-{name}": media_pb2.Source(url=f"{store.url}/{name}") for name in names}


def _told(tmp_path: Path, method: str, request: object) -> object:
    """Return what the service answers, the last event of a stream. Raises `RefusedError`."""
    config = dataclasses.replace(
        ServiceConfig.from_environment("joiner", 0),
        storage_url="s3://bucket",
        service_key=SERVICE_KEY,
        reserve_disk_bytes=0,
    )
    scratch = Scratch(tmp_path / "scratch", reserve_bytes=0)

    async def ask() -> object:
        server = grpc.aio.server(interceptors=[CallGuard(SERVICE_KEY)])
        media_pb2_grpc.add_MediaServiceServicer_to_server(  # type: ignore[no-untyped-call]
            Joiner(config, DESCRIPTION, scratch), server
        )
        port = server.add_insecure_port("127.0.0.1:0")
        await server.start()
        async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
            stub = media_pb2_grpc.MediaServiceStub(channel)  # type: ignore[no-untyped-call]
            call = getattr(stub, method)(request, metadata=[("service-key", SERVICE_KEY)])
            try:
                if method == "Convert":
                    return [event async for event in call][-1]
                return await call
            except grpc.RpcError as error:
                raise RefusedError(error) from None
            finally:
                await server.stop(None)

    try:
        return asyncio.run(ask())
    finally:
        assert not list(scratch.folder.glob("call-*"))
        scratch.close()


def test_a_job_gets_all_its_files_in_order(tmp_path: Path, store: Store) -> None:
    request = media_pb2.ConvertRequest(
        source=media_pb2.Source(url=f"{store.url}/source"),
        operation="join",
        parameters=_parameters("id-b", "id-a", "id-b"),
        files=_files(store, "a", "b"),
        output_url=f"{store.url}/joined",
    )
    _told(tmp_path, "Convert", request)
    assert store.files["/joined"] == b"one three two three "


def test_a_plan_sees_the_files(tmp_path: Path, store: Store) -> None:
    request = media_pb2.PlanRequest(
        source=media_pb2.Source(url=f"{store.url}/source"),
        operation="join",
        parameters=_parameters("id-a"),
        files=_files(store, "a"),
    )
    plan = _told(tmp_path, "Plan", request)
    assert isinstance(plan, media_pb2.PlanResult)
    assert plan.estimated_bytes == len(b"one two ")


def test_a_preview_sees_the_files(tmp_path: Path, store: Store) -> None:
    asked = struct_pb2.Struct()
    asked.update({"operation": "join", "parameters": {"clips": ["id-a"]}})
    request = media_pb2.PreviewRequest(
        source=media_pb2.Source(url=f"{store.url}/source"),
        kind="live",
        parameters=asked,
        files=_files(store, "a"),
        output_url=f"{store.url}/shown",
    )
    _told(tmp_path, "Preview", request)
    assert store.files["/shown"] == b"two "


@pytest.mark.parametrize("method", ["Plan", "Convert"])
def test_a_file_that_did_not_come_along_is_missed(
    tmp_path: Path, store: Store, method: str
) -> None:
    kind = media_pb2.PlanRequest if method == "Plan" else media_pb2.ConvertRequest
    request = kind(
        source=media_pb2.Source(url=f"{store.url}/source"),
        operation="join",
        parameters=_parameters("id-a", "id-b"),
        files=_files(store, "a"),
    )
    with pytest.raises(RefusedError) as refused:
        _told(tmp_path, method, request)
    assert refused.value.violations == {"clips": "FILE_MISSING"}


def test_an_empty_file_is_refused(tmp_path: Path, store: Store) -> None:
    request = media_pb2.PlanRequest(
        source=media_pb2.Source(url=f"{store.url}/source"),
        operation="join",
        parameters=_parameters("id-empty"),
        files=_files(store, "empty"),
    )
    with pytest.raises(RefusedError) as refused:
        _told(tmp_path, "Plan", request)
    assert refused.value.code == "EMPTY"
