"""The video pages: bring a file, see what it is, cut it, convert it."""

from app.blueprints.video.views import bp

__all__ = ["bp"]
