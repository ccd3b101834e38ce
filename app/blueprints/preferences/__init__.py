"""What a browser remembers of how its person wants to see the pages."""

from app.blueprints.preferences.views import bp

__all__ = ["bp"]
