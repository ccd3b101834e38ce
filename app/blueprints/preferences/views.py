from flask import Blueprint, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.security import safe_path
from app.session_user import open_to_all

bp = Blueprint("preferences", __name__)

THEMES = ("light", "dark")
YEAR_SECONDS = 365 * 86_400


@bp.post("/theme")
@open_to_all
def theme() -> ResponseReturnValue:
    """Keep the chosen theme in a cookie; any other word follows the system again."""
    response = redirect(safe_path(request.form.get("next")) or url_for("home.index"), 303)
    chosen = request.form.get("theme", "")
    if chosen in THEMES:
        response.set_cookie(
            "theme",
            chosen,
            max_age=YEAR_SECONDS,
            httponly=True,
            samesite="Lax",
            secure=current_app.config["SESSION_COOKIE_SECURE"],
        )
    else:
        response.delete_cookie("theme")
    return response
