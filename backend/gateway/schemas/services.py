"""Media services and what they can do, as they describe themselves."""

from typing import Literal

from pydantic import JsonValue

from backend.gateway.schemas.base import Message

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
    """One parameter of an operation: one field of a form.

    The value of `segments` is a list of objects with `start` and `end` in seconds and,
    if it has one, a `name`; of `file` the id of a file, of `files` a list of ids. The
    kinds of files that fit are `file_kinds`; if that is empty, those of this service.
    """

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
    file_kinds: list[str]


class Preset(Message):
    """Values of an operation's parameters that belong together, under one name."""

    name: str
    title: str
    summary: str
    parameters: dict[str, JsonValue]
    group: str


class Operation(Message):
    """Something a service does to a file."""

    name: str
    title: str
    summary: str
    parameters: list[Parameter]
    presets: list[Preset]


class PreviewKind(Message):
    """Something small that shows a file. In the `background`, it is made after the upload."""

    name: str
    media_type: str
    background: bool


class Service(Message):
    """A media service. One that is known but does not answer is `available: false`."""

    name: str
    title: str
    summary: str
    version: str
    available: bool
    accepts: list[AcceptedType]
    operations: list[Operation]
    previews: list[PreviewKind]
    max_input_bytes: int

    def preview(self, name: str) -> PreviewKind | None:
        """Return the kind of preview called `name`, None if there is none."""
        return next((kind for kind in self.previews if kind.name == name), None)

    def operation(self, name: str) -> Operation | None:
        """Return the operation called `name`, None if there is none."""
        return next((each for each in self.operations if each.name == name), None)


class Services(Message):
    """All media services that the gateway knows."""

    items: list[Service]
    max_upload_bytes: int
