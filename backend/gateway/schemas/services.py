"""Media services and what they can do, as they describe themselves."""

from typing import Literal

from pydantic import JsonValue

from backend.gateway.schemas.base import Message

ParameterType = Literal["text", "number", "integer", "choice", "switch", "time", "colour", "file"]


class AcceptedType(Message):
    """A kind of file that a service reads. Extensions come without the dot."""

    title: str
    media_type: str
    extensions: list[str]


class Choice(Message):
    """One value of a choice. `group` is a heading; it may be empty."""

    value: str
    title: str
    help: str
    group: str


class Parameter(Message):
    """One parameter of an operation: one field of a form."""

    name: str
    title: str
    help: str
    type: ParameterType
    required: bool
    default: JsonValue
    minimum: float | None
    maximum: float | None
    step: float | None
    unit: str
    choices: list[Choice]
    advanced: bool
    shown_if_parameter: str
    shown_if_values: list[str]


class Operation(Message):
    """Something a service does to a file."""

    name: str
    title: str
    summary: str
    parameters: list[Parameter]


class Service(Message):
    """A media service. One that is known but does not answer is `available: false`."""

    name: str
    title: str
    summary: str
    version: str
    available: bool
    accepts: list[AcceptedType]
    operations: list[Operation]
    previews: list[str]
    max_input_bytes: int


class Services(Message):
    """All media services that the gateway knows."""

    items: list[Service]
    max_upload_bytes: int
