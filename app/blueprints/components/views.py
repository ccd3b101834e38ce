from pathlib import Path

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from app.blueprints.components import samples
from app.session_user import open_to_all

bp = Blueprint("components", __name__)


@bp.get("/_components")
@open_to_all
def index() -> ResponseReturnValue:
    """Show every component in every state, in both themes."""
    return render_template(
        "components_page.html",
        sheets=[samples.sheet("dark"), samples.sheet("light")],
        strengths=samples.STRENGTHS,
        unlocked=samples.UNLOCKED,
        icons=samples.icon_names(Path(current_app.root_path) / "static/icons/sprite.svg"),
    )
