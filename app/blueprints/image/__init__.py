"""The image pages: bring a picture, see what it is, change it."""

from app.blueprints.image.views import preview
from app.blueprints.service.views import service_pages

bp = service_pages("image", "/image", service="image")
bp.add_url_rule("/<file_id>/preview/<kind>", view_func=preview, methods=["POST"])

__all__ = ["bp"]
