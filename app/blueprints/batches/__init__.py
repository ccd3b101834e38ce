"""The same work on several files at once."""

from app.blueprints.batches.views import bp

__all__ = ["bp"]
