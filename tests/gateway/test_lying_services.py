# ruff: noqa: N802 - the contract names the methods
"""What a service says while it works is believed only as far as it can be."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import aclosing

import grpc
import grpc.aio
import pytest
from google.protobuf import struct_pb2

from backend.gateway.jobs.listening import Listening
from backend.gateway.media_client import MediaClient, MediaUnavailable
from backend.gateway.problems import Unavailable
from backend.gateway.services import translation
from backend.gateway.services.catalogue import ServiceCatalogue
from backend.protos.media.v1 import media_pb2, media_pb2_grpc
from backend.services.failures import MediaFailure
from backend.services.servicer import Context
from tests.gateway.media.toy_service import DESCRIPTION, refuse

Event = media_pb2.ConvertEvent
MEDIA = media_pb2.Media(kind="video", container="toy", media_type="video/mp4")
NAN, INFINITE = float("nan"), float("inf")


def progress(fraction: float, **more: float) -> Event:
    return Event(progress=media_pb2.Progress(fraction=fraction, **more))  # type: ignore[arg-type]  # named


def result(**changes: object) -> Event:
    known = {"extension": "toy", "media": MEDIA, "method": "copy", **changes}
    return Event(result=media_pb2.ConvertResult(**known))  # type: ignore[arg-type]  # named


def fact(value: struct_pb2.Value) -> media_pb2.Fact:
    return media_pb2.Fact(name="fact", title="Fact", value=value)


class Says(media_pb2_grpc.MediaServiceServicer):
    """Says these events, and perhaps never stops."""

    def __init__(self, events: Iterable[Event] = (), then: MediaFailure | None = None) -> None:
        self.events = events
        self.then = then

    async def Convert(
        self, request: media_pb2.ConvertRequest, context: Context
    ) -> AsyncIterator[Event]:
        for event in self.events:
            yield event
        if self.then is not None:
            await refuse(context, self.then)


def meet(service: object, act: Callable[[str], Awaitable[None]]) -> None:
    """Serve `service`, a servicer or a raw handler, and act on its address."""

    async def run() -> None:
        server = grpc.aio.server()
        if isinstance(service, grpc.GenericRpcHandler):
            server.add_generic_rpc_handlers((service,))
        else:
            media_pb2_grpc.add_MediaServiceServicer_to_server(service, server)  # type: ignore[no-untyped-call]
        port = server.add_insecure_port("127.0.0.1:0")
        await server.start()
        try:
            await act(f"127.0.0.1:{port}")
        finally:
            await server.stop(None)

    asyncio.run(run())


def heard(service: object, heard: Listening | None = None) -> Listening:
    """Return what was heard of a service until it ended, or raise what it ended with."""
    listening = heard or Listening()

    async def act(address: str) -> None:
        client = MediaClient(address, "key")
        async with aclosing(client.convert(media_pb2.ConvertRequest())) as events:
            await listening.follow(events)
        await client.close()

    meet(service, act)
    return listening


def test_progress_never_runs_backwards_nor_beyond_its_ends() -> None:
    listening = Listening()
    seen = []
    for fraction in (-5.0, 0.4, 0.2, 0.6, 1e9, 0.1):
        listening._take(progress(fraction, speed=-1, remaining_seconds=-1))
        seen.append(listening.progress.fraction)
    assert seen == [0.0, 0.4, 0.4, 0.6, 1.0, 1.0]
    assert (listening.progress.speed, listening.progress.remaining_seconds) == (0.0, 0.0)


@pytest.mark.parametrize(
    "event",
    [
        progress(NAN),
        progress(-INFINITE),
        progress(0.5, speed=NAN),
        progress(0.5, remaining_seconds=INFINITE),
        result(extension="../../etc/passwd"),
        result(extension=""),
        result(media=media_pb2.Media(kind="video", media_type="text/html; charset=x")),
        result(media=media_pb2.Media(kind="video", media_type="a/b", duration_seconds=1e300)),
        result(facts=[fact(struct_pb2.Value(string_value="x" * 100_000))]),
        result(facts=[fact(struct_pb2.Value(number_value=1))] * 1000),
        result(facts=[fact(struct_pb2.Value(number_value=NAN))]),
        result(method="x" * 2_000_000),
    ],
    ids=[
        "nan", "minus infinity", "nan speed", "infinite wait", "path", "no extension",
        "media type", "eternal", "giant fact", "many facts", "fact that is none", "giant message",
    ],
)  # fmt: skip
def test_what_cannot_be_ends_the_attempt(event: Event) -> None:
    with pytest.raises(MediaUnavailable):
        heard(Says([event]))


def test_warnings_without_end_are_cut_to_what_a_page_shows() -> None:
    warning = media_pb2.Warning(code="c" * 1000, message="m\0" * 1000)
    events = [Event(warning=warning)] * 5000
    warnings = heard(Says([*events, result()])).progress.warnings
    assert len(warnings) == translation.MAX_ITEMS
    assert {len(each.code) for each in warnings} == {60}
    assert all(len(each.message) <= translation.MAX_TEXT for each in warnings)
    assert not any("\0" in each.message for each in warnings)


def test_only_the_first_result_counts() -> None:
    listening = heard(Says([result(), result(extension="other"), progress(0.1)]))
    assert listening.result is not None
    assert listening.result.extension == "toy"


def test_a_stream_without_end_can_be_left_at_any_moment() -> None:
    def for_ever() -> Iterable[Event]:
        while True:
            yield progress(0.5)

    async def act(address: str) -> None:
        client, listening = MediaClient(address, "key"), Listening()
        following = asyncio.create_task(
            listening.follow(client.convert(media_pb2.ConvertRequest()))
        )
        # The loop goes on beside the flood: other jobs are watched meanwhile.
        done, _ = await asyncio.wait({following}, timeout=0.5)
        assert not done
        assert listening.begun
        following.cancel()
        await asyncio.wait_for(asyncio.wait({following}), 2)
        await client.close()

    meet(Says(for_ever()), act)


@pytest.mark.parametrize("code", ["", "not a code", "<script>", "X" * 5000, "lower"])
def test_a_refusal_without_a_code_that_is_one_is_a_fault(code: str) -> None:
    with pytest.raises(MediaUnavailable):
        heard(Says([progress(0.5)], MediaFailure(code, "No.")))


class Garbage(grpc.GenericRpcHandler):  # type: ignore[type-arg]  # generic only in its types
    """Answers every call with bytes that are no message."""

    def service(self, details: grpc.HandlerCallDetails) -> "grpc.RpcMethodHandler[bytes, bytes]":
        async def answer(request: bytes, context: object) -> bytes:
            return b"\xff\xfe not a message"

        async def stream(request: bytes, context: object) -> AsyncIterator[bytes]:
            yield b"\xff\xfe not a message"

        if details.method.endswith("/Convert"):
            return grpc.unary_stream_rpc_method_handler(stream)
        return grpc.unary_unary_rpc_method_handler(answer)


def test_bytes_that_are_no_message_are_no_answer() -> None:
    with pytest.raises(MediaUnavailable):
        heard(Garbage())

    async def act(address: str) -> None:
        client = MediaClient(address, "key")
        for call in (client.describe(), client.latency_seconds()):
            with pytest.raises(MediaUnavailable):
                await call
        await client.close()

    meet(Garbage(), act)


class Describes(media_pb2_grpc.MediaServiceServicer):
    """Describes itself in one way after the other."""

    def __init__(self, *descriptions: media_pb2.Description) -> None:
        self.descriptions = list(descriptions)

    async def Describe(
        self, request: media_pb2.DescribeRequest, context: Context
    ) -> media_pb2.Description:
        return self.descriptions.pop(0) if len(self.descriptions) > 1 else self.descriptions[0]


def with_rule(**changes: object) -> media_pb2.Description:
    described = media_pb2.Description()
    described.CopyFrom(DESCRIPTION)
    rule = {"name": "rule", "title": "Rule", "goal": 1, **changes}
    described.achievements.append(media_pb2.AchievementRule(**rule))  # type: ignore[arg-type]
    return described


@pytest.mark.parametrize(
    "rule",
    [
        {"name": "../x"},
        {"operation": "<b>"},
        {"parameters": struct_pb2.Struct(fields={"x": struct_pb2.Value(number_value=NAN)})},
        {"parameters": struct_pb2.Struct(fields={"x": struct_pb2.Value(string_value="x" * 9999)})},
    ],
    ids=["name", "operation", "nan", "long"],
)
def test_a_service_with_rules_that_cannot_be_is_not_taken(rule: dict[str, object]) -> None:
    async def act(address: str) -> None:
        catalogue = ServiceCatalogue([address], "key")
        await catalogue.open()
        with pytest.raises(Unavailable):
            await catalogue.need("toy")
        assert catalogue.rules() == []
        await catalogue.close()

    meet(Describes(with_rule(**rule)), act)


def test_a_service_that_was_replaced_by_a_liar_is_found_again_when_it_is_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("backend.gateway.services.catalogue.RETRY_SECONDS", 0.0)
    of_the_future = media_pb2.Description(contract_version="2", name="toy")

    async def act(address: str) -> None:
        catalogue = ServiceCatalogue([address], "key")
        await catalogue.open()
        await catalogue.need("toy")
        (service,) = catalogue.all()
        await service.refresh()
        assert [each.available for each in catalogue.described()] == [False]
        assert (await catalogue.need("toy")).available
        await catalogue.close()

    # The catalogue asks once by itself and once for the one who needs it.
    meet(Describes(with_rule(), with_rule(), of_the_future, with_rule()), act)


def test_two_services_of_one_name_bring_their_rules_along_once() -> None:
    async def act(address: str) -> None:
        catalogue = ServiceCatalogue([address, address], "key")
        await catalogue.open()
        await catalogue.need("toy")
        assert [rule.name for rule in catalogue.rules()] == ["rule"]
        await catalogue.close()

    meet(Describes(with_rule()), act)


def with_fact(number: float) -> media_pb2.Description:
    described = media_pb2.Description()
    described.CopyFrom(DESCRIPTION)
    told = media_pb2.Fact(name="cores", title="Cores", value=struct_pb2.Value(number_value=number))
    described.facts.append(told)
    return described


@pytest.mark.parametrize(("number", "taken"), [(2.5, True), (NAN, False)])
def test_what_a_service_tells_of_its_installation_is_kept_for_the_status(
    number: float, taken: bool
) -> None:
    async def act(address: str) -> None:
        catalogue = ServiceCatalogue([address], "key")
        await catalogue.open()
        (service,) = catalogue.all()
        await service.refresh()
        assert service.available is taken
        assert [(fact.title, fact.value) for fact in service.facts] == (
            [("Cores", 2.5)] if taken else []
        )
        await catalogue.close()

    meet(Describes(with_fact(number)), act)
