"""How the installation does."""

from app.blueprints.status.views import bp

__all__ = ["bp"]
