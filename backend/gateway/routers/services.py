"""Media services and what they can do. Open to all: pages are drawn from this."""

from fastapi import APIRouter

from backend.gateway.errors import documented
from backend.gateway.identity import CurrentContext
from backend.gateway.problems import NotFound
from backend.gateway.schemas import services as schemas

router = APIRouter(prefix="/v1/services", tags=["services"])


@router.get("")
async def list_services(context: CurrentContext) -> schemas.Services:
    """List the services that the gateway knows."""
    return schemas.Services(
        items=context.services.described(), max_upload_bytes=context.config.max_upload_bytes
    )


@router.get("/{name}", responses=documented(404))
async def get_service(name: str, context: CurrentContext) -> schemas.Service:
    """Tell what a service can do."""
    for service in context.services.described():
        if service.name == name:
            return service
    raise NotFound()
