"""What was unlocked, told once: on the page whose gateway call has brought the news.

The gateway hands each piece of news out once, so it must be asked for only where it will
be seen. A page that does not come about after all (it leads elsewhere) leaves the news in
the session, for the page that follows.
"""

import logging
from collections.abc import Callable
from dataclasses import asdict
from typing import ParamSpec

from flask import Flask, Response, current_app, g, request, session
from flask.typing import ResponseReturnValue

from app.asking import asks_for_data, asks_for_fragment
from app.gateway.achievements import Unlocked, unlocked_in
from app.gateway.errors import GatewayBadResponse

P = ParamSpec("P")

KEPT = "unlocked"

logger = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    """Give templates `news()`, and keep what no template has shown."""
    app.jinja_env.globals["news"] = take
    app.after_request(_keep_unseen)


def shows_news(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Declare that this view's fragment shows news, as whole pages do."""
    vars(view)["shows_news"] = True
    return view


def will_be_seen() -> bool:
    """Tell whether somebody will look at what the present request answers."""
    if request.method != "GET" or "Sec-Purpose" in request.headers:
        # Browsers fetch some pages beforehand, for nobody yet.
        return False
    if asks_for_fragment():
        view = current_app.view_functions.get(request.endpoint or "")
        return bool(getattr(view, "shows_news", False))
    # Said outright: pictures and players take anything, and show nothing of it.
    return "text/html" in request.accept_mimetypes.values() and not asks_for_data()


def note(header: str) -> None:
    """Take up what an answer of the gateway has brought."""
    try:
        g.news = (*g.get("news", ()), *unlocked_in(header))
    except GatewayBadResponse:
        # No page shall fail for the sake of a celebration.
        logger.warning("news not understood: %.200s", header)


def take() -> tuple[Unlocked, ...]:
    """Return the news, as shown by this."""
    kept = session.pop(KEPT, []) if KEPT in session else []
    return (*(Unlocked(**each) for each in kept), *g.pop("news", ()))


def _keep_unseen(response: Response) -> Response:
    unseen: tuple[Unlocked, ...] = g.pop("news", ())
    if unseen:
        session[KEPT] = [*session.get(KEPT, []), *(asdict(each) for each in unseen)]
    return response
