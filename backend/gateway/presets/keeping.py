"""Presets of people's own: kept, found, renamed, taken over from a file."""

from collections.abc import Mapping

from pydantic import JsonValue, ValidationError
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.gateway.context import Context
from backend.gateway.database.models import Account, OwnPreset, new_id, now
from backend.gateway.jobs.plain_values import require_plain
from backend.gateway.problems import Conflict, Invalid, NotFound, Problem
from backend.gateway.schemas import presets as schemas
from backend.gateway.schemas.services import Operation
from backend.gateway.services.catalogue import operation_of

MAX_PRESETS = 200


def listed(
    db: Session, account_id: str, service: str | None, operation: str | None
) -> schemas.OwnPresets:
    """Return the account's presets, of a service or an operation if one is named."""
    query = select(OwnPreset).where(OwnPreset.account_id == account_id)
    if service is not None:
        query = query.where(OwnPreset.service == service)
    if operation is not None:
        query = query.where(OwnPreset.operation == operation)
    order = (OwnPreset.service, OwnPreset.operation, OwnPreset.name_key)
    return schemas.OwnPresets(
        items=[_shown(preset) for preset in db.scalars(query.order_by(*order))]
    )


def keep(context: Context, account_id: str, wish: schemas.NewPreset) -> schemas.OwnPreset:
    """Keep a preset. Raises `Invalid`, `Conflict` for a name that is taken or too many."""
    name = _name(wish.name)
    _require_fitting(context, wish.service, wish.operation, wish.parameters)
    with context.sessions.begin() as db:
        db.execute(select(Account.id).where(Account.id == account_id).with_for_update())
        number = db.scalar(select(func.count()).where(OwnPreset.account_id == account_id)) or 0
        if number >= MAX_PRESETS:
            raise Conflict("too_many_presets", f"You have {MAX_PRESETS} presets. Delete one first.")
        preset = OwnPreset(
            id=new_id(),
            account_id=account_id,
            service=wish.service,
            operation=wish.operation,
            parameters=wish.parameters,
            created_at=now(),
        )
        _rename(db, preset, name)
        db.add(preset)
        db.flush()
        return _shown(preset)


def change(
    context: Context, account_id: str, preset_id: str, wish: schemas.PresetChange
) -> schemas.OwnPreset:
    """Rename a preset, or give it other values. Raises `NotFound`, `Invalid`, `Conflict`."""
    with context.sessions.begin() as db:
        db.execute(select(Account.id).where(Account.id == account_id).with_for_update())
        preset = _owned(db, account_id, preset_id)
        if wish.name is not None:
            _rename(db, preset, _name(wish.name))
        if wish.parameters is not None:
            _require_fitting(context, preset.service, preset.operation, wish.parameters)
            preset.parameters = wish.parameters
        db.flush()
        return _shown(preset)


def drop(context: Context, account_id: str, preset_id: str) -> None:
    """Delete a preset; raise `NotFound`."""
    with context.sessions.begin() as db:
        db.delete(_owned(db, account_id, preset_id))


def take_over(context: Context, account_id: str, wish: schemas.PresetImport) -> schemas.Imported:
    """Keep those of exported presets that can be kept; names that are taken are skipped."""
    added = 0
    members = set(schemas.NewPreset.model_fields)
    for item in wish.items:
        known = {name: value for name, value in item.items() if name in members}
        try:
            keep(context, account_id, schemas.NewPreset.model_validate(known))
        except (ValidationError, Problem):
            continue
        added += 1
    return schemas.Imported(added=added, skipped=len(wish.items) - added)


def _owned(db: Session, account_id: str, preset_id: str) -> OwnPreset:
    preset = db.get(OwnPreset, preset_id)
    if preset is None or preset.account_id != account_id:
        raise NotFound()
    return preset


def _rename(db: Session, preset: OwnPreset, name: str) -> None:
    taken = select(OwnPreset.id).where(
        OwnPreset.account_id == preset.account_id,
        OwnPreset.service == preset.service,
        OwnPreset.operation == preset.operation,
        OwnPreset.name_key == name.casefold(),
        OwnPreset.id != preset.id,
    )
    if db.scalar(taken) is not None:
        raise Conflict("name_taken", f"You have a preset called “{name}” already.")
    preset.name, preset.name_key = name, name.casefold()


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name or not name.isprintable():
        raise Invalid.field("name", "required", "A preset needs a name.")
    return name


def _require_fitting(
    context: Context, service: str, operation: str, parameters: Mapping[str, JsonValue]
) -> None:
    """Raise `Invalid` for values that the operation has no field for, or that name files."""
    described = _operation(context, service, operation)
    require_plain(described, parameters)
    types = {parameter.name: parameter.type for parameter in described.parameters}
    for name in parameters:
        if types.get(name, "file") in {"file", "files"}:
            raise Invalid.field(name[:60], "unknown_parameter", "A preset cannot hold this.")


def _operation(context: Context, service: str, operation: str) -> Operation:
    for described in context.services.described():
        if described.name == service:
            return operation_of(described, operation)
    raise Invalid.field("service", "unknown_service", "There is no such service.")


def _shown(preset: OwnPreset) -> schemas.OwnPreset:
    return schemas.OwnPreset(
        id=preset.id,
        service=preset.service,
        operation=preset.operation,
        name=preset.name,
        parameters=preset.parameters,
        created_at=preset.created_at,
    )
