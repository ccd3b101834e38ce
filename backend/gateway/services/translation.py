"""From messages of the media contract to what goes over HTTP, with nothing taken on trust.

A service that answers what cannot be raises `Nonsense` here, and nowhere later.
"""

import re
from collections.abc import Iterable, Mapping
from typing import TypeVar, cast, get_args

from google.protobuf import struct_pb2
from google.protobuf.json_format import MessageToDict
from pydantic import JsonValue

from backend.gateway.media_client import MediaUnavailable
from backend.gateway.schemas import files, jobs, services
from backend.protos.media.v1 import media_pb2

CONTRACT_VERSION = "1"
# More of anything than this is a fault of the service, and would bloat every page.
MAX_ITEMS = 200
MAX_TEXT = 500
# More seconds than the world is old, more bytes than were ever filmed.
MAX_NUMBER = 1e18

T = TypeVar("T")

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_EXTENSION = re.compile(r"[a-z0-9]{1,10}")
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,40}/[a-z0-9][a-z0-9.+-]{0,60}")
_PARAMETER_TYPES: dict[int, services.ParameterType] = {
    media_pb2.Parameter.Type.Value(name.upper()): name for name in get_args(services.ParameterType)
}


class Nonsense(MediaUnavailable):
    """The service answered something that the contract does not allow."""


def service(description: media_pb2.Description) -> services.Service:
    """Return a service from its description; raise `Nonsense`."""
    if description.contract_version != CONTRACT_VERSION:
        raise Nonsense(f"contract version {description.contract_version!r}")
    return services.Service(
        name=_matching(_NAME, description.name),
        title=plain(description.title),
        summary=plain(description.summary),
        version=plain(description.version),
        available=True,
        accepts=[_accepted(accepted) for accepted in _bounded(description.accepts)],
        operations=[_operation(operation) for operation in _bounded(description.operations)],
        previews=[_preview_kind(kind) for kind in _bounded(description.previews)],
        max_input_bytes=max(0, description.max_input_bytes),
    )


def _accepted(accepted: media_pb2.AcceptedType) -> services.AcceptedType:
    return services.AcceptedType(
        title=plain(accepted.title),
        media_type=media_type(accepted.media_type),
        extensions=[extension(text) for text in _bounded(accepted.extensions)],
    )


def _preview_kind(kind: media_pb2.PreviewKind) -> services.PreviewKind:
    return services.PreviewKind(
        name=_matching(_NAME, kind.name),
        media_type=media_type(kind.media_type),
        background=kind.background,
    )


def _operation(operation: media_pb2.Operation) -> services.Operation:
    parameters = [_parameter(parameter) for parameter in _bounded(operation.parameters)]
    types = {parameter.name: parameter.type for parameter in parameters}
    presets = [_preset(preset, types) for preset in _bounded(operation.presets)]
    if len({preset.name for preset in presets}) < len(presets):
        raise Nonsense("presets of one name")
    return services.Operation(
        name=_matching(_NAME, operation.name),
        title=plain(operation.title),
        summary=plain(operation.summary),
        parameters=parameters,
        presets=presets,
    )


def _preset(
    preset: media_pb2.Preset, types: Mapping[str, services.ParameterType]
) -> services.Preset:
    for name in preset.parameters.fields:
        if types.get(name, "file") in {"file", "files"}:
            raise Nonsense(f"a preset for {name[:60]!r}")
    return services.Preset(
        name=_matching(_NAME, preset.name),
        title=plain(preset.title),
        summary=plain(preset.summary),
        parameters={name: _json(value) for name, value in preset.parameters.fields.items()},
        group=plain(preset.group),
    )


def _parameter(parameter: media_pb2.Parameter) -> services.Parameter:
    if parameter.type not in _PARAMETER_TYPES:
        raise Nonsense(f"parameter type {parameter.type}")
    has_default = parameter.HasField("default_value")
    return services.Parameter(
        name=_matching(_NAME, parameter.name),
        title=plain(parameter.title),
        help=plain(parameter.help),
        type=_PARAMETER_TYPES[parameter.type],
        required=parameter.required,
        default=_json(parameter.default_value) if has_default else None,
        minimum=number(parameter.minimum) if parameter.HasField("minimum") else None,
        maximum=number(parameter.maximum) if parameter.HasField("maximum") else None,
        step=number(parameter.step) if parameter.HasField("step") else None,
        unit=plain(parameter.unit),
        choices=[
            services.Choice(
                value=plain(choice.value),
                title=plain(choice.title),
                help=plain(choice.help),
                group=plain(choice.group),
            )
            for choice in _bounded(parameter.choices)
        ],
        advanced=parameter.advanced,
        shown_if_parameter=plain(parameter.shown_if_parameter),
        shown_if_values=[plain(value) for value in _bounded(parameter.shown_if_values)],
        file_kinds=[_matching(_NAME, kind) for kind in _bounded(parameter.file_kinds)],
    )


def media(message: media_pb2.Media) -> files.Media:
    """Return what a file is; raise `Nonsense`."""
    return files.Media(
        kind=_matching(_NAME, message.kind)[:20],
        container=plain(message.container)[:40],
        media_type=media_type(message.media_type),
        duration_seconds=max(0.0, number(message.duration_seconds)),
        bitrate_bps=max(0, message.bitrate_bps),
        # Files may carry any number of streams and tags; a page shows some.
        streams=[_stream(stream) for stream in message.streams[:MAX_ITEMS]],
        tags={plain(name): plain(message.tags[name]) for name in sorted(message.tags)[:MAX_ITEMS]},
        facts=facts(message.facts),
    )


def _stream(stream: media_pb2.Stream) -> files.Stream:
    return files.Stream(
        index=stream.index,
        kind=plain(stream.kind),
        codec=plain(stream.codec),
        bitrate_bps=stream.bitrate_bps,
        duration_seconds=number(stream.duration_seconds),
        width=stream.width,
        height=stream.height,
        frame_rate=number(stream.frame_rate),
        rotation_degrees=stream.rotation_degrees,
        pixel_format=plain(stream.pixel_format),
        sample_rate_hz=stream.sample_rate_hz,
        channels=stream.channels,
        language=plain(stream.language),
        title=plain(stream.title),
    )


def plan(result: media_pb2.PlanResult) -> jobs.Plan:
    """Return what a job would do; raise `Nonsense`."""
    # The generated types take this field for Python's own Warning.
    warnings = cast(Iterable[media_pb2.Warning], result.warnings)
    return jobs.Plan(
        extension=extension(result.extension),
        media_type=media_type(result.media_type),
        method=plain(result.method)[:20],
        estimated_bytes=max(0, result.estimated_bytes),
        estimated_seconds=max(0.0, number(result.estimated_seconds)),
        facts=facts(result.facts),
        warnings=[warning(message) for message in _bounded(warnings)],
    )


def facts(messages: Iterable[media_pb2.Fact]) -> list[jobs.Fact]:
    """Return what a service tells; raise `Nonsense`."""
    return [
        jobs.Fact(name=plain(fact.name), title=plain(fact.title), value=_json(fact.value))
        for fact in _bounded(messages)
    ]


def warning(message: media_pb2.Warning) -> jobs.Warning:
    """Return a warning for people."""
    return jobs.Warning(code=plain(message.code)[:60], message=plain(message.message))


def extension(text: str) -> str:
    """Return a file name's extension, without the dot; raise `Nonsense`."""
    return _matching(_EXTENSION, text)


def media_type(text: str) -> str:
    """Return a media type such as ``video/mp4``; raise `Nonsense`."""
    return _matching(_MEDIA_TYPE, text)


def number(value: float) -> float:
    """Return a number that something can measure; raise `Nonsense`."""
    if not abs(value) <= MAX_NUMBER:  # not a number is never less
        raise Nonsense("a number that cannot be")
    return value


def name(text: str) -> str:
    """Return a name as it stands in addresses; raise `Nonsense`."""
    return _matching(_NAME, text)


def value(value: struct_pb2.Value) -> JsonValue:
    """Return a value of modest length; raise `Nonsense`."""
    return _json(value)


def _json(value: struct_pb2.Value) -> JsonValue:
    try:
        converted: JsonValue = MessageToDict(value)
    except ValueError as error:  # NaN and infinity are not JSON
        raise Nonsense("a value that is not JSON") from error
    if len(str(converted)) > 4 * MAX_TEXT:
        raise Nonsense("a value that is too long")
    return converted


def _matching(pattern: re.Pattern[str], text: str) -> str:
    if not pattern.fullmatch(text):
        raise Nonsense(f"{text[:60]!r} where {pattern.pattern} was expected")
    return text


def plain(text: str) -> str:
    """Return a text for people, no longer than a page can show."""
    # PostgreSQL stores no NUL; the rest of Unicode is fine.
    return text[:MAX_TEXT].replace("\0", "")


def _bounded(items: Iterable[T]) -> list[T]:
    bounded = list(items)
    if len(bounded) > MAX_ITEMS:
        raise Nonsense(f"{len(bounded)} items")
    return bounded
