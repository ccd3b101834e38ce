from contextlib import suppress

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.credits import IN_THE_BROWSER, ON_THE_SERVER
from app.extensions import gateway
from app.gateway.errors import GatewayError
from app.gateway.services import Service
from app.session_user import open_to_all

bp = Blueprint("home", __name__)


@bp.get("/")
@open_to_all
def index() -> ResponseReturnValue:
    """Show what this is; without the gateway, all but the services and the counter."""
    services, stats = None, None
    try:
        services = gateway.services.all()
        stats = gateway.status.stats()
    except GatewayError:
        # The front door stays open; whoever goes further is told.
        pass
    return render_template("home/index.html", services=services, stats=stats)


@bp.get("/about")
@open_to_all
def about() -> ResponseReturnValue:
    """Show what this is, what happens to files, and what it is made of."""
    services: tuple[Service, ...] = ()
    with suppress(GatewayError):
        services = gateway.services.all().items
    return render_template(
        "home/about.html",
        services=services,
        in_the_browser=IN_THE_BROWSER,
        on_the_server=ON_THE_SERVER,
    )


@bp.get("/healthz")
@open_to_all
def healthz() -> ResponseReturnValue:
    """Say that this process answers; whether the gateway does is another question."""
    return "ok", {"Content-Type": "text/plain; charset=utf-8"}
