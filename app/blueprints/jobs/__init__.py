"""A job's page: how far it is, and then what came out."""

from app.blueprints.jobs.views import bp

__all__ = ["bp"]
