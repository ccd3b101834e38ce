"""Uploads by tus 1.0, handed on to the gateway block by block."""

from app.blueprints.uploads.views import bp

__all__ = ["bp"]
