from collections.abc import Callable
from typing import cast

from flask import Blueprint, current_app, jsonify, make_response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.locales import current_language
from app.session_user import open_to_all

bp = Blueprint("shell", __name__)

# The ground of each theme, as in tokens.css: browsers colour their own bars with it.
THEME_COLOURS = {"dark": "#0c1017", "light": "#f6f1e7"}


@bp.app_context_processor
def theme_colours() -> dict[str, object]:
    """Give templates the colours of the browser's bars."""
    return {"theme_colours": THEME_COLOURS}


@bp.get("/manifest.webmanifest")
@open_to_all
def manifest() -> ResponseReturnValue:
    """Say how the site is shown when it is installed."""
    asset = cast(Callable[[str], str], current_app.jinja_env.globals["asset"])
    icons = [
        {"src": asset(f"art/icon-{name}.png"), "sizes": f"{size}x{size}", "purpose": purpose}
        for size in (192, 512)
        for name, purpose in ((f"{size}", "any"), (f"maskable-{size}", "maskable"))
    ]
    response = jsonify(
        id="/",
        name="MediaConverterApp",
        short_name="MediaConverter",
        description=_("Cut and convert video, pictures and audio on your own server."),
        lang=current_language().tag,
        dir=current_language().direction,
        start_url=url_for("home.index"),
        scope="/",
        display="standalone",
        background_color=THEME_COLOURS["dark"],
        theme_color=THEME_COLOURS["dark"],
        icons=[{**icon, "type": "image/png"} for icon in icons],
    )
    response.mimetype = "application/manifest+json"
    return response


@bp.get("/service-worker.js")
@open_to_all
def worker() -> ResponseReturnValue:
    """Give the script that keeps the offline page; at the root, so that it sees every page."""
    response = make_response(render_template("shell/service-worker.js"))
    response.mimetype = "text/javascript"
    return response


@bp.get("/offline")
@open_to_all
def offline() -> ResponseReturnValue:
    """Show what a visitor sees while the server cannot be reached."""
    return render_template("shell/offline.html")
