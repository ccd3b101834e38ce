"""Other files that an operation works with, beside the one whose page it is on.

Parameters of the types `file` and `files` hold their ids. Services never see ids of
anything but what the account has: that is looked up here, for plans, previews and jobs.
"""

from collections.abc import Collection, Mapping

from pydantic import JsonValue
from sqlalchemy import select

from backend.gateway.context import Context
from backend.gateway.database.models import File
from backend.gateway.jobs.attempts import source_of
from backend.gateway.media_client import Source
from backend.gateway.problems import Invalid
from backend.gateway.schemas import services
from backend.gateway.schemas.base import FieldProblem


def named(
    operation: services.Operation, parameters: Mapping[str, JsonValue]
) -> dict[str, list[str]]:
    """Return the ids that parameters hold, by parameter; those that hold none are left out."""
    found = {}
    for parameter in operation.parameters:
        value = parameters.get(parameter.name)
        if parameter.type == "file" and isinstance(value, str) and value:
            found[parameter.name] = [value]
        elif parameter.type == "files" and isinstance(value, list) and value:
            # The service refuses what is no text.
            found[parameter.name] = [item for item in value if isinstance(item, str)]
    return found


def sources(context: Context, account_id: str, file_ids: Collection[str]) -> dict[str, Source]:
    """Return those of the files that the account has, as services read them."""
    if not file_ids:
        return {}
    query = select(File).where(
        File.account_id == account_id,
        File.id.in_(sorted(set(file_ids))),
        File.deleted_at.is_(None),
    )
    with context.reading() as db:
        return {file.id: source_of(context, file) for file in db.scalars(query)}


def require(
    context: Context,
    account_id: str,
    operation: services.Operation,
    parameters: Mapping[str, JsonValue],
) -> dict[str, Source]:
    """Return the files that parameters name; raise `Invalid` where one is not there."""
    wanted = named(operation, parameters)
    found = sources(context, account_id, [file_id for ids in wanted.values() for file_id in ids])
    wrong = {
        name: FieldProblem(code="file_not_found", message=_missing(ids, found))
        for name, ids in wanted.items()
        if not found.keys() >= set(ids)
    }
    if wrong:
        raise Invalid(fields=wrong)
    return found


def _missing(ids: list[str], found: Collection[str]) -> str:
    if len(ids) == 1:
        return "This file is not there (any more)."
    number = next(place for place, file_id in enumerate(ids, start=1) if file_id not in found)
    return f"File {number} of these is not there (any more)."
