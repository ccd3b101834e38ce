"""Presets of people's own."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from backend.gateway.errors import documented
from backend.gateway.identity import CurrentContext, JobsReader, JobsWriter, Snapshot
from backend.gateway.presets import keeping
from backend.gateway.schemas import presets as schemas

router = APIRouter(prefix="/v1/presets", tags=["presets"])


@router.get("", responses=documented(401, 422))
def list_presets(
    db: Snapshot,
    account: JobsReader,
    service: Annotated[str | None, Query(max_length=40)] = None,
    operation: Annotated[str | None, Query(max_length=40)] = None,
) -> schemas.OwnPresets:
    """List one's own presets. Services bring others along: see their operations."""
    return keeping.listed(db, account.id, service, operation)


@router.post("", status_code=201, responses=documented(401, 409, 422))
def create_preset(
    wish: schemas.NewPreset, context: CurrentContext, account: JobsWriter
) -> schemas.OwnPreset:
    """Keep values of an operation's parameters under a name. Files cannot be among them."""
    return keeping.keep(context, account.id, wish)


@router.post("/import", responses=documented(401, 422))
def import_presets(
    wish: schemas.PresetImport, context: CurrentContext, account: JobsWriter
) -> schemas.Imported:
    """Take over what `list_presets` gave, here or elsewhere; what does not fit is skipped."""
    return keeping.take_over(context, account.id, wish)


@router.patch("/{preset_id}", responses=documented(401, 404, 409, 422))
def change_preset(
    preset_id: str, wish: schemas.PresetChange, context: CurrentContext, account: JobsWriter
) -> schemas.OwnPreset:
    """Rename a preset, or give it other values."""
    return keeping.change(context, account.id, preset_id, wish)


@router.delete(
    "/{preset_id}", status_code=204, response_class=Response, responses=documented(401, 404)
)
def delete_preset(preset_id: str, context: CurrentContext, account: JobsWriter) -> Response:
    """Delete a preset. Jobs that were made by it stay."""
    keeping.drop(context, account.id, preset_id)
    return Response(status_code=204)
