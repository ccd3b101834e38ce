from itertools import groupby

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.extensions import gateway
from app.session_user import login_required

bp = Blueprint("achievements", __name__, url_prefix="/achievements")


@bp.get("/")
@login_required
def index() -> ResponseReturnValue:
    """Show all achievements by group, in the gateway's order."""
    achievements = gateway.achievements.all()
    groups = [
        (name, list(items)) for name, items in groupby(achievements.items, lambda item: item.group)
    ]
    return render_template("achievements/index.html", achievements=achievements, groups=groups)
