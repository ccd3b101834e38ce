"""Presets of people's own: values of an operation's parameters under a name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.gateway.addresses import segment
from app.gateway.messages import decode
from app.gateway.transport import Transport


@dataclass(frozen=True)
class OwnPreset:
    """A preset that somebody keeps."""

    id: str
    service: str
    operation: str
    name: str
    parameters: dict[str, object]


@dataclass(frozen=True)
class _OwnPresets:
    items: tuple[OwnPreset, ...]


@dataclass(frozen=True)
class Imported:
    """What became of an import."""

    added: int
    skipped: int


class Presets:
    """The account's own presets. All methods raise `GatewayError`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def all(self) -> tuple[OwnPreset, ...]:
        """Return all of them, by service, operation and name."""
        return decode(_OwnPresets, self._transport.call("GET", "/v1/presets")).items

    def keep(
        self, service: str, operation: str, name: str, parameters: Mapping[str, object]
    ) -> OwnPreset:
        """Keep values under a name; raises `Conflict` for a name that is taken."""
        message = {
            "service": service,
            "operation": operation,
            "name": name,
            "parameters": dict(parameters),
        }
        return decode(OwnPreset, self._transport.call("POST", "/v1/presets", message=message))

    def rename(self, preset_id: str, name: str) -> OwnPreset:
        """Give a preset another name."""
        path = f"/v1/presets/{segment(preset_id)}"
        return decode(OwnPreset, self._transport.call("PATCH", path, message={"name": name}))

    def delete(self, preset_id: str) -> None:
        """Delete a preset."""
        self._transport.call("DELETE", f"/v1/presets/{segment(preset_id)}")

    def take_over(self, items: Sequence[object]) -> Imported:
        """Keep presets that were exported; those that do not fit are skipped."""
        message = {"items": list(items)}
        return decode(Imported, self._transport.call("POST", "/v1/presets/import", message=message))
