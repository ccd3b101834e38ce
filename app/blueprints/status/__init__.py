"""How the installation does."""

from flask import Blueprint

bp = Blueprint("status", __name__, url_prefix="/status")

from app.blueprints.status import views as views  # noqa: E402 - the views need bp
