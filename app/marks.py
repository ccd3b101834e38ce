"""Which fields of an editor's forms a timeline marks segments in."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.gateway.services import Operation

SPAN = ("start", "end")


@dataclass(frozen=True)
class Marks:
    """Ids of fields in the form of `operation`: one of many lines, or a start and an end.

    `aliases` are parameters that mean a single segment, for programs that want no more.
    """

    operation: str
    lines: str = ""
    start: str = ""
    end: str = ""
    aliases: tuple[str, ...] = ()


def marks_of(operations: Iterable[Operation]) -> Marks | None:
    """Return the fields of the first operation that takes segments, None if none does."""
    for operation in operations:
        fields = {parameter.name: parameter for parameter in operation.parameters}
        prefix = f"{operation.name}-"
        times = tuple(name for name in SPAN if name in fields and fields[name].type == "time")
        for name, parameter in fields.items():
            if parameter.type == "segments":
                # Where one chooses between them, both are fields of their own right.
                aliases = () if parameter.shown_if_parameter else times
                return Marks(operation.name, lines=prefix + name, aliases=aliases)
        if times == SPAN:
            return Marks(operation.name, start=f"{prefix}start", end=f"{prefix}end")
    return None
