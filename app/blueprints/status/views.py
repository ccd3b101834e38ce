from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.extensions import gateway
from app.gateway.errors import GatewayError
from app.session_user import open_to_all

bp = Blueprint("status", __name__, url_prefix="/status")


@bp.get("/")
@open_to_all
def index() -> ResponseReturnValue:
    """Show how every part does; without the gateway, that it is missing."""
    try:
        system = gateway.status.now()
    except GatewayError:
        system = None
    return render_template("status/index.html", system=system)
