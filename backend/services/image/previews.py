"""Pictures for a screen: a poster, and the result of an operation before it is asked for."""

from collections.abc import Callable
from dataclasses import dataclass

from google.protobuf import struct_pb2

from backend.services.failures import Violation, wrong_parameters
from backend.services.parameters import Parameters

POSTER_PIXELS = 1280
# What editors show a picture on; asked for in pixels of the longer side.
MIN_SCREEN, DEFAULT_SCREEN, MAX_SCREEN = 64, 1280, 2560

Check = Callable[[str, struct_pb2.Struct], Parameters]


@dataclass(frozen=True)
class Asked:
    """What a preview is to show."""

    longest_side: int = POSTER_PIXELS
    operation: str = ""  # none: the picture as it is
    parameters: Parameters | None = None


def asked_of(kind: str, sent: struct_pb2.Struct, check: Check) -> Asked:
    """Return what a preview of `kind` is to show; raises `MediaFailure`.

    ``edited`` and ``before`` take `operation`, its `parameters` and `longest_side`; for
    ``before``, the operation may be left out.
    """
    if kind == "poster":
        return Asked()
    fields = sent.fields
    if unknown := sorted(set(fields) - {"operation", "parameters", "longest_side"}):
        raise _wrong(unknown[0], "UNKNOWN_PARAMETER", "There is no such parameter.")
    longest = fields["longest_side"].number_value if "longest_side" in fields else DEFAULT_SCREEN
    if not MIN_SCREEN <= longest <= MAX_SCREEN:
        bounds = f"between {MIN_SCREEN} and {MAX_SCREEN}"
        raise _wrong("longest_side", "OUT_OF_BOUNDS", f"The longest side must lie {bounds}.")
    operation = fields["operation"].string_value
    if kind == "before" and not operation:
        return Asked(int(longest))
    checked = check(operation, fields["parameters"].struct_value)
    return Asked(int(longest), operation, checked)


def _wrong(name: str, reason: str, message: str) -> Exception:
    return wrong_parameters([Violation(name, reason, message)])
