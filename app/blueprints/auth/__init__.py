"""Registering, logging in and out, and lost passwords."""

from app.blueprints.auth.views import bp

__all__ = ["bp"]
