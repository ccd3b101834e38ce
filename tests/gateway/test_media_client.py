# ruff: noqa: N802 - the contract names the methods
"""A media service that hangs, lies or dies is unavailable, and never anything worse."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import grpc.aio
import pytest
from google.protobuf import struct_pb2

from backend.gateway import media_client
from backend.gateway.media_client import (
    MediaBusy,
    MediaClient,
    MediaUnavailable,
    Source,
)
from backend.gateway.problems import Invalid, NotFound, Unavailable
from backend.gateway.services import translation
from backend.gateway.services.catalogue import ServiceCatalogue
from backend.protos.media.v1 import media_pb2, media_pb2_grpc
from backend.services.failures import MediaFailure, Violation, limit_reached, wrong_parameters
from backend.services.servicer import Context
from tests.gateway.media.toy_service import DESCRIPTION, refuse

SOURCE = Source(url="file:///nowhere", filename="a.mp4", size_bytes=1)


class Told(media_pb2_grpc.MediaServiceServicer):
    """Answers what the test has put here."""

    def __init__(self) -> None:
        self.description = DESCRIPTION
        self.failure: MediaFailure | None = None
        self.seconds = 0.0

    async def Describe(
        self, request: media_pb2.DescribeRequest, context: Context
    ) -> media_pb2.Description:
        await asyncio.sleep(self.seconds)
        return self.description

    async def Plan(self, request: media_pb2.PlanRequest, context: Context) -> media_pb2.PlanResult:
        if self.failure is not None:
            await refuse(context, self.failure)
        return media_pb2.PlanResult(extension="mp4", media_type="video/mp4")

    async def Convert(
        self, request: media_pb2.ConvertRequest, context: Context
    ) -> AsyncIterator[media_pb2.ConvertEvent]:
        yield media_pb2.ConvertEvent(progress=media_pb2.Progress(fraction=0.5))
        raise RuntimeError("a fault of the service")


def with_service(told: Told, act: Callable[[str], Awaitable[None]]) -> None:
    """Serve `told` and act on its address, in one event loop."""

    async def run() -> None:
        server = grpc.aio.server()
        media_pb2_grpc.add_MediaServiceServicer_to_server(told, server)  # type: ignore[no-untyped-call]
        port = server.add_insecure_port("127.0.0.1:0")
        await server.start()
        try:
            await act(f"127.0.0.1:{port}")
        finally:
            await server.stop(None)

    asyncio.run(run())


def plan_error(failure: MediaFailure) -> media_client.MediaError:
    """Return what planning raises when the service fails with `failure`."""
    raised: list[media_client.MediaError] = []

    async def act(address: str) -> None:
        client = MediaClient(address, "key")
        try:
            await client.plan(SOURCE, "cut", {}, {})
        except media_client.MediaError as error:
            raised.append(error)
        finally:
            await client.close()

    told = Told()
    told.failure = failure
    with_service(told, act)
    return raised[0]


def test_wrong_parameters_become_problems_by_field() -> None:
    error = plan_error(
        wrong_parameters([Violation("end", "BEYOND_DURATION", "The end lies after the end.")])
    )
    problem = error.problem()
    assert isinstance(problem, Invalid)
    assert problem.fields["end"].code == "beyond_duration"
    assert problem.fields["end"].message == "The end lies after the end."


def test_a_refusal_keeps_its_code_and_words() -> None:
    problem = plan_error(MediaFailure("NO_AUDIO_TRACK", "There is no sound in it.")).problem()
    assert (problem.status, problem.code) == (422, "no_audio_track")
    assert problem.message == "There is no sound in it."


def test_a_full_disk_of_the_service_is_a_full_disk() -> None:
    assert plan_error(limit_reached("DISK_FULL", "No room.")).problem().status == 507


def test_a_busy_service_is_asked_again_later() -> None:
    assert isinstance(plan_error(limit_reached("BUSY", "Later.")), MediaBusy)


@pytest.mark.parametrize(
    "status", [grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.INTERNAL, grpc.StatusCode.UNKNOWN]
)
def test_faults_of_the_service_are_no_answer(status: grpc.StatusCode) -> None:
    error = plan_error(MediaFailure("INTERNAL", "Oh no: /secret/path", status))
    assert isinstance(error, MediaUnavailable)
    assert "/secret/path" not in error.problem().message


def test_a_service_that_nobody_started_is_unavailable() -> None:
    async def act() -> None:
        client = MediaClient("127.0.0.1:1", "key")
        with pytest.raises(MediaUnavailable):
            await client.describe()
        await client.close()

    asyncio.run(act())


def test_a_conversion_that_breaks_off_is_unavailable() -> None:
    async def act(address: str) -> None:
        client = MediaClient(address, "key")
        events = client.convert(media_pb2.ConvertRequest())
        assert (await anext(events)).progress.fraction == 0.5
        with pytest.raises(MediaUnavailable):
            await anext(events)
        await client.close()

    with_service(Told(), act)


def changed(**changes: object) -> media_pb2.Description:
    description = media_pb2.Description()
    description.CopyFrom(DESCRIPTION)
    description.MergeFrom(media_pb2.Description(**changes))  # type: ignore[arg-type]
    return description


@pytest.mark.parametrize(
    "description",
    [
        changed(contract_version="2"),
        changed(name="../etc"),
        changed(name="Video"),
        changed(operations=[media_pb2.Operation(name=f"o{n}") for n in range(300)]),
        changed(accepts=[media_pb2.AcceptedType(media_type="text")]),
        changed(summary="x" * 2_000_000),
        media_pb2.Description(),
    ],
    ids=["version", "path", "case", "many", "type", "huge", "empty"],
)
def test_a_service_that_describes_itself_as_nonsense_is_not_taken(
    description: media_pb2.Description,
) -> None:
    async def act(address: str) -> None:
        catalogue = ServiceCatalogue([address], "key")
        await catalogue.open()
        with pytest.raises(Unavailable):
            await catalogue.need("toy")
        assert catalogue.described() == []
        await catalogue.close()

    told = Told()
    told.description = description
    with_service(told, act)


def test_a_service_that_hangs_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    async def act(address: str) -> None:
        catalogue = ServiceCatalogue([address], "key")
        await catalogue.open()
        with pytest.raises(Unavailable):
            await catalogue.need("toy")
        await catalogue.close()

    monkeypatch.setattr(media_client, "DESCRIBE_SECONDS", 0.2)
    told = Told()
    told.seconds = 30
    with_service(told, act)


def test_services_are_known_by_the_names_they_give_themselves() -> None:
    async def act(address: str) -> None:
        catalogue = ServiceCatalogue([address], "key")
        await catalogue.open()
        assert (await catalogue.need("toy")).address == address
        with pytest.raises(NotFound):
            await catalogue.need("fax")
        await catalogue.close()

    with_service(Told(), act)


def preset(name: str = "all", **parameters: Any) -> media_pb2.Preset:
    preset = media_pb2.Preset(name=name, title=name)
    preset.parameters.update(parameters)
    return preset


@pytest.mark.parametrize(
    "presets",
    [
        [preset(nothing=1)],
        [preset(other="f-1")],
        [preset(others=["f-1"])],
        [preset("one"), preset("one")],
        [preset("../one")],
        [preset(seconds=float("nan"))],
        [preset(outcome="x" * 5000)],
    ],
    ids=["unknown", "file", "files", "twice", "path", "nan", "huge"],
)
def test_presets_that_cannot_be_are_not_taken(presets: list[media_pb2.Preset]) -> None:
    operation = media_pb2.Operation()
    operation.CopyFrom(DESCRIPTION.operations[0])
    operation.presets.extend(presets)
    with pytest.raises(translation.Nonsense):
        translation.service(changed(operations=[operation]))


@pytest.mark.parametrize(
    "media",
    [
        media_pb2.Media(kind="video", media_type="video/mp4", duration_seconds=float("inf")),
        media_pb2.Media(kind="video", media_type="video/mp4\r\nSet-Cookie: a=b"),
        media_pb2.Media(kind="<script>", media_type="video/mp4"),
        media_pb2.Media(
            kind="video",
            media_type="video/mp4",
            facts=[media_pb2.Fact(name="n", value=struct_pb2.Value(number_value=float("nan")))],
        ),
    ],
    ids=["infinite", "header", "script", "nan"],
)
def test_media_that_cannot_be_is_not_taken(media: media_pb2.Media) -> None:
    with pytest.raises(translation.Nonsense):
        translation.media(media)


def test_media_with_any_number_of_tags_is_cut_to_what_a_page_shows() -> None:
    tags = {f"tag{number}": "x" * 10_000 for number in range(1000)}
    media = translation.media(media_pb2.Media(kind="video", media_type="video/mp4", tags=tags))
    assert len(media.tags) == translation.MAX_ITEMS
    assert max(len(value) for value in media.tags.values()) == translation.MAX_TEXT
