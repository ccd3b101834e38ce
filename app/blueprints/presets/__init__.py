"""Presets of people's own."""

from app.blueprints.presets.views import bp

__all__ = ["bp"]
