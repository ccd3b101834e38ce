"""People's files: the list, and the bytes on their way to the browser."""

from app.blueprints.files.views import bp

__all__ = ["bp"]
