"""What people see and change of their account."""

from app.blueprints.profile.views import bp

__all__ = ["bp"]
