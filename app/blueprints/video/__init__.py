"""The video pages: bring a video, see what it is, cut it, convert it."""

from app.blueprints.service.views import service_pages

bp = service_pages("video", "/video", service="video")

__all__ = ["bp"]
