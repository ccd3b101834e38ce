"""Media services and what they can do."""

from dataclasses import dataclass
from typing import Literal

from app.gateway.addresses import segment
from app.gateway.messages import decode
from app.gateway.transport import Transport

ParameterType = Literal[
    "text",
    "number",
    "integer",
    "choice",
    "switch",
    "time",
    "colour",
    "file",
    "segments",
    "files",
]


@dataclass(frozen=True)
class AcceptedType:
    """A kind of file that a service reads. Extensions come without the dot."""

    title: str
    media_type: str
    extensions: tuple[str, ...]


@dataclass(frozen=True)
class Choice:
    """One value of a choice. `group` is a heading; it may be empty."""

    value: str
    title: str
    help: str
    group: str


@dataclass(frozen=True)
class Parameter:
    """One parameter of an operation: one field of a form."""

    name: str
    title: str
    help: str
    type: ParameterType
    required: bool
    default: object
    minimum: float | None
    maximum: float | None
    step: float | None
    unit: str
    choices: tuple[Choice, ...]
    advanced: bool
    shown_if_parameter: str
    shown_if_values: tuple[str, ...]
    file_kinds: tuple[str, ...]


@dataclass(frozen=True)
class Preset:
    """Values of an operation's parameters that belong together, under one name."""

    name: str
    title: str
    summary: str
    parameters: dict[str, object]
    group: str


@dataclass(frozen=True)
class Operation:
    """Something a service does to a file."""

    name: str
    title: str
    summary: str
    parameters: tuple[Parameter, ...]
    presets: tuple[Preset, ...]

    def preset(self, name: str) -> Preset | None:
        """Return the preset called `name`, None if there is none."""
        return next((each for each in self.presets if each.name == name), None)


@dataclass(frozen=True)
class PreviewKind:
    """Something small that shows a file. In the `background`, it is made after the upload."""

    name: str
    media_type: str
    background: bool


@dataclass(frozen=True)
class Service:
    """A media service. One that is known but does not answer is not `available`."""

    name: str
    title: str
    summary: str
    version: str
    available: bool
    accepts: tuple[AcceptedType, ...]
    operations: tuple[Operation, ...]
    previews: tuple[PreviewKind, ...]
    max_input_bytes: int

    @property
    def writes(self) -> tuple[str, ...]:
        """The titles of the formats that its operations offer to make."""
        titles = [
            choice.title
            for operation in self.operations
            for parameter in operation.parameters
            if parameter.name == "format"
            for choice in parameter.choices
            # What stands for "as it is" is no format.
            if choice.value not in {"keep", "same"}
        ]
        return tuple(dict.fromkeys(titles))

    @classmethod
    def withdrawn(cls, name: str) -> "Service":
        """Return what stands for a service that the gateway does not know any more."""
        return cls(name, name.capitalize(), "", "", False, (), (), (), 0)

    @property
    def preview_names(self) -> tuple[str, ...]:
        """Return the names of its previews."""
        return tuple(kind.name for kind in self.previews)

    def operation(self, name: str) -> Operation | None:
        """Return the operation called `name`, None if the service has none."""
        return next((each for each in self.operations if each.name == name), None)


@dataclass(frozen=True)
class ServiceList:
    """All media services that the gateway knows, and the largest upload it takes."""

    items: tuple[Service, ...]
    max_upload_bytes: int


class Services:
    """The media services. All methods raise `GatewayError`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def all(self) -> ServiceList:
        """Return all services; open to everybody."""
        return decode(ServiceList, self._transport.call("GET", "/v1/services"))

    def find(self, name: str) -> Service:
        """Return the service called `name`; open to everybody."""
        return decode(Service, self._transport.call("GET", f"/v1/services/{segment(name)}"))
