"""Links to files: their owner's page, and the page that strangers see."""

from app.blueprints.shares.views import bp

__all__ = ["bp"]
