from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.extensions import gateway
from app.gateway.achievements import Achievement
from app.session_user import login_required

bp = Blueprint("achievements", __name__, url_prefix="/achievements")


@bp.get("/")
@login_required
def index() -> ResponseReturnValue:
    """Show all achievements by group, in the gateway's order."""
    achievements = gateway.achievements.all()
    groups: dict[str, list[Achievement]] = {}
    for each in achievements.items:
        groups.setdefault(each.group, []).append(each)
    return render_template("achievements/index.html", achievements=achievements, groups=groups)
