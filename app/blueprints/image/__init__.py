"""The image pages: bring a picture, see what it is, change it."""

from app.blueprints.service.views import service_pages

bp = service_pages("image", "/image", service="image")

__all__ = ["bp"]
