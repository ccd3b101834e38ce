"""The pages of any service that has none of its own, by its name in the address."""

from app.blueprints.service.addresses import service_page
from app.blueprints.service.views import service_pages

bp = service_pages("service", "/service/<service>")
bp.add_app_template_global(service_page)

__all__ = ["bp"]
