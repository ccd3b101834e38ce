"""The audio pages: bring a recording, see what it is, work on its sound."""

from app.blueprints.service.views import service_pages

bp = service_pages("audio", "/audio", service="audio")

__all__ = ["bp"]
