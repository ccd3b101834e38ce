"""Parameters as forms can have sent them; what the values mean, the service checks.

Without this, anything of any depth would be stored and shown on pages.
"""

from collections.abc import Mapping

from pydantic import JsonValue

from backend.gateway.problems import Invalid
from backend.gateway.schemas import services
from backend.gateway.schemas.base import FieldProblem

MAX_PARAMETERS = 100
MAX_VALUE_LENGTH = 10_000
# Of lists: more than services take, so that they say themselves what is too much.
MAX_ITEMS = 1000
MAX_MEMBERS = 10
LISTS = frozenset({"segments", "files"})


def require_plain(operation: services.Operation, parameters: Mapping[str, JsonValue]) -> None:
    """Raise `Invalid` for anything that no form can have sent."""
    if len(parameters) > MAX_PARAMETERS:
        raise Invalid("too_many_parameters", "This is more than any form sends.")
    lists = {parameter.name for parameter in operation.parameters if parameter.type in LISTS}
    wrong = {
        name[:60]: FieldProblem(code="invalid", message="This value cannot be used.")
        for name, value in parameters.items()
        if "\0" in name or not (_is_plain(value) or (name in lists and _is_list(value)))
    }
    if wrong:
        raise Invalid(fields=wrong)


def _is_plain(value: JsonValue) -> bool:
    return not isinstance(value, list | dict) and len(str(value)) <= MAX_VALUE_LENGTH


def _is_list(value: JsonValue) -> bool:
    if not isinstance(value, list) or len(value) > MAX_ITEMS:
        return False
    for item in value:
        members = [*item, *item.values()] if isinstance(item, dict) else [item]
        if len(members) > 2 * MAX_MEMBERS or not all(_is_plain(member) for member in members):
            return False
    return True
