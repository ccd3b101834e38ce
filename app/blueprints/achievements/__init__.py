"""What people have reached."""

from app.blueprints.achievements.views import bp

__all__ = ["bp"]
