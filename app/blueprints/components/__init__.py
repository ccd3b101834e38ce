"""For whoever builds pages: every component in every state. Not there in production."""

from app.blueprints.components.views import bp

__all__ = ["bp"]
