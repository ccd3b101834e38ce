"""The home page, the about page, and the sign of life."""

from app.blueprints.home.views import bp

__all__ = ["bp"]
