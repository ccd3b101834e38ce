"""What people see and change of their account."""

from flask import Blueprint

bp = Blueprint("profile", __name__, url_prefix="/profile")

from app.blueprints.profile import views as views  # noqa: E402 - the views need bp
