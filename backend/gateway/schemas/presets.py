"""Presets of people's own: values of an operation's parameters under a name."""

from datetime import datetime

from pydantic import Field, JsonValue

from backend.gateway.schemas.base import Message

MAX_NAME_LENGTH = 80


class NewPreset(Message):
    """A preset to be kept. Its name is unique within the operation."""

    service: str = Field(max_length=40)
    operation: str = Field(max_length=40)
    name: str = Field(min_length=1, max_length=MAX_NAME_LENGTH)
    parameters: dict[str, JsonValue]


class OwnPreset(NewPreset):
    """A preset that is kept."""

    id: str
    created_at: datetime


class OwnPresets(Message):
    """Presets of the account, by service, operation and name."""

    items: list[OwnPreset]


class PresetChange(Message):
    """New values for the members that are given."""

    name: str | None = Field(default=None, min_length=1, max_length=MAX_NAME_LENGTH)
    parameters: dict[str, JsonValue] | None = None


class PresetImport(Message):
    """Presets as they were exported; further members of theirs are ignored."""

    items: list[dict[str, JsonValue]] = Field(max_length=200)


class Imported(Message):
    """What became of an import."""

    added: int
    skipped: int
