from flask import Blueprint, jsonify, render_template
from flask.typing import ResponseReturnValue

from app.blueprints.status.bars import bars_by_component
from app.blueprints.status.report import report
from app.extensions import gateway
from app.gateway.errors import GatewayError
from app.gateway.status import History, SystemStatus
from app.session_user import open_to_all

bp = Blueprint("status", __name__)


@bp.get("/status/")
@open_to_all
def index() -> ResponseReturnValue:
    """Show how every part does and did; without the gateway, that it is missing."""
    return _page("status/index.html")


@bp.get("/status/now")
@open_to_all
def now() -> ResponseReturnValue:
    """Return the part of the page that changes."""
    return _page("status/_status.html")


@bp.get("/status.json")
@open_to_all
def machine_readable() -> ResponseReturnValue:
    """Tell programs the same. Answers 200 whatever the state is: that is in the answer."""
    return jsonify(report(*_looked_at()))


def _page(template: str) -> ResponseReturnValue:
    system, history = _looked_at()
    bars = bars_by_component(history) if history else {}
    incidents = history.incidents if history else ()
    return render_template(template, system=system, bars=bars, incidents=incidents)


def _looked_at() -> tuple[SystemStatus | None, History | None]:
    try:
        system = gateway.status.now()
    except GatewayError:
        return None, None
    try:
        return system, gateway.status.history()
    except GatewayError:
        # With its database away, the gateway still knows how things are now.
        return system, None
