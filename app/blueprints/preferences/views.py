import contextlib

from flask import Blueprint, make_response, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import locales
from app import theme as themes
from app.extensions import gateway
from app.gateway.errors import GatewayError
from app.security import safe_path
from app.session_user import open_to_all

bp = Blueprint("preferences", __name__)


@bp.post("/theme")
@open_to_all
def theme() -> ResponseReturnValue:
    """Keep the chosen theme here and, if somebody is logged in, for wherever they log in next."""
    chosen = request.form.get("theme", "")
    if current_user.is_authenticated:
        # It is dark now, whatever the gateway says.
        with contextlib.suppress(GatewayError):
            gateway.accounts.change(theme=chosen if chosen in themes.THEMES else "")
    target = safe_path(request.form.get("next")) or url_for("home.index")
    return themes.keep(make_response(redirect(target, 303)), chosen)


@bp.post("/language")
@open_to_all
def language() -> ResponseReturnValue:
    """Keep the chosen language, as with the theme; any other word follows the browser again."""
    chosen = request.form.get("language", "")
    chosen = chosen if chosen in locales.LANGUAGES else ""
    if current_user.is_authenticated:
        session["language"] = chosen
        with contextlib.suppress(GatewayError):
            gateway.accounts.change(language=chosen)
    target = safe_path(request.form.get("next")) or url_for("home.index")
    return locales.keep(make_response(redirect(target, 303)), chosen)
