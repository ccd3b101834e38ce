"""What people have reached."""

from flask import Blueprint

bp = Blueprint("achievements", __name__, url_prefix="/achievements")

from app.blueprints.achievements import views as views  # noqa: E402 - the views need bp
