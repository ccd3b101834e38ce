"""The home page, the about page, and the sign of life."""

from flask import Blueprint

bp = Blueprint("home", __name__)

from app.blueprints.home import views as views  # noqa: E402 - the views need bp
