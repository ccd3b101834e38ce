"""Registering, logging in and out, and lost passwords."""

from flask import Blueprint

bp = Blueprint("auth", __name__)

from app.blueprints.auth import views as views  # noqa: E402 - the views need bp
